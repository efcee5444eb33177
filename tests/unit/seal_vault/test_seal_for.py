"""Sealing in somebody else's name: the caller pays (SEAL-2)."""

from events import assert_logs, log

from helpers import assert_reverts, custom

REASON = b"GIFT".ljust(32, b"\0")
ZERO = "0x0000000000000000000000000000000000000000"


def test_seal_for__another__takes_the_callers_tokens_and_records_the_other(vault, token, alice, bob, today):
    mine, theirs = token.balanceOf(alice), token.balanceOf(bob)
    receipt = vault.sealFor(bob, 9, REASON, 3, today + 2, sender=alice)
    assert_logs(
        receipt,
        log(vault.Sealed, payer=bob, reason=REASON, ref=3, day=today + 2, amount=9),
        log(token.Transfer, **{"from": alice}, to=vault, amount=9),
    )
    assert (token.balanceOf(alice), token.balanceOf(bob)) == (mine - 9, theirs)
    assert (vault.sealedBy(alice), vault.sealedBy(bob)) == (0, 9)
    assert vault.sealedFor(REASON) == vault.sealedOn(REASON, today + 2, 3) == vault.totalSealed() == 9


def test_seal_for__nobody__is_recorded_for_nobody(vault, alice, today):
    vault.sealFor(ZERO, 9, REASON, 3, today, sender=alice)
    assert (vault.sealedBy(ZERO), vault.sealedBy(alice)) == (9, 0)


def test_seal_for__whoever_allowed_the_vault__pays_nothing_for_others(vault, token, alice, stranger, today):
    """Only the caller's own tokens are ever taken, whatever the payer has allowed."""
    assert token.allowance(alice, vault) > 0
    expected = custom(vault.PaymentFailed, payer=stranger, amount=9, balance=0, allowance=0)
    assert_reverts(expected, vault.sealFor, alice, 9, REASON, 3, today, sender=stranger)


def test_seal_for__nothing__reverts(vault, alice, bob, today):
    assert_reverts(custom(vault.ZeroAmount), vault.sealFor, bob, 0, REASON, 3, today, sender=alice)


def test_seal_for__yesterday__reverts(vault, alice, bob, today):
    expected = custom(vault.DayOutOfRange, day=today - 1, today=today, lastDay=today + 30)
    assert_reverts(expected, vault.sealFor, bob, 9, REASON, 3, today - 1, sender=alice)


def test_seal_for__a_day_too_far_ahead__reverts(vault, alice, bob, today):
    expected = custom(vault.DayOutOfRange, day=today + 31, today=today, lastDay=today + 30)
    assert_reverts(expected, vault.sealFor, bob, 9, REASON, 3, today + 31, sender=alice)
