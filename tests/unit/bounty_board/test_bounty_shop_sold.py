"""A transfer of the shop moves its bounties, at once (SHOP-5)."""

import pytest
from clock import mine_at, next_block_at
from events import assert_logs, log
from scene import CID, NO_CID, OTHER_CID

from .bounties import (
    REWARD,
    SLOTS,
    assigned_logs,
    deadline_of,
    paid_logs,
    posted_logs,
    returned_logs,
    slots,
    terms,
)
from helpers import assert_reverts, custom


@pytest.fixture
def heir(registry, shop, submitted, alice, dave):
    """dave, who has bought the shop while bob's submission was waiting."""
    registry.transferFrom(alice, dave, shop, sender=alice)
    return dave


def test_shop_sold__former_owner__can_do_nothing(bounty_board, shop, submitted, alice, bob, carol, heir):
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=alice, owner=heir)
    assert_reverts(expected, bounty_board.post, terms(shop), sender=alice)
    assert_reverts(expected, bounty_board.assign, submitted, [carol], sender=alice)
    assert_reverts(expected, bounty_board.approve, submitted, bob, sender=alice)
    assert_reverts(expected, bounty_board.reject, submitted, bob, NO_CID, sender=alice)
    assert_reverts(expected, bounty_board.close, submitted, sender=alice)


def test_shop_sold__new_owner__approves_at_the_former_ones_cost(bounty_board, token, submitted, bob, heir):
    receipt = bounty_board.approve(submitted, bob, sender=heir)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=True))


def test_shop_sold__new_owner__rejects_and_assigns(bounty_board, submitted, bob, carol, heir):
    receipt = bounty_board.reject(submitted, bob, OTHER_CID, sender=heir)
    assert_logs(receipt, log(bounty_board.WorkRejected, bounty=submitted, worker=bob, reason=OTHER_CID))
    receipt = bounty_board.assign(submitted, [bob, carol], sender=heir)
    assert_logs(receipt, *assigned_logs(bounty_board, submitted, bob, carol))
    assert slots(bounty_board, submitted) == (1, 2)


def test_shop_sold__closed_by_the_new_owner__returns_to_it(bounty_board, token, submitted, alice, bob, heir):
    former = token.balanceOf(alice)
    receipt = bounty_board.close(submitted, sender=heir)
    expected = returned_logs(bounty_board, token, submitted, heir, SLOTS - 1)
    assert_logs(receipt, log(bounty_board.BountyClosed, bounty=submitted), *expected)
    receipt = bounty_board.reject(submitted, bob, NO_CID, sender=heir)
    expected = returned_logs(bounty_board, token, submitted, heir)
    assert_logs(
        receipt, log(bounty_board.WorkRejected, bounty=submitted, worker=bob, reason=NO_CID), *expected
    )
    assert (token.balanceOf(heir), token.balanceOf(alice)) == (SLOTS * REWARD, former)


def test_shop_sold__closed_before__later_returns_go_to_the_new_owner(
    bounty_board, registry, token, shop, assigned, alice, bob, dave, stranger
):
    bounty_board.close(assigned, sender=alice)
    registry.transferFrom(alice, dave, shop, sender=alice)
    next_block_at(deadline_of(bounty_board, assigned, bob))
    receipt = bounty_board.expire(assigned, bob, sender=stranger)
    assert_logs(
        receipt,
        log(bounty_board.AssignmentExpired, bounty=assigned, worker=bob),
        *returned_logs(bounty_board, token, assigned, dave),
    )


def test_shop_sold__to_escape_payment__the_worker_is_paid_all_the_same(
    bounty_board, registry, token, shop, submitted, alice, bob, vault
):
    """Even to the vault, which never answers."""
    registry.transferFrom(alice, vault, shop, sender=alice)
    deadline = deadline_of(bounty_board, submitted, bob)
    time = mine_at(deadline - 1)
    expected = custom(bounty_board.TooEarly, bounty=submitted, worker=bob, **{"from": deadline}, now_=time)
    assert_reverts(expected, bounty_board.claim, submitted, bob, sender=bob)
    next_block_at(deadline)
    receipt = bounty_board.claim(submitted, bob, sender=bob)
    assert_logs(receipt, *paid_logs(bounty_board, token, submitted, bob, approved=False))


def test_shop_sold__new_owner__posts_at_its_own_cost(bounty_board, token, shop, heir, alice):
    token.transfer(heir, SLOTS * REWARD, sender=alice)
    token.approve(bounty_board, SLOTS * REWARD, sender=heir)
    receipt = bounty_board.post(terms(shop), sender=heir)
    bounty = bounty_board.totals().bounties
    assert_logs(receipt, *posted_logs(bounty_board, token, bounty, heir, terms(shop)))
    assert token.balanceOf(heir) == 0


def test_shop_sold__assigned_worker__hands_in_to_the_new_owner(
    bounty_board, registry, token, shop, assigned, alice, bob, dave
):
    registry.transferFrom(alice, dave, shop, sender=alice)
    bounty_board.submit(assigned, CID, sender=bob)
    receipt = bounty_board.approve(assigned, bob, sender=dave)
    assert_logs(receipt, *paid_logs(bounty_board, token, assigned, bob, approved=True))
