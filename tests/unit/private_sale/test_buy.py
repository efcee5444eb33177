"""Buying: who, when, how much, for what."""

import pytest
from ape import accounts
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log
from merkle_trees import leaf_of

from ecomchain.amounts import ECOM

from .rounds import ALICE_CAP, BOB_CAP, CAP, FUNDS, ODD_PRICE, USD_PRICE, cost, paid
from helpers import assert_reverts, custom

FOREVER = 2**256 - 1


@pytest.fixture
def offer(usd):
    """The arguments of a listed buyer's purchase."""

    def offer(round_, buyer, amount, *, currency=usd, most=FOREVER):
        cap, proof = round_.tree.amounts[buyer.address], round_.tree.proof(buyer)
        return round_.id, currency, amount, most, cap, proof

    return offer


def test_buy__listed__pays_the_treasury_and_owns_a_position(sale, usd, treasury, opened, offer, alice):
    amount, price = 10 * ECOM + 1, cost(10 * ECOM + 1, USD_PRICE)
    assert price == 25_000_001
    receipt = sale.buy(*offer(opened, alice, amount, most=price), sender=alice)
    bought = log(sale.Bought, round=1, account=alice, currency=usd, amount=amount, payment=price)
    assert_logs(receipt, bought, paid(usd, alice, treasury, price))
    assert receipt.return_value == sale.quote(1, usd, amount) == usd.balanceOf(treasury) == price
    assert sale.position(1, alice) == (amount, 0)
    assert sale.round(1).sold == amount
    assert (sale.obligations(), sale.unreserved()) == (FUNDS, FUNDS - CAP)


