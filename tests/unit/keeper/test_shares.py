"""The private sale and the vestings, by a keeper."""

from itertools import pairwise

import pytest
from ape import accounts, chain, project
from clock import mine_at, now
from merkle_trees import Tree
from private_sale.rounds import CAP, CLIFF, DURATION, USD_PRICE, cost, terms

from ecomchain.amounts import ECOM
from ecomchain.keeper.jobs.shares import RELEASE_EVERY


@pytest.fixture
def treasury():
    return accounts.test_accounts.generate_test_account()


@pytest.fixture
def sold(system, stage, foundation, alice, treasury):
    """A round in which alice has bought 600 Ecom; its end."""
    sale, deployer = system.sale, accounts.test_accounts[0]
    usd = deployer.deploy(project.TestCurrency, "TUSD", 6, deployer)
    system.token.approve(sale, CAP, sender=deployer)
    sale.fund(CAP, sender=deployer)
    usd.mint(alice, 10**30, sender=deployer)
    usd.approve(sale, 2**256 - 1, sender=alice)
    tree = Tree(sale, 1, {alice: 700 * ECOM})
    wanted = terms(treasury, [(usd, USD_PRICE)], tree.root)
    sale.createRound(1, wanted, sender=foundation)
    mine_at(wanted[2])
    amount = 600 * ECOM
    sale.buy(1, usd, amount, cost(amount, USD_PRICE), 700 * ECOM, tree.proof(alice), sender=alice)
    return int(wanted[3])


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_sale__round_over__is_closed_from_its_end_on(system, stage, keep, sold, treasury, seconds):
    mine_at(sold + seconds)
    keeper = keep("sale")
    assert keeper.done() == (["close round 1 of the sale"] if seconds >= 0 else [])
    assert system.sale.round(1).closed is (seconds >= 0)
    assert system.token.balanceOf(treasury) == (CAP - 600 * ECOM if seconds >= 0 else 0)
    waiting = [(each.text, each.due) for each in keeper.store.upcoming(["sale"], 9)]
    assert waiting == ([] if seconds >= 0 else [("close round 1 of the sale", sold)])


def test_vesting__what_was_bought__is_released_every_30_days_and_at_the_end(system, stage, keep, sold, alice):
    """From the cliff on; each time what has vested since, without anybody's asking."""
    token, text = system.token, f"release what {alice.address} has of round 1 of the sale"
    held, due, released = token.balanceOf(alice), [], []
    keeper = keep("vesting")
    while True:
        keeper.once()
        waiting = [each.due for each in keeper.store.upcoming(["vesting"], 9) if each.text == text]
        if not waiting:
            break
        due.append(waiting[0] - sold)
        mine_at(max(waiting[0], now() + 1))
        assert text in [result.act.text for result in keeper.once()]
        released.append(token.balanceOf(alice) - held)
    assert (due[0], due[-1]) == (CLIFF, DURATION)
    assert all(RELEASE_EVERY <= b - a <= RELEASE_EVERY + 60 for a, b in pairwise(due[:-1]))
    assert released == sorted(released)
    assert released[-1] == 600 * ECOM


def test_vesting__shares__are_released_from_the_cliff_on(system, stage, keep):
    """The foundation's share has no cliff: 30 days of it have vested. The team's has one of a year."""
    keeper = keep("vesting")
    assert keeper.done() == ["release what has vested of the foundation's share"]
    (foundation, team) = sorted(keeper.store.upcoming(["vesting"], 9), key=lambda each: each.due)
    assert foundation.text.endswith("the foundation's share")
    assert RELEASE_EVERY - 60 <= foundation.due - now() <= RELEASE_EVERY
    assert (team.text, team.due) == (
        "release what has vested of the team's share", system.team_vesting.cliff(),
    )  # fmt: skip
    before = system.token.balanceOf(system.team_vesting)
    mine_at(team.due)
    assert "release what has vested of the team's share" in [result.act.text for result in keeper.once()]
    assert system.token.balanceOf(system.team_vesting) < before


def test_jobs__vesting__is_only_done_when_asked(system, stage, keep):
    height = chain.blocks.height
    names = [job.name for job in keep().keeper.jobs]
    assert "sale" in names
    assert "vesting" not in names
    assert chain.blocks.height == height
