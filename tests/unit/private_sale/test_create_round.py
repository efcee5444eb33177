"""Rounds: bounds of their terms, and that nothing changes them."""

import pytest
from clock import DAY, next_block_at, now
from events import assert_logs, log

from .rounds import CAP, CID, CLIFF, DURATION, FUNDS, USD_PRICE, Unsold, terms
from helpers import _plain, assert_reverts, custom

ROOT = b"\x01" * 32
ZERO = "0x" + "0" * 40


@pytest.fixture
def valid(treasury, usd):
    """Valid terms with changes."""
    return lambda **changes: terms(treasury, [(usd, USD_PRICE)], ROOT, **changes)


def test_create_round__valid__reserves_its_tokens(sale, usd, hostile, treasury, foundation):
    wanted = terms(treasury, [(usd, USD_PRICE), (hostile, 1)], ROOT, unsold=Unsold.VAULT)
    receipt = sale.createRound(1, wanted, sender=foundation)
    plain = (
        tuple((_plain(currency), price) for currency, price in wanted[0]),
        *wanted[1:6],
        treasury.address,
    )
    created = log(sale.RoundCreated, round=1, terms=(*plain, Unsold.VAULT, ROOT, CID))
    assert_logs(receipt, created)
    assert (sale.rounds(), sale.unreserved(), sale.obligations()) == (1, FUNDS - CAP, FUNDS)
    start, end = wanted[2:4]
    assert sale.round(1) == (
        treasury.address, CAP, 0, start, end, CLIFF, DURATION, Unsold.VAULT, False, ROOT, CID,
    )  # fmt: skip
    assert sale.payments(1) == [(usd.address, USD_PRICE), (hostile.address, 1)]
    assert (sale.price(1, usd), sale.price(1, hostile), sale.price(1, treasury)) == (USD_PRICE, 1, 0)


def test_create_round__several__have_ids_from_one_and_reserve_apart(sale, create):
    assert [create(cap=cap).id for cap in (1, 2, FUNDS - 3)] == [1, 2, 3]
    assert (sale.unreserved(), sale.obligations()) == (0, FUNDS)


def test_round__unknown__is_all_zero(sale, create, alice):
    create()
    for unknown in (0, 2):
        assert sale.round(unknown) == (ZERO, 0, 0, 0, 0, 0, 0, 0, False, bytes(32), (bytes(32), 0))
        assert sale.payments(unknown) == []
        assert sale.position(unknown, alice) == (0, 0)
        assert sale.vested(unknown, alice) == sale.releasable(unknown, alice) == 0


@pytest.mark.parametrize("cap", [0, FUNDS + 1])
def test_create_round__cap_beyond_what_is_unreserved__reverts(sale, valid, foundation, cap):
    expected = custom(sale.CapOutOfRange, cap=cap, unreserved=FUNDS)
    assert_reverts(expected, sale.createRound, 1, valid(cap=cap), sender=foundation)


@pytest.mark.parametrize("offset", [-1, 365 * DAY + 1])
def test_create_round__start_out_of_range__reverts(sale, valid, foundation, offset):
    time = now()
    wanted = valid(start=time + offset)
    expected = custom(sale.StartOutOfRange, start=time + offset, first=time, last=time + 365 * DAY)
    assert_reverts(expected, sale.createRound, 1, wanted, sender=foundation)


@pytest.mark.parametrize("offset", [0, 365 * DAY])
def test_create_round__start_at_a_bound__goes(sale, valid, foundation, offset):
    time = next_block_at(now() + 100)
    sale.createRound(1, valid(start=time + offset), sender=foundation)
    assert sale.round(1).start == time + offset


@pytest.mark.parametrize("length", [0, 365 * DAY + 1])
def test_create_round__end_out_of_range__reverts(sale, valid, foundation, length):
    start = now() + DAY
    wanted = valid(start=start, end=start + length)
    expected = custom(sale.EndOutOfRange, end=start + length, first=start + 1, last=start + 365 * DAY)
    assert_reverts(expected, sale.createRound, 1, wanted, sender=foundation)


