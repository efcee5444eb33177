"""Sealing with a signature instead of an approval, also where it was front-run (SEAL-2)."""

import pytest
from clock import mine_at, now
from events import assert_logs, log
from permits import Permit, sign_permit

from helpers import assert_reverts, custom

REASON = b"ADVERTISING".ljust(32, b"\0")
NONSENSE = Permit(9, 2**256 - 1, 27, b"\x01" * 32, b"\x01" * 32)


def test_seal_with_permit__signed__needs_no_approval(vault, token, carol, today):
    before = token.balanceOf(carol)
    permit = sign_permit(token, carol, vault, 9)
    receipt = vault.sealWithPermit(9, REASON, 3, today, permit, sender=carol)
    assert_logs(
        receipt,
        log(token.Approval, owner=carol, spender=vault, amount=9),
        log(vault.Sealed, payer=carol, reason=REASON, ref=3, day=today, amount=9),
        log(token.Transfer, **{"from": carol}, to=vault, amount=9),
    )
    assert token.balanceOf(carol) == before - 9
    assert (token.allowance(carol, vault), token.nonces(carol)) == (0, 1)
    assert vault.sealedBy(carol) == vault.sealedOn(REASON, today, 3) == 9


def test_seal_with_permit__front_run__goes_through(vault, token, carol, stranger, today):
    permit = sign_permit(token, carol, vault, 9)
    token.permit(carol, vault, *permit, sender=stranger)
    receipt = vault.sealWithPermit(9, REASON, 3, today, permit, sender=carol)
    assert_logs(
        receipt,
        log(vault.Sealed, payer=carol, reason=REASON, ref=3, day=today, amount=9),
        log(token.Transfer, **{"from": carol}, to=vault, amount=9),
    )
    assert vault.sealedBy(carol) == 9


def test_seal_with_permit__invalid_but_allowed_before__goes_through(vault, token, carol, today):
    token.approve(vault, 9, sender=carol)
    vault.sealWithPermit(9, REASON, 3, today, NONSENSE, sender=carol)
    assert vault.sealedBy(carol) == 9


def test_seal_with_permit__invalid_and_not_allowed__names_what_is_missing(vault, token, carol, today):
    expected = custom(vault.PaymentFailed, payer=carol, amount=9, balance=token.balanceOf(carol), allowance=0)
    assert_reverts(expected, vault.sealWithPermit, 9, REASON, 3, today, NONSENSE, sender=carol)


def test_seal_with_permit__expired__names_what_is_missing(vault, token, carol, today):
    permit = sign_permit(token, carol, vault, 9, deadline=now() + 10)
    mine_at(permit.deadline + 1)
    expected = custom(vault.PaymentFailed, payer=carol, amount=9, balance=token.balanceOf(carol), allowance=0)
    assert_reverts(expected, vault.sealWithPermit, 9, REASON, 3, today, permit, sender=carol)


def test_seal_with_permit__of_too_little__names_what_is_missing(vault, token, carol, today):
    permit = sign_permit(token, carol, vault, 8)
    expected = custom(vault.PaymentFailed, payer=carol, amount=9, balance=token.balanceOf(carol), allowance=8)
    assert_reverts(expected, vault.sealWithPermit, 9, REASON, 3, today, permit, sender=carol)


def test_seal_with_permit__signed_by_another__takes_nothing_from_it(vault, token, carol, stranger, today):
    permit = sign_permit(token, carol, vault, 9)
    expected = custom(vault.PaymentFailed, payer=stranger, amount=9, balance=0, allowance=0)
    assert_reverts(expected, vault.sealWithPermit, 9, REASON, 3, today, permit, sender=stranger)


@pytest.mark.parametrize("ahead", [-1, 31])
def test_seal_with_permit__a_day_outside_the_window__reverts(vault, token, carol, today, ahead):
    permit = sign_permit(token, carol, vault, 9)
    expected = custom(vault.DayOutOfRange, day=today + ahead, today=today, lastDay=today + 30)
    assert_reverts(expected, vault.sealWithPermit, 9, REASON, 3, today + ahead, permit, sender=carol)


def test_seal_with_permit__nothing__reverts(vault, token, carol, today):
    permit = sign_permit(token, carol, vault, 9)
    assert_reverts(custom(vault.ZeroAmount), vault.sealWithPermit, 0, REASON, 3, today, permit, sender=carol)