@pytest.mark.parametrize(
    ("amount", "price"),
    [
        (1, 1),
        (ECOM // USD_PRICE, 1),
        (ECOM // USD_PRICE + 1, 2),
        (ECOM, USD_PRICE),
        (ECOM + 1, USD_PRICE + 1),
    ],
)
def test_quote__any_amount__is_rounded_up(sale, usd, opened, amount, price):
    assert sale.quote(1, usd, amount) == cost(amount, USD_PRICE) == price


def test_quote__largest_amount_and_price__does_not_overflow(sale, usd, create):
    most = 2**96 - 1
    create(payments=[(usd, most)])
    assert sale.quote(1, usd, most) == cost(most, most)
    assert sale.quote(1, usd, 0) == 0


def test_quote__currency_or_round_unknown__reverts(sale, usd, token, opened):
    for round_, currency in ((1, token), (2, usd)):
        expected = custom(sale.CurrencyNotAccepted, round=round_, currency=currency)
        assert_reverts(expected, sale.quote, round_, currency, 1)


def test_buy__in_another_currency__at_its_price(sale, hostile, treasury, opened, offer, alice):
    sale.buy(*offer(opened, alice, 7, currency=hostile), sender=alice)
    assert hostile.balanceOf(treasury) == cost(7, ODD_PRICE) == 22


@pytest.mark.parametrize("offset", [-1, 10 * DAY])
def test_buy__before_the_start_or_from_the_end_on__reverts(sale, create, offer, alice, offset):
    round_ = create()
    time = mine_at(round_.start + offset)
    expected = custom(sale.NotOpen, round=1, start=round_.start, end=round_.end, now_=time)
    assert_reverts(expected, sale.buy, *offer(round_, alice, 1), sender=alice)


@pytest.mark.parametrize("offset", [0, 10 * DAY - 1])
def test_buy__in_the_first_and_last_second__goes(sale, create, offer, alice, offset):
    round_ = create()
    next_block_at(round_.start + offset)
    sale.buy(*offer(round_, alice, 1), sender=alice)
    assert sale.position(1, alice) == (1, 0)


def test_buy__round_unknown__reverts(sale, usd, opened, alice):
    for unknown in (0, 2):
        expected = custom(sale.UnknownRound, round=unknown)
        assert_reverts(expected, sale.buy, unknown, usd, 1, FOREVER, 1, [], sender=alice)


def test_buy__nothing__reverts(sale, opened, offer, alice):
    assert_reverts(custom(sale.ZeroAmount), sale.buy, *offer(opened, alice, 0), sender=alice)


def test_buy__not_on_the_list__reverts(sale, usd, opened, alice, carol):
    """A stranger with alice's cap and proof, or with nothing."""
    for cap, proof in ((ALICE_CAP, opened.tree.proof(alice)), (1, [])):
        expected = custom(sale.NotAllowed, round=1, account=carol, cap=cap)
        assert_reverts(expected, sale.buy, 1, usd, 1, FOREVER, cap, proof, sender=carol)


def test_buy__with_another_cap_than_listed__reverts(sale, usd, opened, alice):
    expected = custom(sale.NotAllowed, round=1, account=alice, cap=ALICE_CAP + 1)
    proof = opened.tree.proof(alice)
    assert_reverts(expected, sale.buy, 1, usd, 1, FOREVER, ALICE_CAP + 1, proof, sender=alice)


def test_buy__with_the_proof_of_another_round__reverts(sale, usd, opened, create, alice):
    second = create(cap=1)
    mine_at(second.start)
    assert opened.tree.root != second.tree.root
    expected = custom(sale.NotAllowed, round=2, account=alice, cap=ALICE_CAP)
    proof = opened.tree.proof(alice)
    assert_reverts(expected, sale.buy, 2, usd, 1, FOREVER, ALICE_CAP, proof, sender=alice)


def test_leaf__of_a_buyer__is_that_of_claims(sale, alice):
    assert sale.leaf(3, alice, 5) == leaf_of(sale, 3, alice, 5)


def test_buy__above_the_buyers_cap__reverts_and_names_what_is_left(sale, opened, offer, alice):
    sale.buy(*offer(opened, alice, ALICE_CAP - 2), sender=alice)
    expected = custom(sale.BuyerCapExceeded, round=1, account=alice, amount=3, left=2)
    assert_reverts(expected, sale.buy, *offer(opened, alice, 3), sender=alice)
    sale.buy(*offer(opened, alice, 2), sender=alice)
    assert sale.position(1, alice) == (ALICE_CAP, 0)
    expected = custom(sale.BuyerCapExceeded, round=1, account=alice, amount=1, left=0)
    assert_reverts(expected, sale.buy, *offer(opened, alice, 1), sender=alice)


def test_buy__listed_twice__the_higher_cap_counts_once(sale, usd, create, alice):
    """Two leaves of one account are two caps of one position; neither adds to the other."""
    two = create(caps={alice: 5})
    mine_at(two.start)
    sale.buy(two.id, usd, 5, FOREVER, 5, [], sender=alice)  # the tree of one leaf has no siblings
    expected = custom(sale.BuyerCapExceeded, round=1, account=alice, amount=1, left=0)
    assert_reverts(expected, sale.buy, two.id, usd, 1, FOREVER, 5, [], sender=alice)


def test_buy__above_the_rounds_cap__reverts_and_names_what_is_left(sale, opened, offer, alice, bob):
    sale.buy(*offer(opened, alice, ALICE_CAP), sender=alice)
    left = CAP - ALICE_CAP
    assert left < BOB_CAP
    expected = custom(sale.RoundCapExceeded, round=1, amount=left + 1, left=left)
    assert_reverts(expected, sale.buy, *offer(opened, bob, left + 1), sender=bob)
    sale.buy(*offer(opened, bob, left), sender=bob)
    assert sale.round(1).sold == CAP


def test_buy__currency_not_accepted__reverts(sale, token, opened, offer, alice):
    expected = custom(sale.CurrencyNotAccepted, round=1, currency=token)
    assert_reverts(expected, sale.buy, *offer(opened, alice, 1, currency=token), sender=alice)


def test_buy__dearer_than_the_most__reverts(sale, opened, offer, alice):
    expected = custom(sale.PaymentTooHigh, payment=USD_PRICE, maxPayment=USD_PRICE - 1)
    assert_reverts(expected, sale.buy, *offer(opened, alice, ECOM, most=USD_PRICE - 1), sender=alice)


def test_buy__not_allowed_to_take_it__reverts_with_balance_and_allowance(sale, usd, opened, offer, alice):
    usd.approve(sale, USD_PRICE - 1, sender=alice)
    values = {"currency": usd, "payer": alice, "payment": USD_PRICE}
    expected = custom(sale.CurrencyRefused, **values, balance=usd.balanceOf(alice), allowance=USD_PRICE - 1)
    assert_reverts(expected, sale.buy, *offer(opened, alice, ECOM), sender=alice)


def test_buy__by_the_treasury_itself__reverts(sale, usd, create, foundation, deployer):
    """Its balance does not change by that."""
    buyer = accounts.test_accounts[8]
    usd.mint(buyer, USD_PRICE, sender=deployer)
    usd.approve(sale, USD_PRICE, sender=buyer)
    round_ = create(treasury=buyer, caps={buyer: ECOM})
    mine_at(round_.start)
    values = {"currency": usd, "treasury": buyer, "payment": USD_PRICE}
    expected = custom(sale.WrongPayment, **values, before=USD_PRICE, after_=USD_PRICE)
    assert_reverts(expected, sale.buy, 1, usd, ECOM, FOREVER, ECOM, [], sender=buyer)
