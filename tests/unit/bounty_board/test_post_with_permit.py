"""`postWithPermit`: the signature is tried, the allowance counts."""

import pytest
from clock import now
from events import assert_logs, log
from permits import sign_permit

from .bounties import REWARD, SLOTS, posted_logs, terms
from helpers import assert_reverts, custom

ESCROW = SLOTS * REWARD


@pytest.fixture
def poor(token, bounty_board, shop, alice):
    """alice, who has allowed the board nothing."""
    token.approve(bounty_board, 0, sender=alice)
    return alice


def test_post_with_permit__signed__needs_no_allowance(bounty_board, token, shop, poor):
    permit = sign_permit(token, poor, bounty_board, ESCROW)
    receipt = bounty_board.postWithPermit(terms(shop), permit, sender=poor)
    assert_logs(
        receipt,
        log(token.Approval, owner=poor, spender=bounty_board, amount=ESCROW),
        *posted_logs(bounty_board, token, bounty_board.totals().bounties, poor, terms(shop)),
    )
    assert token.allowance(poor, bounty_board) == 0


def test_post_with_permit__submitted_first_by_another__goes_on(bounty_board, token, shop, poor, stranger):
    permit = sign_permit(token, poor, bounty_board, ESCROW)
    token.permit(poor, bounty_board, *permit, sender=stranger)
    receipt = bounty_board.postWithPermit(terms(shop), permit, sender=poor)
    bounty = bounty_board.totals().bounties
    assert_logs(receipt, *posted_logs(bounty_board, token, bounty, poor, terms(shop)))


def test_post_with_permit__invalid_but_allowed__goes_on(bounty_board, token, shop, poor):
    token.approve(bounty_board, ESCROW, sender=poor)
    bounties = bounty_board.totals().bounties
    bounty_board.postWithPermit(terms(shop), (ESCROW, 0, 27, bytes(32), bytes(32)), sender=poor)
    assert bounty_board.totals().bounties == bounties + 1


@pytest.mark.parametrize("fault", ["expired", "too little", "of another", "for another"])
def test_post_with_permit__faulty_and_nothing_allowed__reverts(
    bounty_board, registry, token, shop, poor, bob, fault
):
    signer = bob if fault == "of another" else poor
    spender = registry if fault == "for another" else bounty_board
    value = ESCROW - 1 if fault == "too little" else ESCROW
    deadline = now() - 1 if fault == "expired" else 2**256 - 1
    permit = sign_permit(token, signer, spender, value, deadline=deadline)
    expected = custom(
        bounty_board.PaymentFailed,
        payer=poor,
        amount=ESCROW,
        balance=token.balanceOf(poor),
        allowance=value if fault == "too little" else 0,
    )
    assert_reverts(expected, bounty_board.postWithPermit, terms(shop), permit, sender=poor)


def test_post_with_permit__anothers_signature__never_pulls_from_the_signer(
    bounty_board, registry, token, shop, alice, bob
):
    """The owner who posts pays, or nobody."""
    registry.transferFrom(alice, bob, shop, sender=alice)
    permit = sign_permit(token, alice, bounty_board, ESCROW)
    expected = custom(
        bounty_board.PaymentFailed, payer=bob, amount=ESCROW, balance=token.balanceOf(bob), allowance=0
    )
    assert_reverts(expected, bounty_board.postWithPermit, terms(shop), permit, sender=bob)


def test_post_with_permit__faulty_terms__reverts(bounty_board, token, shop, poor, bob):
    permit = sign_permit(token, poor, bounty_board, ESCROW)
    wrong = terms(shop, reward=0)
    assert_reverts(custom(bounty_board.ZeroReward), bounty_board.postWithPermit, wrong, permit, sender=poor)
    expected = custom(bounty_board.NotShopOwner, shop=shop, caller=bob, owner=poor)
    assert_reverts(expected, bounty_board.postWithPermit, terms(shop), permit, sender=bob)
