"""What an account owns and earns, to the unit, in a world with a position of every kind."""

from dataclasses import replace
from typing import Any

import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at
from eth_utils import to_checksum_address
from orders import MIXED_BASE, place, reserve_of
from root_game.game import B, Game
from scene import BUDGET, FIAT_BASE, OTHER_CID, PRICE, shares
from voters import open_shops

from ecomchain.amounts import BPS, ECOM
from ecomchain.deployment import MODULES
from ecomchain.errors import ArgumentError
from ecomchain.ids import PROMOTION, SHOP, SHOWCASE
from ecomchain.overview import overview
from ecomchain.reports.errors import ReportError
from ecomchain.statement import Statement, statement
from ecomchain.statement.figures import Bounty, Claimed, Grant, Sealed

from .positions import AGREED, BOUGHT, GRANTED, GROUP_UNIT, HOSTILE, REWARD, SEALED, World

ALL = [True] * 3
BOND = PRICE * 200 // BPS


def sides(found: Statement) -> dict[tuple[int, str], tuple[str, int, int]]:
    """State, level and what is expected, by order and side."""
    return {(o.order, o.side): (o.state, o.level, o.expected) for o in found.open_orders}


# The seller


def test_statement__seller__every_check_agrees(of_seller: Statement) -> None:
    assert [check for check in of_seller.checks if not check.agrees] == []
    names = {check.name for check in of_seller.checks}
    assert names >= {
        "balance", "shops_owned", "sealed", "paid_out_of_escrow", "arrived_proceeds", "open_escrow",
        "locks_by_capability", "locks_by_events", "pending", "budget_funded", "budget", "reserves",
        "bonds_put_up", "bonds_open", "bounties_posted", "grants_received", "grants_claimed",
        "seller_orders", "seller_volume", "seller_commission", "product_ratings", "partner_scores",
    }  # fmt: skip
    assert of_seller.agrees


def test_statement__seller__locks_are_by_capability(world: World, of_seller: Statement) -> None:
    (shop,) = of_seller.shops
    assert shop.number == world.scene.shop
    locks = {lock.capability: (lock.units, lock.locked, lock.released) for lock in shop.locks}
    assert locks == {
        SHOP: (1, 100 * ECOM, 100 * ECOM),
        SHOWCASE: (3, 60 * ECOM, 60 * ECOM),
        PROMOTION: (1, 100 * ECOM, 100 * ECOM),
        MODULES["group_buy"]: (1, 50 * ECOM, 50 * ECOM),
    }
    assert {lock.available_at for lock in shop.locks} == {of_seller.header.time + 7 * DAY}
    assert (shop.live_lock, shop.pending) == (310 * ECOM, 40 * ECOM)
    assert shop.pending_from == world.system.registry.locks(shop.number).availableAt > of_seller.header.time
    assert (shop.showcase_used, shop.showcase, shop.links_used, shop.links) == (6, 6, 0, 0)
    assert (of_seller.totals.locked, of_seller.totals.pending) == (310 * ECOM, 40 * ECOM)


def test_statement__seller__sales_are_by_product(world: World, of_seller: Statement) -> None:
    scene = world.scene
    found = {
        sale.listing: (
            sale.orders,
            sale.units,
            sale.fiat_orders,
            sale.proceeds,
            sale.refunded,
            sale.commission,
        )
        for sale in of_seller.sales
    }
    first, last = shares(PRICE, ALL), shares(PRICE, [True])
    two = shares(2 * PRICE, [True] * 2)
    kept = PRICE * AGREED // BPS
    assert found == {
        scene.instant: (2, 2, 0, first.seller + last.seller, 0, first.commission + last.commission),
        scene.escrowed: (2, 2, 0, two.seller, PRICE, two.commission),
        scene.mixed: (1, 1, 1, kept, PRICE - kept, shares(MIXED_BASE, ALL, AGREED).commission),
    }
    assert of_seller.totals.proceeds == first.seller + last.seller + two.seller + kept
    assert sum(day.proceeds for day in of_seller.days) == of_seller.totals.proceeds


def test_statement__seller__open_orders_have_what_closing_pays(world: World, of_seller: Statement) -> None:
    orders = world.orders
    assert sides(of_seller) == {
        (orders["placed"], "seller"): ("Placed", 0, shares(PRICE, ALL).seller),
        (orders["fulfilled"], "seller"): ("Fulfilled", 0, PRICE),
        (orders["disputed"], "seller"): ("Disputed", 0, shares(PRICE, [True]).seller),
        (orders["reserved"], "seller"): ("Placed", 0, PRICE),
    }
    view = world.system.market.order(orders["fulfilled"])
    ruling = world.system.disputes.dispute(orders["disputed"])
    deadlines = {order.order: order.deadline for order in of_seller.open_orders}
    assert deadlines[orders["fulfilled"]] == view.deadline
    assert deadlines[orders["disputed"]] == ruling.deadline