@pytest.mark.parametrize("length", [1, 365 * DAY])
def test_create_round__end_at_a_bound__goes(sale, valid, foundation, length):
    start = now() + DAY
    sale.createRound(1, valid(start=start, end=start + length), sender=foundation)
    assert sale.round(1).end == start + length


def test_create_round__release_too_long__reverts(sale, valid, foundation):
    most = 3_650 * DAY
    expected = custom(sale.DurationTooLong, duration=most + 1, max=most)
    assert_reverts(expected, sale.createRound, 1, valid(duration=most + 1), sender=foundation)
    sale.createRound(1, valid(duration=most, cliff=most), sender=foundation)


def test_create_round__cliff_longer_than_the_release__reverts(sale, valid, foundation):
    expected = custom(sale.CliffTooLong, cliff=1, duration=0)
    assert_reverts(expected, sale.createRound, 1, valid(cliff=1, duration=0), sender=foundation)


def test_create_round__number_of_another__reverts(sale, valid, create, foundation):
    """A list is for one round: what was scheduled for another one creates none."""
    for created in (0, 1):
        for number in {0, created, created + 2}:
            expected = custom(sale.WrongRound, round=number, next=created + 1)
            assert_reverts(expected, sale.createRound, number, valid(), sender=foundation)
        create(cap=1)


def test_create_round__treasury_that_could_not_send_it_on__reverts(sale, valid, system, foundation):
    for treasury in (ZERO, sale, system.token, system.reward_pool, system.vault):
        treasury = getattr(treasury, "address", treasury)
        expected = custom(sale.InvalidTreasury, treasury=treasury)
        assert_reverts(expected, sale.createRound, 1, valid(treasury=treasury), sender=foundation)


def test_create_round__no_list__reverts(sale, valid, foundation):
    expected = custom(sale.ZeroAllowlist)
    assert_reverts(expected, sale.createRound, 1, valid(allowlist=bytes(32)), sender=foundation)


@pytest.mark.parametrize("count", [0, 9])
def test_create_round__no_currency_or_too_many__reverts(sale, valid, foundation, system, count):
    addresses = [contract.address for name, contract in system.contracts() if name != "token"]
    payments = [(address, 1) for address in addresses[:count]]
    expected = custom(sale.PaymentsOutOfRange, payments=count, max=8)
    assert_reverts(expected, sale.createRound, 1, valid(payments=payments), sender=foundation)
    sale.createRound(1, valid(payments=[(address, 1) for address in addresses[:8]]), sender=foundation)
    assert len(sale.payments(1)) == 8


def test_create_round__currency_that_is_none__reverts(sale, valid, foundation, usd, token, stranger):
    for currency in (token.address, stranger.address, ZERO):
        expected = custom(sale.UnusableCurrency, currency=currency)
        payments = [(usd, 1), (currency, 1)]
        assert_reverts(expected, sale.createRound, 1, valid(payments=payments), sender=foundation)


def test_create_round__free__reverts(sale, valid, foundation, usd):
    expected = custom(sale.ZeroPrice, currency=usd)
    assert_reverts(expected, sale.createRound, 1, valid(payments=[(usd, 0)]), sender=foundation)


def test_create_round__currency_twice__reverts(sale, valid, foundation, usd, hostile):
    expected = custom(sale.RepeatedCurrency, currency=usd)
    payments = [(usd, 1), (hostile, 1), (usd, 2)]
    assert_reverts(expected, sale.createRound, 1, valid(payments=payments), sender=foundation)


def test_create_round__by_anyone_but_the_foundation__reverts(sale, valid, everybody, foundation):
    for caller in everybody:
        if caller != foundation:
            expected = custom(sale.AccessManagedUnauthorized, caller=caller)
            assert_reverts(expected, sale.createRound, 1, valid(), sender=caller)
