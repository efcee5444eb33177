"""What a currency can do that the foundation should not have chosen: fail purchases in itself."""

from enum import IntEnum

import pytest
from clock import mine_at

from ecomchain.amounts import ECOM

from .rounds import ALICE_CAP, BOB_CAP, ODD_PRICE, cost
from helpers import assert_reverts, custom

FOREVER = 2**256 - 1
PRICE = cost(ECOM, ODD_PRICE)


class Mode(IntEnum):
    HONEST, NO_ANSWER, REFUSE, PRETEND, FEE, BONUS, REVERT, REENTER = range(8)


@pytest.fixture
def arguments(hostile, opened, alice):
    """alice buys one Ecom."""
    return 1, hostile, ECOM, FOREVER, ALICE_CAP, opened.tree.proof(alice)


def test_buy__currency_that_returns_nothing__goes(sale, hostile, treasury, arguments, alice):
    hostile.setMode(Mode.NO_ANSWER, sender=alice)
    sale.buy(*arguments, sender=alice)
    assert hostile.balanceOf(treasury) == PRICE
    assert sale.position(1, alice) == (ECOM, 0)


@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.REVERT])
def test_buy__currency_that_refuses__reverts(sale, hostile, arguments, alice, mode):
    hostile.setMode(mode, sender=alice)
    values = {"currency": hostile, "payer": alice, "payment": PRICE}
    expected = custom(sale.CurrencyRefused, **values, balance=hostile.balanceOf(alice), allowance=FOREVER)
    assert_reverts(expected, sale.buy, *arguments, sender=alice)


@pytest.mark.parametrize(
    ("mode", "received"), [(Mode.PRETEND, 0), (Mode.FEE, PRICE - 1), (Mode.BONUS, PRICE + 1)]
)
def test_buy__treasury_receives_something_else__reverts(
    sale, hostile, treasury, arguments, alice, mode, received
):
    hostile.setMode(mode, sender=alice)
    hostile.mint(treasury, 3, sender=alice)
    values = {"currency": hostile, "treasury": treasury, "payment": PRICE}
    expected = custom(sale.WrongPayment, **values, before=3, after_=received + 3)
    assert_reverts(expected, sale.buy, *arguments, sender=alice)


@pytest.mark.parametrize("function", ["buy", "buyWithPermit"])
def test_buy__currency_that_buys_again_meanwhile__is_refused_that(
    sale, hostile, treasury, arguments, alice, function
):
    call = arguments if function == "buy" else (*arguments, (0, 0, 0, bytes(32), bytes(32)))
    hostile.prepare(sale, getattr(sale, function).encode_input(*call), sender=alice)
    hostile.setMode(Mode.REENTER, sender=alice)
    sale.buy(*arguments, sender=alice)
    assert not hostile.reentered()
    custom(sale.ReentrancyGuardReentrantCall).check(bytes(hostile.answer()))
    assert sale.position(1, alice) == (ECOM, 0)
    assert hostile.balanceOf(treasury) == PRICE


@pytest.mark.parametrize(
    ("function", "error"), [("release", "NothingToRelease"), ("close", "NotOver"), ("createRound", None)]
)
def test_buy__currency_that_does_something_else_meanwhile__gets_nothing(
    sale, hostile, arguments, opened, create, alice, treasury, function, error
):
    """All is in order before the currency is called: another call finds what anyone's would."""
    terms = ([], 1, 0, 0, 0, 0, treasury, 0, b"\1" * 32, (bytes(32), 0))
    given = {"release": (1, alice), "close": (1,), "createRound": (2, terms)}[function]
    hostile.prepare(sale, getattr(sale, function).encode_input(*given), sender=alice)
    hostile.setMode(Mode.REENTER, sender=alice)
    sale.buy(*arguments, sender=alice)
    assert not hostile.reentered()
    values = {
        "NothingToRelease": {"round": 1, "account": alice, "vested": 0},
        "NotOver": {"round": 1, "end": opened.end, "now_": ...},
        None: {"caller": hostile},
    }[error]
    custom(getattr(sale, error or "AccessManagedUnauthorized"), **values).check(bytes(hostile.answer()))
    assert sale.position(1, alice) == (ECOM, 0)


def test_buy__while_another_round_is_released_to_somebody__both_go(sale, hostile, token, create, alice, bob):
    """A release that is due may happen within a purchase: it pays whom it must."""
    first = create(duration=0, cliff=0)
    mine_at(first.start)
    sale.buy(1, hostile, ECOM, FOREVER, BOB_CAP, first.tree.proof(bob), sender=bob)
    second = create(start=first.end)
    mine_at(first.end)
    hostile.prepare(sale, sale.release.encode_input(1, bob), sender=alice)
    hostile.setMode(Mode.REENTER, sender=alice)
    before = token.balanceOf(bob)
    sale.buy(2, hostile, ECOM, FOREVER, ALICE_CAP, second.tree.proof(alice), sender=alice)
    assert hostile.reentered()
    assert token.balanceOf(bob) - before == ECOM
    assert (sale.position(1, bob), sale.position(2, alice)) == ((ECOM, ECOM), (ECOM, 0))


def test_release__currency_stopped_for_ever__does_not_matter(
    sale, hostile, token, arguments, opened, alice, bob
):
    sale.buy(*arguments, sender=alice)
    hostile.setMode(Mode.REVERT, sender=bob)
    mine_at(opened.over)
    before = token.balanceOf(alice)
    sale.release(1, alice, sender=bob)
    assert token.balanceOf(alice) - before == ECOM