def test_statement__seller__budget_and_reserves(world: World, of_seller: Statement) -> None:
    orders = world.orders
    paid = shares(MIXED_BASE, ALL, AGREED).commission
    held, reserved = reserve_of(MIXED_BASE, 3) - paid, reserve_of(MIXED_BASE, 2)
    assert [(r.order, r.stage, r.amount) for r in of_seller.reserves] == [
        (orders["held"], "Held", held),
        (orders["reserved"], "Reserved", reserved),
    ]
    assert of_seller.totals.budgets == BUDGET - reserve_of(MIXED_BASE, 3) - reserved
    assert of_seller.totals.reserves == held + reserved


def test_statement__seller__bond_bounty_grant_and_seals(world: World, of_seller: Statement) -> None:
    (bond,) = of_seller.bonds
    assert (bond.order, bond.side, bond.stage) == (world.orders["disputed"], "respondent", "Contested")
    assert bond.amount == BOND
    assert of_seller.bounties == [Bounty(1, world.scene.shop, 1, 1, False, REWARD, 2 * REWARD)]
    assert of_seller.grants_claimed == [Claimed(world.grant, GRANTED)]
    assert of_seller.sealed == [Sealed("CAPABILITY", 20 * ECOM), Sealed(HOSTILE.decode(), SEALED)]
    assert of_seller.totals.sealed == 20 * ECOM + SEALED


def test_statement__seller__owned_is_everything_that_comes_back(world: World, of_seller: Statement) -> None:
    t = of_seller.totals
    assert t.wallet == world.system.token.balanceOf(world.scene.seller)
    assert t.owned == (t.wallet + 350 * ECOM + t.budgets + t.reserves + BOND + 2 * REWARD)


def test_statement__seller__ratings(of_seller: Statement) -> None:
    (shop,) = of_seller.shops
    assert (shop.as_seller.ratings, shop.as_seller.rating_sum) == (1, 4)
    assert (shop.as_seller.partner_ratings, shop.as_seller.partner_sum) == (1, 3)


# The buyer


def test_statement__buyer__every_position(world: World, of_buyer: Statement) -> None:
    orders, t = world.orders, of_buyer.totals
    assert [check for check in of_buyer.checks if not check.agrees] == []
    assert set(sides(of_buyer)) == {
        (orders[name], "buyer") for name in ("placed", "fulfilled", "disputed", "reserved")
    }
    kept = PRICE * AGREED // BPS
    assert (of_buyer.purchases.orders, of_buyer.purchases.open) == (9, 4)
    assert of_buyer.purchases.spent == 10 * PRICE
    assert of_buyer.purchases.refunded == PRICE + PRICE - kept
    assert t.in_escrow == 4 * PRICE
    assert [(b.side, b.amount) for b in of_buyer.bonds] == [("claimant", BOND)]
    (deposit,) = of_buyer.deposits
    assert (deposit.state, deposit.amount, deposit.quantity) == ("open", 2 * GROUP_UNIT, 2)
    assert [(a.bounty, a.state, a.reward) for a in of_buyer.assignments] == [(1, "Assigned", REWARD)]
    assert of_buyer.grants_created == [Grant(world.grant, GRANTED + ECOM, GRANTED)]
    assert (of_buyer.buyer.ratings, of_buyer.buyer.rating_sum) == (1, 5)
    assert t.owned == t.wallet + 4 * PRICE + BOND + 2 * GROUP_UNIT + BOUGHT
    assert {open_.fiat for open_ in of_buyer.open_orders} == {0, FIAT_BASE}


def test_statement__paid_worker__has_the_reward(world: World) -> None:
    found = statement(world.system, world.extra.address)
    assert found.agrees
    assert found.assignments == []
    assert {flow.contract: (flow.paid, flow.received) for flow in found.flows}["bounty_board"] == (0, REWARD)


# Distributors


def test_statement__shop_sold__its_earnings_stay_with_who_was_paid(world: World) -> None:
    scene = world.scene
    found = statement(world.system, scene.distributors[0].address)
    assert found.agrees
    assert (list(found.shops), found.former_shops, list(found.open_orders)) == ([], [scene.shops[0]], [])
    upper = {
        scene.instant: shares(PRICE, ALL).upper,
        scene.escrowed: shares(2 * PRICE, [True] * 2).upper,
        scene.mixed: shares(MIXED_BASE, ALL, AGREED).upper,
    }
    assert {(c.listing, c.level, c.closing, c.orders, c.amount) for c in found.commission} == {
        (listing, 1, False, 1, amount) for listing, amount in upper.items()
    }


