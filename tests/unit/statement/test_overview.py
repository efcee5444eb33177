"""Where all tokens are, to the unit, and what the whole deployment has done."""

from typing import Any

import pytest
from ape import chain
from orders import MIXED_BASE, reserve_of
from scene import BUDGET, PRICE, shares

from ecomchain.amounts import BPS, ECOM, MAX_SUPPLY
from ecomchain.overview import Overview, overview
from ecomchain.rewards.emission import TOTAL

from .positions import AGREED, GRANTED, GROUP_UNIT, REWARD, SEALED, World

ALL = [True] * 3
BOND = PRICE * 200 // BPS


def parts(found: Overview) -> dict[str, int]:
    return {part.name: part.amount for part in found.supply.parts}


def test_overview__every_check_agrees(whole: Overview) -> None:
    assert [check for check in whole.checks if not check.agrees] == []
    assert {check.name for check in whole.checks} >= {
        "supply_total", "supply_constant", "covers", "orders_placed", "escrow_open", "volume",
        "orders_counted", "into_market", "out_of_market", "out_of_budgets", "locked_total",
    }  # fmt: skip


def test_overview__supply__adds_up_to_the_unit(world: World, whole: Overview) -> None:
    found = parts(whole)
    paid = shares(MIXED_BASE, ALL, AGREED).commission
    assert sum(found.values()) == whole.supply.total == MAX_SUPPLY
    assert found["escrow"] == 4 * PRICE
    assert found["budgets"] == BUDGET - reserve_of(MIXED_BASE, 3) - reserve_of(MIXED_BASE, 2)
    assert found["reserves"] == reserve_of(MIXED_BASE, 3) - paid + reserve_of(MIXED_BASE, 2)
    assert found["bonds"] == 2 * BOND
    assert found["deposits"] == 3 * GROUP_UNIT
    assert found["bounties"] == 2 * REWARD
    assert found["grants"] == ECOM
    assert found["pending"] == 40 * ECOM
    assert found["unemitted"] + found["unallocated"] == TOTAL
    assert (found["unclaimed"], found["topped_up"], found["surplus"]) == (0, 0, 0)
    assert found["sealed"] == world.system.vault.totalSealed() > SEALED
    assert whole.supply.circulating == MAX_SUPPLY - found["sealed"]


def test_overview__orders__by_state_and_ending(whole: Overview) -> None:
    trade = whole.trade
    assert trade.orders == 9
    assert trade.by_state == {"Placed": 2, "Fulfilled": 1, "Disputed": 1, "Closed": 5}
    assert trade.by_ending == {"Instant": 2, "Confirmed": 1, "Refunded": 1, "Agreed": 1}
    kept = PRICE * AGREED // BPS
    assert trade.proceeds == 4 * PRICE + kept
    assert trade.refunded == PRICE + PRICE - kept
    assert trade.commission_budgets == shares(MIXED_BASE, ALL, AGREED).commission
    out = [shares(PRICE, ALL), shares(2 * PRICE, [True] * 2), shares(PRICE, [True])]
    assert trade.commission_escrow == sum(each.commission for each in out)
    assert sum(day.commission for day in trade.days) == trade.commission_budgets + trade.commission_escrow


def test_overview__shops__top_and_capabilities(world: World, whole: Overview) -> None:
    shops, scene = whole.shops, world.scene
    assert shops.total == shops.open == 6
    assert shops.sellers[0].shop == scene.shop
    assert shops.sellers[0].average == "4.00"
    assert {top.shop for top in shops.distributors} == {scene.shops[0], scene.shops[1], scene.shops[2]}
    assert sum(each.locked for each in shops.capabilities) == world.system.registry.totals().locked
    by_number = {each.number: each for each in shops.capabilities}
    assert by_number[2].units == 3


def test_overview__gift_to_a_contract__is_surplus(world: World) -> None:
    token, scene = world.system.token, world.scene
    with chain.isolate():
        token.transfer(world.system.market, 7, sender=scene.seller)
        token.transfer(world.system.catalog, 5, sender=scene.seller)
        found = overview(world.system)
    assert parts(found)["surplus"] == 12
    surplus = {ledger.contract: ledger.surplus for ledger in found.supply.ledgers if ledger.surplus}
    assert surplus == {"market": 7, "catalog": 5}
    assert [check.name for check in found.checks if not check.agrees] == []


def test_overview__tokens_taken_from_a_contract__does_not_agree(world: World, deployer: Any) -> None:
    with chain.isolate():
        take(world.system.market.address, world.system.token, deployer)
        found = overview(world.system)
    assert not found.agrees
    assert [(check.name, check.subject) for check in found.checks if not check.agrees] == [
        ("covers", "market"),
        ("out_of_market", ""),
    ]


def test_overview__without_holders__has_fewer_checks_and_the_same_parts(
    world: World, whole: Overview
) -> None:
    found = overview(world.system, holders=False)
    assert found.agrees
    assert found.supply.parts == whole.supply.parts
    assert found.supply.holders is None
    assert len(found.checks) == len(whole.checks) - 3


def test_overview__grants__are_what_is_not_claimed(world: World, whole: Overview) -> None:
    fund = world.system.grants.fund(world.grant)
    assert (fund.total, fund.claimed) == (GRANTED + ECOM, GRANTED)
    assert parts(whole)["grants"] == fund.total - fund.claimed


@pytest.mark.parametrize("day", [1, 40])
def test_overview__emission__by_the_formula(world: World, day: int) -> None:
    from clock import after_reward_day

    from ecomchain.rewards.emission import cumulative

    with chain.isolate():
        after_reward_day(world.system.reward_pool, day)
        found = overview(world.system, holders=False)
    assert (found.emission.today, found.emission.emitted) == (day + 1, cumulative(day))
    assert parts(found)["unemitted"] == TOTAL - cumulative(day)
    assert found.agrees


def take(holder: str, token: Any, to: Any) -> None:
    """Make a contract give away one unit, which none of its functions would."""
    provider = chain.provider
    provider.set_balance(holder, 10**18)
    provider.make_request("anvil_impersonateAccount", [holder])
    data = "0x" + bytes(token.transfer.encode_input(to, 1)).hex()
    call = {"from": holder, "to": token.address, "data": data}
    provider.make_request("eth_sendTransactionSync", [call])
    provider.make_request("anvil_stopImpersonatingAccount", [holder])
