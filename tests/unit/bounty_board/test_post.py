"""`post`: the owner of an open shop escrows a reward for each slot (BOUNTY)."""

import pytest
from clock import DAY
from events import assert_logs

from ecomchain.amounts import ECOM
from ecomchain.ids import SHOP

from .bounties import REVIEW_WITHIN, REWARD, SLOTS, SUBMIT_WITHIN, posted_logs, terms
from helpers import assert_reverts, custom

MAX = 2**256 - 1
HOUR = 3_600


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"reward": 1, "slots": 1},
        {"slots": 1_000},
        {"submit_within": HOUR, "review_within": DAY},
        {"submit_within": 60 * DAY, "review_within": 30 * DAY},
    ],
    ids=str,
)
def test_post__within_bounds__escrows_and_puts_it_on_record(bounty_board, token, shop, alice, chosen):
    mine, before = token.balanceOf(alice), bounty_board.totals()
    wanted = terms(shop, **chosen)
    receipt = bounty_board.post(wanted, sender=alice)
    bounty = before.bounties + 1
    assert_logs(receipt, *posted_logs(bounty_board, token, bounty, alice, wanted))
    _, reward, slots, submit_within, review_within, _ = wanted
    assert bounty_board.bounty(bounty) == (shop, reward, slots, 0, submit_within, review_within, False)
    assert bounty_board.totals() == (bounty, before.owed + reward * slots)
    assert token.balanceOf(alice) == mine - reward * slots
    assert token.balanceOf(bounty_board) == reward * slots


def test_post__twice__gives_two_bounties(bounty_board, token, shop, bounty, alice):
    bounty_board.post(terms(shop, reward=5, slots=2), sender=alice)
    assert bounty_board.bounty(bounty) == (shop, REWARD, SLOTS, 0, SUBMIT_WITHIN, REVIEW_WITHIN, False)
    assert bounty_board.bounty(bounty + 1) == (shop, 5, 2, 0, SUBMIT_WITHIN, REVIEW_WITHIN, False)
    assert bounty_board.totals() == (bounty + 1, SLOTS * REWARD + 10)


def test_post__uses_exactly_its_escrow_of_the_allowance(bounty_board, token, shop, alice):
    token.approve(bounty_board, SLOTS * REWARD, sender=alice)
    bounty_board.post(terms(shop), sender=alice)
    assert token.allowance(alice, bounty_board) == 0


@pytest.mark.parametrize("approved", [False, True])
def test_post__not_the_owner__reverts(bounty_board, registry, shop, alice, bob, approved):
    """An approval for the shop's token does not act for the shop (SHOP-8)."""
    registry.setApprovalForAll(bob, approved, sender=alice)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, bounty_board.post, terms(shop), sender=bob)


@pytest.mark.parametrize("ahead", [1, None])
def test_post__unknown_shop__reverts(bounty_board, registry, shop, alice, ahead):
    unknown = shop + ahead if ahead else 0
    expected = custom(registry.UnknownShop, shop=unknown)
    assert_reverts(expected, bounty_board.post, terms(unknown), sender=alice)


def test_post__closed_shop__reverts(bounty_board, registry, shop, alice):
    registry.release(shop, SHOP, 1, sender=alice)
    assert_reverts(custom(bounty_board.ShopClosed, shop=shop), bounty_board.post, terms(shop), sender=alice)


def test_post__no_reward__reverts(bounty_board, shop, alice):
    assert_reverts(custom(bounty_board.ZeroReward), bounty_board.post, terms(shop, reward=0), sender=alice)


@pytest.mark.parametrize(
    ("term", "least", "most", "largest"),
    [
        ("slots", 1, 1_000, 2**16 - 1),
        ("submit_within", HOUR, 60 * DAY, 2**24 - 1),
        ("review_within", DAY, 30 * DAY, 2**24 - 1),
    ],
)
def test_post__term_out_of_bounds__reverts(bounty_board, shop, alice, term, least, most, largest):
    for value in (0, least - 1, most + 1, largest):
        expected = custom(bounty_board.TermOutOfBounds, value=value, min=least, max=most)
        assert_reverts(expected, bounty_board.post, terms(shop, **{term: value}), sender=alice)


def test_post__several_faults__names_the_first(bounty_board, registry, shop, alice, bob):
    wrong = terms(shop, reward=0, slots=0, submit_within=0, review_within=0)
    registry.release(shop, SHOP, 1, sender=alice)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, bounty_board.post, wrong, sender=bob)
    assert_reverts(custom(bounty_board.ShopClosed, shop=shop), bounty_board.post, wrong, sender=alice)
    registry.acquire(shop, SHOP, 1, MAX, sender=alice)
    assert_reverts(custom(bounty_board.ZeroReward), bounty_board.post, wrong, sender=alice)


def test_post__one_too_little_allowed__names_what_is_missing(bounty_board, token, shop, alice):
    escrow = SLOTS * REWARD
    token.approve(bounty_board, escrow - 1, sender=alice)
    expected = custom(
        bounty_board.PaymentFailed,
        payer=alice,
        amount=escrow,
        balance=token.balanceOf(alice),
        allowance=escrow - 1,
    )
    assert_reverts(expected, bounty_board.post, terms(shop), sender=alice)


@pytest.mark.parametrize(
    ("reward", "slots"),
    [(10**28, 1), (2**96 - 1, 1_000), (2**95, 2), (2**93, 8)],
    ids=["the supply", "all bits", "2**96", "2**96 in eight"],
)
def test_post__more_than_there_is__reverts(bounty_board, token, shop, alice, reward, slots):
    """Nor can an escrow that wraps around in the ledger's width be had for nothing."""
    expected = custom(
        bounty_board.PaymentFailed,
        payer=alice,
        amount=reward * slots,
        balance=token.balanceOf(alice),
        allowance=MAX,
    )
    assert_reverts(expected, bounty_board.post, terms(shop, reward=reward, slots=slots), sender=alice)


def test_post__refused__leaves_nothing_behind(bounty_board, token, shop, alice):
    mine, before = token.balanceOf(alice), bounty_board.totals()
    token.approve(bounty_board, ECOM, sender=alice)
    receipt = bounty_board.post(terms(shop), sender=alice, gas_limit=500_000, raise_on_revert=False)
    assert receipt.failed
    assert bounty_board.totals() == before
    assert token.balanceOf(alice) == mine