def test_statement__shop_bought__has_what_came_after(world: World) -> None:
    scene, orders = world.scene, world.orders
    found = statement(world.system, scene.stranger.address)
    assert [check for check in found.checks if not check.agrees] == []
    assert [shop.number for shop in found.shops] == [scene.shops[0]]
    alone = shares(PRICE, [True]).closing
    assert [(c.listing, c.level, c.closing, c.amount) for c in found.commission] == [
        (scene.instant, 1, True, alone)
    ]
    assert sides(found) == {
        (orders["placed"], "upper"): ("Placed", 1, shares(PRICE, ALL).upper),
        (orders["disputed"], "closing"): ("Disputed", 1, alone),
        (orders["reserved"], "upper"): ("Placed", 1, shares(MIXED_BASE, [True] * 2).upper),
    }
    stated = {check.name: check for check in found.checks if check.subject == str(scene.shops[0])}
    assert stated["distributor_orders"].counted == 1, "the statistics are the shop's, whoever owns it"


def test_statement__closing_distributor__both_places(world: World) -> None:
    scene, orders = world.scene, world.orders
    found = statement(world.system, scene.distributors[2].address)
    assert found.agrees
    assert {(c.listing, c.level, c.closing, c.amount) for c in found.commission} == {
        (scene.instant, 3, True, shares(PRICE, ALL).closing),
        (scene.mixed, 3, True, shares(MIXED_BASE, ALL, AGREED).closing),
    }
    assert sides(found) == {(orders["placed"], "closing"): ("Placed", 3, shares(PRICE, ALL).closing)}
    assert (found.shops[0].as_distributor.ratings, found.shops[0].as_distributor.rating_sum) == (1, 2)


def test_statement__sellers_shop_sold__proceeds_stay_with_who_was_paid(
    world: World, of_seller: Statement
) -> None:
    scene = world.scene
    with chain.isolate():
        world.system.registry.transferFrom(scene.seller, scene.rival, scene.shop, sender=scene.seller)
        place(world.system, scene, scene.instant)
        before = statement(world.system, scene.seller.address)
        after = statement(world.system, scene.rival.address)
    assert [check for check in (*before.checks, *after.checks) if not check.agrees] == []
    assert before.totals.proceeds == of_seller.totals.proceeds
    assert before.former_shops == [scene.shop]
    assert after.totals.proceeds == PRICE
    assert {shop.number for shop in after.shops} == {scene.shop, scene.rival_shop}


def test_statement__link_dropped__nothing_is_expected(world: World) -> None:
    scene = world.scene
    with chain.isolate():
        world.system.catalog.drop(scene.links[2], sender=scene.distributors[2])
        found = statement(world.system, scene.distributors[2].address)
    assert sides(found) == {(world.orders["placed"], "closing"): ("Placed", 3, 0)}
    assert found.shops[0].links_used == 0


# Time, blocks, strangers


def test_statement__objection_paid_later__is_commission_too(world: World) -> None:
    scene, order = world.scene, world.orders["held"]
    with chain.isolate():
        world.system.disputes.object(order, OTHER_CID, sender=scene.distributors[2])
        deadline = world.system.disputes.objection(order).deadline
        mine_at(deadline)
        world.system.disputes.expireObjection(order, sender=scene.stranger)
        found = statement(world.system, scene.distributors[2].address)
        of_seller = statement(world.system, scene.seller.address)
        total = overview(world.system)
    assert total.trade.commission_budgets == shares(MIXED_BASE, ALL).commission
    assert [check for check in total.checks if not check.agrees] == []
    assert [check for check in (*found.checks, *of_seller.checks) if not check.agrees] == []
    mixed = next(c for c in found.commission if c.listing == scene.mixed)
    assert (mixed.orders, mixed.amount) == (1, shares(MIXED_BASE, ALL).closing)
    assert [reserve.order for reserve in of_seller.reserves] == [world.orders["reserved"]]


def test_statement__dispute_lost__bond_is_gone_and_still_agrees(world: World, arbitrator: Any) -> None:
    scene, order = world.scene, world.orders["disputed"]
    with chain.isolate():
        world.system.disputes.rule(order, 10_000, sender=arbitrator)
        loser = statement(world.system, scene.buyer.address)
        winner = statement(world.system, scene.seller.address)
    for found, flow in ((loser, (BOND, 0)), (winner, (BOND, 2 * BOND))):
        assert [check for check in found.checks if not check.agrees] == []
        assert found.bonds == []
        assert {f.contract: (f.paid, f.received) for f in found.flows}["disputes"] == flow


