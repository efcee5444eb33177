"""What has vested is released, to whom it belongs, by anyone."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log

from ecomchain.amounts import ECOM

from .rounds import CLIFF, DURATION, FUNDS, moved
from helpers import assert_reverts, custom

ALICE = 500 * ECOM + 7
"""What alice bought."""
FOREVER = 2**256 - 1


@pytest.mark.parametrize(
    ("after_end", "vested"),
    [
        (-1, 0),
        (0, 0),
        (CLIFF - 1, 0),
        (CLIFF, ALICE * CLIFF // DURATION),
        (CLIFF + 1, ALICE * (CLIFF + 1) // DURATION),
        (DURATION - 1, ALICE * (DURATION - 1) // DURATION),
        (DURATION, ALICE),
        (10 * DURATION, ALICE),
    ],
)
def test_release__at_a_time__sends_what_has_vested(sale, token, bought, alice, stranger, after_end, vested):
    before, time = token.balanceOf(alice), bought.end + after_end
    if vested == 0:
        mine_at(time)
        expected = custom(sale.NothingToRelease, round=1, account=alice, vested=0)
        assert_reverts(expected, sale.release, 1, alice, sender=stranger)
        return
    next_block_at(time)
    receipt = sale.release(1, alice, sender=stranger)
    released = log(sale.Released, round=1, account=alice, amount=vested)
    assert_logs(receipt, released, moved(token, sale, alice, vested))
    assert receipt.return_value == token.balanceOf(alice) - before == vested
    assert sale.position(1, alice) == (ALICE, vested)
    assert sale.vested(1, alice) == vested
    assert sale.releasable(1, alice) == 0
    assert sale.obligations() == FUNDS - vested


def test_release__in_steps__adds_up_to_what_was_bought(sale, token, bought, alice):
    before = token.balanceOf(alice)
    for offset in (CLIFF, CLIFF + 1, 50 * DAY + 3, DURATION - 1, DURATION):
        next_block_at(bought.end + offset)
        sale.release(1, alice, sender=alice)
        assert token.balanceOf(alice) - before == ALICE * offset // DURATION
    expected = custom(sale.NothingToRelease, round=1, account=alice, vested=ALICE)
    assert_reverts(expected, sale.release, 1, alice, sender=alice)


def test_release__without_a_release_period__everything_at_the_end(sale, token, usd, create, alice):
    round_ = create(cliff=0, duration=0)
    mine_at(round_.start)
    cap, proof = round_.tree.amounts[alice.address], round_.tree.proof(alice)
    sale.buy(1, usd, ECOM, FOREVER, cap, proof, sender=alice)
    mine_at(round_.end - 1)
    assert sale.releasable(1, alice) == 0
    next_block_at(round_.end)
    sale.release(1, alice, sender=alice)
    assert sale.position(1, alice) == (ECOM, ECOM)


def test_release__cliff_as_long_as_the_release__all_or_nothing(sale, usd, create, alice):
    round_ = create(cliff=DURATION)
    mine_at(round_.start)
    cap, proof = round_.tree.amounts[alice.address], round_.tree.proof(alice)
    sale.buy(1, usd, ECOM, FOREVER, cap, proof, sender=alice)
    mine_at(round_.over - 1)
    assert sale.releasable(1, alice) == 0
    mine_at(round_.over)
    assert sale.releasable(1, alice) == ECOM


def test_release__who_bought_nothing__reverts(sale, bought, carol):
    mine_at(bought.over)
    expected = custom(sale.NothingToRelease, round=1, account=carol, vested=0)
    assert_reverts(expected, sale.release, 1, carol, sender=carol)


def test_release__round_unknown__reverts(sale, bought, alice):
    assert_reverts(custom(sale.UnknownRound, round=2), sale.release, 2, alice, sender=alice)
    assert_reverts(custom(sale.UnknownRound, round=2), sale.releaseMany, 2, [alice], sender=alice)


def test_release__closed__goes_on(sale, token, bought, alice):
    next_block_at(bought.end)
    sale.close(1, sender=alice)
    before = token.balanceOf(alice)
    next_block_at(bought.over)
    sale.release(1, alice, sender=alice)
    assert token.balanceOf(alice) - before == ALICE


def test_release_many__some_without_anything__passes_them_over(
    sale, token, bought, alice, bob, carol, stranger
):
    next_block_at(bought.over)
    sale.release(1, bob, sender=bob)
    receipt = sale.releaseMany(1, [bob, carol, alice, alice], sender=stranger)
    released = log(sale.Released, round=1, account=alice, amount=ALICE)
    assert_logs(receipt, released, moved(token, sale, alice, ALICE))
    assert receipt.return_value == ALICE


def test_release_many__several__each_gets_its_own(sale, token, bought, alice, bob, stranger):
    time = next_block_at(bought.end + CLIFF)
    before = token.balanceOf(alice), token.balanceOf(bob)
    receipt = sale.releaseMany(1, [alice, bob], sender=stranger)
    shares = [amount * (time - bought.end) // DURATION for amount in (ALICE, 100 * ECOM)]
    assert [token.balanceOf(who) - had for who, had in zip((alice, bob), before, strict=True)] == shares
    assert receipt.return_value == sum(shares)


def test_release_many__nobody__does_nothing(sale, bought, stranger):
    assert_logs(sale.releaseMany(1, [], sender=stranger))
