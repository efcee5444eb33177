"""What vests: of the shares in their contracts, and what was bought in a round of the sale."""

from ape import accounts, chain
from clock import mine_at

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.overview import Overview, overview
from ecomchain.statement import Statement, statement
from ecomchain.statement.figures import Position

from .positions import BOUGHT, CLIFF, DURATION, ROUND, World

SHARE = MAX_SUPPLY * 20 // 100


def of_sale(found: Statement) -> Position:
    (position,) = found.vesting
    return position


def test_statement__round_running__nothing_has_vested(world: World, of_buyer: Statement) -> None:
    expected = Position(
        "sale", 1, world.ends, world.ends + CLIFF, world.ends + DURATION, BOUGHT, 0, 0, 0
    )  # fmt: skip
    assert of_sale(of_buyer) == expected
    assert of_buyer.totals.unreleased == BOUGHT


def test_statement__after_the_cliff__part_is_releasable_then_released(world: World) -> None:
    sale, buyer = world.system.sale, world.scene.buyer.address
    with chain.isolate():
        mine_at(world.ends + CLIFF + 7)
        ripe = BOUGHT * (CLIFF + 7) // DURATION
        before = of_sale(statement(world.system, buyer))
        sale.release(1, buyer, sender=world.scene.stranger)
        found = statement(world.system, buyer)
        later = of_sale(found)
    assert (before.vested, before.released, before.releasable) == (ripe, 0, ripe)
    assert later.released == later.vested >= ripe
    assert (later.total, later.releasable) == (BOUGHT, 0)
    assert found.totals.unreleased == BOUGHT - later.released
    assert [check for check in found.checks if not check.agrees] == []
    assert {check.name for check in found.checks} >= {"sale_bought", "sale_released", "sale_received"}


def test_statement__treasury_with_unsold_tokens__agrees(world: World) -> None:
    """What a round did not sell comes from the sale, and is no release."""
    treasury = accounts.test_accounts[0]
    with chain.isolate():
        mine_at(world.ends)
        world.system.sale.close(1, sender=world.scene.stranger)
        found = statement(world.system, treasury.address)
    assert [check for check in found.checks if not check.agrees] == []
    assert {f.contract: f.received for f in found.flows}["sale"] == ROUND - BOUGHT


def test_statement__beneficiary__has_both_shares(world: World) -> None:
    """On the local chain one account has the foundation's and the team's share."""
    foundation = accounts.test_accounts[1]
    with chain.isolate():
        wallet = world.system.foundation_vesting
        middle = (wallet.start() + wallet.end()) // 2
        mine_at(middle)
        wallet.release(world.system.token, sender=foundation)
        found = statement(world.system, foundation.address)
        total = overview(world.system)
    positions = {position.kind: position for position in found.vesting}
    assert positions.keys() == {"foundation_vesting", "team_vesting"}
    assert [position.total for position in found.vesting] == [SHARE, SHARE]
    first, second = positions["foundation_vesting"], positions["team_vesting"]
    assert first.vested == first.released == found.totals.wallet
    assert first.vested == SHARE * (found.header.time - first.start) // (first.end - first.start)
    assert (second.released, second.releasable) == (0, second.vested)
    assert [check for check in (*found.checks, *total.checks) if not check.agrees] == []
    parts = {part.name: part.amount for part in total.supply.parts}
    assert parts["foundation_vesting"] == SHARE - first.vested
    assert parts["foundation_vesting_vested"] == 0
    assert parts["team_vesting_vested"] == second.vested
    assert parts["team_vesting"] == SHARE - second.vested


def test_overview__sale__is_by_round(world: World, whole: Overview) -> None:
    (one,) = whole.rounds
    assert (one.number, one.cap, one.sold, one.end, one.over) == (
        1, ROUND, BOUGHT, world.ends, world.ends + DURATION
    )  # fmt: skip
    assert (one.unsold, one.closed) == ("Treasury", False)
    parts = {part.name: part.amount for part in whole.supply.parts}
    assert parts["sale_reserved"] == ROUND - BOUGHT
    assert parts["sale_sold"] == BOUGHT
    assert parts["sale_unreserved"] == 0


def test_overview__round_closed_and_released__is_gone_from_the_sale(world: World) -> None:
    with chain.isolate():
        mine_at(world.ends + DURATION)
        world.system.sale.close(1, sender=world.scene.stranger)
        world.system.sale.release(1, world.scene.buyer, sender=world.scene.stranger)
        found = overview(world.system)
    parts = {part.name: part.amount for part in found.supply.parts}
    assert [parts[name] for name in ("sale_unreserved", "sale_reserved", "sale_sold")] == [0, 0, 0]
    assert [check for check in found.checks if not check.agrees] == []
