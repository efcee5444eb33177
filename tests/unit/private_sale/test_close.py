"""Unsold tokens go where the terms say (SALE-2)."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log

from .rounds import CAP, FUNDS, Unsold, moved
from helpers import assert_reverts, custom

SOLD = 600 * 10**18 + 7
"""By the fixture `bought`."""
REASON = b"SALE".ljust(32, b"\0")


def closed(sale, unsold, to, amount=CAP, round_=1):
    return log(sale.RoundClosed, round=round_, unsold=unsold, to=to, amount=amount)


def test_close__to_the_treasury__sends_what_was_not_sold(sale, token, treasury, bought, stranger):
    next_block_at(bought.end)
    receipt = sale.close(1, sender=stranger)
    left = CAP - SOLD
    assert_logs(receipt, closed(sale, Unsold.TREASURY, treasury, left), moved(token, sale, treasury, left))
    assert receipt.return_value == token.balanceOf(treasury) == left
    found = sale.round(1)
    assert (found.closed, found.sold, found.cap) == (True, SOLD, CAP)
    assert (sale.obligations(), sale.unreserved()) == (FUNDS - left, FUNDS - CAP)


def test_close__to_the_rewards__is_a_top_up(sale, token, reward_pool, create, stranger):
    round_ = create(unsold=Unsold.REWARDS)
    before, pool = token.balanceOf(reward_pool), reward_pool.state().pool
    next_block_at(round_.end)
    receipt = sale.close(1, sender=stranger)
    assert_logs(
        receipt,
        closed(sale, Unsold.REWARDS, reward_pool),
        log(token.Approval, owner=sale, spender=reward_pool, amount=CAP),
        log(reward_pool.ToppedUp, payer=sale, amount=CAP),
        moved(token, sale, reward_pool, CAP),
    )
    assert reward_pool.state().pool - pool == token.balanceOf(reward_pool) - before == CAP
    assert token.allowance(sale, reward_pool) == 0


def test_close__to_the_rewards_in_phase_two__goes(sale, token, reward_pool, create, stranger):
    """The pool first emits the days that are over."""
    mine_at(reward_pool.endOf(reward_pool.LAST_DAY() + 2))
    round_ = create(unsold=Unsold.REWARDS)
    next_block_at(round_.end)
    sale.close(1, sender=stranger)
    assert reward_pool.state().pool == CAP
    assert reward_pool.phaseTwo().emittedDay == reward_pool.today() - 1


def test_close__to_the_vault__is_sealed_for_the_sale(sale, token, vault, create, stranger):
    round_ = create(unsold=Unsold.VAULT)
    time = next_block_at(round_.end)
    receipt = sale.close(1, sender=stranger)
    assert_logs(
        receipt,
        closed(sale, Unsold.VAULT, vault),
        log(token.Approval, owner=sale, spender=vault, amount=CAP),
        log(vault.Sealed, payer=sale, reason=REASON, ref=1, day=time // DAY, amount=CAP),
        moved(token, sale, vault, CAP),
    )
    assert vault.sealedFor(REASON) == vault.sealedBy(sale) == vault.sealedOn(REASON, time // DAY, 1) == CAP
    assert token.allowance(sale, vault) == 0


@pytest.mark.parametrize("unsold", list(Unsold))
def test_close__sold_out__sends_nothing(sale, usd, treasury, reward_pool, vault, create, alice, unsold):
    round_ = create(unsold=unsold, cap=5)
    mine_at(round_.start)
    cap, proof = round_.tree.amounts[alice.address], round_.tree.proof(alice)
    sale.buy(1, usd, 5, 2**256 - 1, cap, proof, sender=alice)
    next_block_at(round_.end)
    receipt = sale.close(1, sender=alice)
    to = (treasury, reward_pool, vault)[unsold]
    assert_logs(receipt, closed(sale, unsold, to, 0))
    assert (receipt.return_value, sale.obligations()) == (0, FUNDS)


def test_close__before_the_end__reverts(sale, bought, stranger):
    time = mine_at(bought.end - 1)
    expected = custom(sale.NotOver, round=1, end=bought.end, now_=time)
    assert_reverts(expected, sale.close, 1, sender=stranger)


def test_close__twice__reverts(sale, token, treasury, bought, stranger):
    next_block_at(bought.end)
    sale.close(1, sender=stranger)
    assert_reverts(custom(sale.AlreadyClosed, round=1), sale.close, 1, sender=stranger)


def test_close__round_unknown__reverts(sale, bought, stranger):
    mine_at(bought.end)
    for unknown in (0, 2):
        assert_reverts(custom(sale.UnknownRound, round=unknown), sale.close, unknown, sender=stranger)


def test_close__one_of_two__leaves_the_other(sale, treasury, token, create, stranger):
    create()
    create(unsold=Unsold.VAULT)
    next_block_at(sale.round(1).end)
    sale.close(1, sender=stranger)
    assert token.balanceOf(treasury) == CAP
    assert (sale.round(2).closed, sale.obligations()) == (False, FUNDS - CAP)
