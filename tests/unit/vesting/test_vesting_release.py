"""VEST-1: what has vested is released to the beneficiary, by anyone."""

import pytest
from clock import DAY, mine_at, next_block_at
from events import assert_logs, log

from ecomchain.amounts import MAX_SUPPLY

from helpers import interface

SHARE = MAX_SUPPLY // 5
YEARS = 1_461 * DAY
YEAR = 365 * DAY


def release_logs(vesting, token, beneficiary, amount):
    released = log(vesting.ERC20Released, token=token, amount=amount)
    moved = log(token.Transfer, **{"from": vesting}, to=beneficiary, amount=amount)
    return released, moved


def test_deployed__always__holds_its_share(system, foundation_vesting, team_vesting, token):
    today = system.manifest.parameters.rewards.start_day * DAY
    for wallet, cliff in ((foundation_vesting, 0), (team_vesting, YEAR)):
        assert (wallet.start(), wallet.cliff(), wallet.end()) == (today, today + cliff, today + YEARS)
        assert wallet.duration() == YEARS
        assert token.balanceOf(wallet) == SHARE
        assert wallet.released(token) == 0
        assert wallet.owner() == system.manifest.parameters.roles.foundation.account


@pytest.mark.parametrize("after", [2 * DAY + 1, YEAR, YEARS // 2, YEARS - 1, YEARS, YEARS + 1])
def test_release__foundation__is_linear(foundation_vesting, token, beneficiary, stranger, after):
    vested = SHARE * min(after, YEARS) // YEARS
    time = next_block_at(foundation_vesting.start() + after)
    receipt = foundation_vesting.release(token, sender=stranger)
    assert_logs(receipt, *release_logs(foundation_vesting, token, beneficiary, vested))
    assert token.balanceOf(beneficiary) == foundation_vesting.released(token) == vested
    assert foundation_vesting.vestedAmount(token, time) == vested
    assert foundation_vesting.releasable(token) == 0


@pytest.mark.parametrize(
    ("after", "vested"),
    [
        (YEAR - 1, 0),
        (YEAR, SHARE * YEAR // YEARS),
        (YEAR + 1, SHARE * (YEAR + 1) // YEARS),
        (YEARS - 1, SHARE * (YEARS - 1) // YEARS),
        (YEARS, SHARE),
    ],
)
def test_release__team__nothing_before_the_cliff(team_vesting, token, beneficiary, stranger, after, vested):
    next_block_at(team_vesting.start() + after)
    receipt = team_vesting.release(token, sender=stranger)
    assert_logs(receipt, *release_logs(team_vesting, token, beneficiary, vested))
    assert token.balanceOf(beneficiary) == vested


def test_release__in_steps__adds_up(vesting, token, beneficiary):
    for after in (YEAR, YEAR + 1, 2 * YEAR, YEARS):
        next_block_at(vesting.start() + after)
        vesting.release(token, sender=beneficiary)
        assert token.balanceOf(beneficiary) == SHARE * after // YEARS
    assert token.balanceOf(vesting) == 0


def test_release__added_later__vests_like_the_rest(vesting, token, beneficiary, alice):
    """A gift counts as if it had been there from the start."""
    mine_at(vesting.start() + YEARS // 2)
    token.transfer(vesting, 10, sender=alice)
    time = next_block_at(vesting.start() + YEARS // 2 + DAY)
    vesting.release(token, sender=alice)
    assert token.balanceOf(beneficiary) == (SHARE + 10) * (time - vesting.start()) // YEARS


def test_release__ether__vests_too(vesting, beneficiary, alice):
    alice.transfer(vesting, 10**18)
    time = next_block_at(vesting.start() + 2 * YEAR)
    before = beneficiary.balance
    vesting.release(sender=alice)
    assert beneficiary.balance - before == 10**18 * (time - vesting.start()) // YEARS


def test_abi__always__keeps_what_the_manual_says(vesting):
    def named(contract_type):
        return {(entry.type, entry.selector) for entry in contract_type.abi if hasattr(entry, "selector")}

    assert named(interface("IEcomVesting").contract_type) <= named(vesting.contract_type)


def test_abi__functions_that_change_state__release_and_hand_over(vesting):
    assert {method.selector for method in vesting.contract_type.mutable_methods} == {
        "release(address)", "release()", "transferOwnership(address)", "acceptOwnership()",
    }  # fmt: skip
