"""Sealing one's own tokens (SEAL-1, SEAL-2, SEAL-3)."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log

from helpers import assert_reverts, custom

ADVERTISING = b"ADVERTISING".ljust(32, b"\0")
OTHER = b"something else".ljust(32, b"\0")
LISTING = (7 << 32) | 1
MAX = 2**256 - 1


@pytest.mark.parametrize("amount", [1, 123 * 10**18 + 1])
def test_seal__any_amount__moves_it_and_puts_it_on_record(vault, token, alice, bob, today, amount):
    before = token.balanceOf(alice)
    receipt = vault.seal(amount, ADVERTISING, LISTING, today, sender=alice)
    assert_logs(
        receipt,
        log(vault.Sealed, payer=alice, reason=ADVERTISING, ref=LISTING, day=today, amount=amount),
        log(token.Transfer, **{"from": alice}, to=vault, amount=amount),
    )
    assert token.balanceOf(alice) == before - amount
    assert token.balanceOf(vault) == vault.totalSealed() == amount
    assert vault.sealedBy(alice) == vault.sealedFor(ADVERTISING) == amount
    assert vault.sealedOn(ADVERTISING, today, LISTING) == amount
    assert vault.sealedBy(bob) == vault.sealedFor(OTHER) == 0


def test_seal__several_times__adds_up_per_payer_reason_day_and_ref(vault, alice, bob, today):
    for payer, amount, reason, ref, day in (
        (alice, 1, ADVERTISING, LISTING, today),
        (alice, 20, ADVERTISING, LISTING, today),
        (bob, 300, ADVERTISING, LISTING, today),
        (alice, 4_000, OTHER, LISTING, today),
        (alice, 50_000, ADVERTISING, LISTING + 1, today),
        (alice, 600_000, ADVERTISING, LISTING, today + 1),
    ):
        vault.seal(amount, reason, ref, day, sender=payer)
    assert (vault.sealedBy(alice), vault.sealedBy(bob)) == (654_021, 300)
    assert (vault.sealedFor(ADVERTISING), vault.sealedFor(OTHER)) == (650_321, 4_000)
    assert vault.sealedOn(ADVERTISING, today, LISTING) == 321
    assert vault.sealedOn(OTHER, today, LISTING) == 4_000
    assert vault.sealedOn(ADVERTISING, today, LISTING + 1) == 50_000
    assert vault.sealedOn(ADVERTISING, today + 1, LISTING) == 600_000
    assert vault.totalSealed() == 654_321


@pytest.mark.parametrize("ahead", [0, 1, 30])
def test_seal__from_today_to_thirty_days_ahead__is_on_that_day(vault, alice, today, ahead):
    assert vault.MAX_DAYS_AHEAD() == 30
    vault.seal(5, ADVERTISING, LISTING, today + ahead, sender=alice)
    assert vault.sealedOn(ADVERTISING, today + ahead, LISTING) == 5


@pytest.mark.parametrize("ahead", [-1, 31])
def test_seal__a_day_outside_the_window__reverts(vault, alice, today, ahead):
    expected = custom(vault.DayOutOfRange, day=today + ahead, today=today, lastDay=today + 30)
    assert_reverts(expected, vault.seal, 5, ADVERTISING, LISTING, today + ahead, sender=alice)


@pytest.mark.parametrize("day", [0, MAX])
def test_seal__no_day_at_all__reverts(vault, alice, today, day):
    expected = custom(vault.DayOutOfRange, day=day, today=today, lastDay=today + 30)
    assert_reverts(expected, vault.seal, 5, ADVERTISING, LISTING, day, sender=alice)


def test_seal__last_second_of_the_day__counts_for_it(vault, alice, today):
    next_block_at((today + 1) * DAY - 1)
    vault.seal(5, ADVERTISING, LISTING, today, sender=alice)
    assert vault.sealedOn(ADVERTISING, today, LISTING) == 5


def test_seal__first_second_of_the_next_day__moves_the_window(vault, alice, today):
    mine_at((today + 1) * DAY)
    expected = custom(vault.DayOutOfRange, day=today, today=today + 1, lastDay=today + 31)
    assert_reverts(expected, vault.seal, 5, ADVERTISING, LISTING, today, sender=alice)
    vault.seal(5, ADVERTISING, LISTING, today + 31, sender=alice)
    assert vault.sealedOn(ADVERTISING, today + 31, LISTING) == 5


def test_seal__nothing__reverts(vault, alice, today):
    assert_reverts(custom(vault.ZeroAmount), vault.seal, 0, ADVERTISING, LISTING, today, sender=alice)


def test_seal__nothing_on_a_wrong_day__names_the_amount_first(vault, alice, today):
    assert_reverts(custom(vault.ZeroAmount), vault.seal, 0, ADVERTISING, LISTING, today - 1, sender=alice)


@pytest.mark.parametrize("ref", [0, MAX])
@pytest.mark.parametrize("reason", [bytes(32), b"\xff" * 32], ids=["no reason", "ones"])
def test_seal__any_reason_and_ref__is_free_to_use(vault, alice, today, reason, ref):
    vault.seal(5, reason, ref, today, sender=alice)
    assert vault.sealedOn(reason, today, ref) == 5


def test_seal__without_allowance__names_what_is_missing(vault, token, carol, today):
    expected = custom(vault.PaymentFailed, payer=carol, amount=5, balance=token.balanceOf(carol), allowance=0)
    assert_reverts(expected, vault.seal, 5, ADVERTISING, LISTING, today, sender=carol)


def test_seal__one_above_the_allowance__names_what_is_missing(vault, token, carol, today):
    token.approve(vault, 4, sender=carol)
    expected = custom(vault.PaymentFailed, payer=carol, amount=5, balance=token.balanceOf(carol), allowance=4)
    assert_reverts(expected, vault.seal, 5, ADVERTISING, LISTING, today, sender=carol)
    vault.seal(4, ADVERTISING, LISTING, today, sender=carol)
    assert token.allowance(carol, vault) == 0


def test_seal__one_above_the_balance__names_what_is_missing(vault, token, stranger, today):
    token.approve(vault, MAX, sender=stranger)
    expected = custom(vault.PaymentFailed, payer=stranger, amount=1, balance=0, allowance=MAX)
    assert_reverts(expected, vault.seal, 1, ADVERTISING, LISTING, today, sender=stranger)


def test_seal__more_than_a_counter_holds__reverts(vault, token, alice, today):
    vault.seal(1, ADVERTISING, LISTING, today, sender=alice)
    expected = custom(
        vault.PaymentFailed,
        payer=alice,
        amount=MAX,
        balance=token.balanceOf(alice),
        allowance=token.allowance(alice, vault),
    )
    assert_reverts(expected, vault.seal, MAX, ADVERTISING, LISTING, today, sender=alice)


def test_seal__refused__leaves_nothing_behind(vault, carol, alice, today):
    vault.seal(5, OTHER, 0, today, sender=alice)
    receipt = vault.seal(
        5, ADVERTISING, LISTING, today, sender=carol, gas_limit=500_000, raise_on_revert=False
    )
    assert receipt.failed
    assert vault.sealedBy(carol) == vault.sealedFor(ADVERTISING) == 0
    assert vault.totalSealed() == 5
