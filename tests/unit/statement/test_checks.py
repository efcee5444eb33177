"""Every check can fail: without the events of one kind, or with other amounts in them, something differs."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import ape
import pytest

from ecomchain.reports.source import Source, open_source
from ecomchain.statement import checks, earnings, holdings, story, vesting
from ecomchain.statement.story import Story

from .positions import World

TOLD = "mine", "of_shops", "of_orders"
AMOUNTS = {"amount", "bond", "quantity", "reward", "paid", "total", "held"}


def failing(source: Source, told: Story) -> set[str]:
    """The checks of an account that differ, by name."""
    closed = earnings.closings(told)
    lines = earnings.lines(told, closed)
    shops = holdings.shops(source, told, holdings.reserves(source, told))
    balance = int(source.reader.view(source.system.token, "balanceOf", told.address))
    found = [
        *checks.Audit(source, told, shops, closed, lines, balance).run(),
        *vesting.checks(source, told, vesting.positions(source, told)),
    ]
    return {check.name for check in found if not check.agrees}


def changes(told: Story) -> Iterator[tuple[str, Story]]:
    """The story without the events of each kind in turn, and with other amounts in them."""
    for part in TOLD:
        found = getattr(told, part)
        for name, events in found.items():
            if name == "registry.Transfer":
                continue
            yield name, replace(told, **{part: {**found, name: []}})
            more = [event._replace(values=raised(event.values)) for event in events]
            yield f"{name} raised", replace(told, **{part: {**found, name: more}})


def raised(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an event, amounts one higher."""
    return {key: value + 1 if key in AMOUNTS else value for key, value in values.items()}


@ape.fixture(chain_isolation=False, scope="module")
def broken(world: World) -> dict[str, set[str]]:
    """Which checks differ without the events of a kind, over several accounts; at first none does."""
    source = open_source(world.system)
    scene = world.scene
    result: dict[str, set[str]] = {}
    for account in (scene.seller, scene.buyer, scene.stranger, scene.distributors[2], world.extra):
        told = story.read(source, account.address)
        assert failing(source, told) == set()
        for name, changed in changes(told):
            result.setdefault(name, set()).update(failing(source, changed))
    return result


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("token.Transfer", {"balance", "arrived_proceeds", "arrived_commission", "arrived_refund",
                            "paid_out_of_escrow", "paid_out_of_budgets", "bonds_put_up", "deposits_paid",
                            "bounties_posted", "bounties_received", "budget_funded", "grants_added",
                            "grants_received"}),
        ("vault.Sealed", {"sealed"}),
        ("registry.CapabilityAcquired", {"locks_by_capability", "locks_by_events"}),
        ("registry.CapabilityReleased", {"locks_by_events", "pending"}),
        ("budgets.BudgetFunded", {"budget"}),
        ("budgets.Reserved", {"budget"}),
        ("budgets.ReserveHeld", {"reserves", "paid_out_of_budgets", "seller_commission"}),
        ("market.OrderClosed", {"open_escrow", "paid_out_of_escrow", "seller_orders", "seller_volume",
                                "seller_commission", "distributor_orders", "distributor_volume",
                                "distributor_commission", "buyer_orders", "buyer_volume"}),
        ("disputes.DisputeRaised", {"bonds_open"}),
        ("group_buy.Joined raised", {"deposits_open", "deposits_paid"}),
        ("disputes.DisputeRaised raised", {"bonds_open", "bonds_put_up"}),
        ("budgets.BudgetFunded raised", {"budget", "budget_funded"}),
        ("bounty_board.BountyPosted raised", {"bounties_posted"}),
        ("grants.GrantCreated raised", {"grants_added"}),
        ("sale.Bought", {"sale_bought"}),
        ("grants.Claimed raised", {"grants_received", "grants_claimed"}),
        ("bounty_board.WorkPaid", {"bounties_received"}),
        ("grants.Claimed", {"grants_received"}),
        ("reputation.Rated", {"product_ratings", "product_scores", "partner_ratings", "partner_scores",
                              "service_ratings", "service_scores", "payment_ratings", "payment_scores"}),
    ],
)  # fmt: skip
def test_run__events_missing_or_changed__differs(
    broken: dict[str, set[str]], what: str, names: set[str]
) -> None:
    assert names <= broken[what]


def test_run__shop_not_found__differs(world: World) -> None:
    source = open_source(world.system)
    told = story.read(source, world.scene.seller.address)
    assert "shops_owned" in failing(source, replace(told, shops=[]))


def test_run__another_market_in_the_statistics__leaves_them_out(world: World) -> None:
    """What other markets tell the reputation of, this one's events cannot add up to."""
    source = open_source(world.system)
    told = story.read(source, world.scene.seller.address)
    (enabled,) = told.settings["reputation.MarketSet"]
    other = enabled._replace(values={**enabled.values, "market": 1})
    settings = {**told.settings, "reputation.MarketSet": [enabled, other]}
    closed = earnings.closings(told)
    shops = holdings.shops(source, told, [])
    audit = checks.Audit(source, replace(told, settings=settings), shops, closed, [], 0)
    assert not {check.name for check in audit.run()} & {"seller_orders", "seller_volume", "buyer_orders"}