def test_statement__group_failed__deposit_is_refundable(world: World) -> None:
    with chain.isolate():
        mine_at(int(chain.blocks.head.timestamp) + 3 * DAY)
        (deposit,) = statement(world.system, world.scene.buyer.address).deposits
        assert (deposit.state, deposit.until) == ("refundable", 0)
        world.system.group_buy.refund(1, [world.scene.buyer], sender=world.scene.stranger)
        found = statement(world.system, world.scene.buyer.address)
    assert found.deposits == []
    assert [check for check in found.checks if not check.agrees] == []


def test_statement__deal_void__deposit_says_so(world: World) -> None:
    with chain.isolate():
        world.system.catalog.delist(world.scene.escrowed, sender=world.scene.seller)
        (deposit,) = statement(world.system, world.scene.buyer.address).deposits
        (shop,) = statement(world.system, world.scene.seller.address).shops
    assert deposit.state == "void"
    assert shop.showcase_used == 5, "what is delisted takes no place"


def test_statement__tokens_sent_to_contracts_by_mistake__still_agrees(world: World) -> None:
    scene, token = world.scene, world.system.token
    with chain.isolate():
        for name in ("market", "budgets", "disputes", "group_buy", "bounty_board", "reward_pool", "registry"):
            token.transfer(getattr(world.system, name), 3, sender=scene.seller)
        found = statement(world.system, scene.seller.address)
    assert [check for check in found.checks if not check.agrees] == []
    assert {flow.contract: flow.paid for flow in found.flows}["reward_pool"] == 3


def test_statement__shops_called_in_a_round__bonds_and_fee_are_what_was_paid(world: World) -> None:
    system, player = world.system, accounts.test_accounts[0]
    with chain.isolate():
        game = Game(system, player, open_shops(system, player, 10))
        after_reward_day(system.reward_pool, 90)
        system.token.approve(system.root_game, 2**256 - 1, sender=player)
        number = game.open(player, bond=10**7 * ECOM)
        cap = system.root_game.round(number).cap
        game.answer(number, player, B, bond=cap)
        found = statement(system, player.address)
    assert [check for check in found.checks if not check.agrees] == []
    (put_up,) = [check for check in found.checks if check.name == "root_bonds_put_up"]
    assert put_up.counted == put_up.stated == 10**7 * ECOM + cap + cap // 100


def test_statement__sealed_by_others_in_its_name__still_agrees(world: World) -> None:
    """Anyone can, for a unit, under the reason of any contract."""
    scene, system = world.scene, world.system
    today = chain.blocks.head.timestamp // DAY
    with chain.isolate():
        system.token.approve(system.vault, 4, sender=scene.seller)
        for reason in (b"ROOT_GAME", b"CAPABILITY", b"SALE", b"ADVERTISING"):
            system.vault.sealFor(scene.buyer, 1, reason, 1, today, sender=scene.seller)
        found = statement(system, scene.buyer.address)
    assert [check for check in found.checks if not check.agrees] == []


def test_statement__earlier_block__is_as_of_then(world: World, of_buyer: Statement) -> None:
    with chain.isolate():
        place(world.system, world.scene, world.scene.instant)
        found = statement(world.system, world.scene.buyer.address, block=str(of_buyer.header.block))
    assert replace(found, ether=of_buyer.ether) == of_buyer


def test_statement__one_block_windows__same_figures(world: World, of_seller: Statement) -> None:
    assert statement(world.system, world.scene.seller.address, widest=1) == of_seller


def test_statement__nobody__is_empty(world: World) -> None:
    found = statement(world.system, to_checksum_address("0x" + "ab" * 20))
    assert found.agrees
    assert found.totals.owned == 0
    assert (found.shops, found.open_orders, found.sales, found.flows) == ([], [], [], [])


@pytest.mark.parametrize("text", ["", "0x12", "somebody.eth"])
def test_statement__no_address__says_so(world: World, text: str) -> None:
    with pytest.raises(ArgumentError) as error:
        statement(world.system, text)
    assert error.value.message == f"{text!r} is not an address: give 0x and 40 hexadecimal digits, or a name"


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("0", "block 0 is before the deployment was complete"),
        ("999999999", "the node has no block 999999999"),
        ("pending", "'pending' is no block: give latest, final, or a number"),
    ],
)
def test_statement__block_that_is_not_there__says_so(world: World, block: str, said: str) -> None:
    with pytest.raises(ReportError) as error:
        statement(world.system, world.scene.buyer.address, block=block)
    assert error.value.message.startswith(said)


def test_statement__final_on_a_development_chain__is_the_latest(world: World, of_buyer: Statement) -> None:
    assert statement(world.system, world.scene.buyer.address, block="final") == of_buyer
