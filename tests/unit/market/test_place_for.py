"""`placeFor`: a module sells for a shop that enabled it, between floor and list price (MODULE)."""

import pytest
from clock import mine_at
from events import assert_logs
from orders import Ending, State, closed_logs, deadline_now, order_view, placed_log, today, transfer_log
from scene import ENOUGH, PRICE, STOCK, actor, offer, plain, purchase, tokens

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION, module_id

from helpers import assert_reverts, custom

MODULE = module_id(1)
FLOOR = PRICE * 6 // 10
NOBODY = "0x" + "00" * 20


@pytest.fixture
def module(system, operator, scene):
    """A module: anything that calls. The shop has enabled it and set floors."""
    module = actor(system)
    system.market.setModule(module, MODULE, sender=operator)
    system.registry.acquire(scene.shop, MODULE, 1, ENOUGH, sender=scene.seller)
    for listing in (scene.escrowed, scene.limited, scene.instant, scene.mixed):
        system.market.setFloor(listing, module, FLOOR, sender=scene.seller)
    return module


def out_of_range(market, listing, price, floor=FLOOR):
    values = {"listing": listing, "unitPrice": price, "floor": floor, "listPrice": PRICE}
    return custom(market.PriceOutOfRange, **values)


@pytest.mark.parametrize("quantity", [1, 3])
@pytest.mark.parametrize("price", [FLOOR, FLOOR + 1, PRICE - 1, PRICE])
@pytest.mark.parametrize("n", [0, 3])
def test_place_for__between_floor_and_list_price__escrows_what_the_module_pays(
    token, market, scene, module, n, price, quantity
):
    before = market.totals()
    wanted = purchase(scene.escrowed, scene.link(n), quantity=quantity, unit_price=price)
    receipt = market.placeFor(wanted, scene.buyer, sender=module)
    order, deadline = before.orders + 1, deadline_now()
    assert_logs(
        receipt,
        placed_log(market, scene, order, wanted, deadline),
        transfer_log(token, module, market, quantity * price),
    )
    assert plain(market.order(order)) == order_view(
        scene, State.PLACED, link=scene.link(n), escrow=quantity * price, deadline=deadline
    )
    assert market.totals().escrow == before.escrow + quantity * price


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_place_for__then_confirmed__pays_commission_on_the_price_paid(system, market, scene, module, n):
    market.placeFor(purchase(scene.escrowed, scene.link(n), unit_price=FLOOR), scene.buyer, sender=module)
    order = market.totals().orders
    receipt = market.confirm(order, sender=scene.buyer)
    live = [True] * n
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=live, escrow=FLOOR)
    assert_logs(receipt, *expected)


@pytest.mark.parametrize("n", [0, 3])
def test_place_for__without_protection__pays_everybody_at_once(system, market, scene, module, n):
    """From the module, which pays; the buyer is who it names."""
    wanted = purchase(scene.instant, scene.link(n), unit_price=FLOOR)
    receipt = market.placeFor(wanted, scene.buyer, sender=module)
    order, live = market.totals().orders, [True] * n
    paid = closed_logs(system, scene, order, Ending.INSTANT, live=live, escrow=FLOOR, payer=module)
    assert_logs(receipt, placed_log(market, scene, order, wanted, 0), *paid)
    view = order_view(
        scene,
        State.CLOSED,
        link=scene.link(n),
        closedDay=today(),
        settledBps=10_000,
        rateable=True,
    )
    assert plain(market.order(order)) == view


def test_place_for__refunded__returns_to_the_buyer(system, token, market, scene, module):
    """Whoever paid: the buyer has the buyer's rights, the module none."""
    market.placeFor(purchase(scene.escrowed, unit_price=FLOOR), scene.buyer, sender=module)
    order, before = market.totals().orders, token.balanceOf(module)
    expected = custom(market.NotBuyer, order=order, caller=module, buyer=scene.buyer)
    assert_reverts(expected, market.confirm, order, sender=module)
    assert_reverts(
        custom(market.NotParty, order=order, caller=module), market.propose, order, 0, sender=module
    )
    receipt = market.refund(order, sender=scene.seller)
    assert_logs(receipt, *closed_logs(system, scene, order, Ending.REFUNDED, bps=0, escrow=FLOOR))
    assert token.balanceOf(module) == before


def test_place_for__limited_stock__takes_and_returns_it(market, scene, module):
    market.placeFor(purchase(scene.limited, quantity=4, unit_price=FLOOR), scene.buyer, sender=module)
    order = market.totals().orders
    assert market.available(scene.limited) == STOCK - 3 - 4
    expected = custom(market.OutOfStock, listing=scene.limited, quantity=4, available=3)
    wanted = purchase(scene.limited, quantity=4, unit_price=FLOOR)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)
    market.refund(order, sender=scene.seller)
    assert market.available(scene.limited) == STOCK - 3


def test_place_for__token_option_of_a_mixed_listing__works(market, scene, module):
    wanted = purchase(scene.mixed, scene.links[0], unit_price=FLOOR)
    market.placeFor(wanted, scene.buyer, sender=module)
    order = market.order(market.totals().orders)
    assert (order.escrow, order.hasFiat, order.fiat) == (FLOOR, False, 0)


@pytest.mark.parametrize("price", [0, 1, FLOOR - 1])
def test_place_for__below_the_floor__reverts(market, scene, module, price):
    wanted = purchase(scene.escrowed, unit_price=price)
    expected = out_of_range(market, scene.escrowed, price)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize("price", [PRICE + 1, 2 * PRICE, 2**96 - 1])
def test_place_for__above_the_list_price__reverts(market, scene, module, price):
    """A module can only ever lower a price."""
    wanted = purchase(scene.escrowed, unit_price=price)
    expected = out_of_range(market, scene.escrowed, price)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize("price", [0, 1, FLOOR, PRICE])
def test_place_for__no_floor__reverts_at_any_price(market, scene, module, price):
    """Zero is off: a shop that enables a module says for which listings."""
    market.setFloor(scene.escrowed, module, 0, sender=scene.seller)
    for listing in (scene.escrowed, scene.alone):
        wanted = purchase(listing, unit_price=price)
        expected = out_of_range(market, listing, price, floor=0)
        assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__floor_above_the_list_price__reverts_at_any_price(market, scene, module):
    market.setFloor(scene.escrowed, module, PRICE + 1, sender=scene.seller)
    for price in (FLOOR, PRICE, PRICE + 1):
        wanted = purchase(scene.escrowed, unit_price=price)
        expected = out_of_range(market, scene.escrowed, price, floor=PRICE + 1)
        assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__list_price_lowered_in_between__needs_the_new_revision(market, catalog, scene, module):
    catalog.revise(scene.escrowed, offer(tokens(FLOOR - 1)), sender=scene.seller)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    expected = custom(market.StaleRevision, listing=scene.escrowed, given=1, current=2)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)
    wanted = purchase(scene.escrowed, revision=2, unit_price=FLOOR)
    values = {"listing": scene.escrowed, "unitPrice": FLOOR, "floor": FLOOR, "listPrice": FLOOR - 1}
    expected = custom(market.PriceOutOfRange, **values)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__floor_of_another_module_or_listing__does_not_count(
    system, market, operator, scene, module
):
    other = actor(system)
    market.setModule(other, MODULE, sender=operator)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    expected = out_of_range(market, scene.escrowed, FLOOR, floor=0)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=other)


@pytest.mark.parametrize("caller", ["seller", "buyer", "stranger"])
def test_place_for__no_module__reverts(market, scene, module, caller):
    """A floor for somebody who is no module is no permission."""
    caller = getattr(scene, caller)
    market.setFloor(scene.escrowed, caller, 1, sender=scene.seller)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=caller, capability=0)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=caller)


def test_place_for__module_retired__reverts(market, operator, scene, module):
    market.setModule(module, 0, sender=operator)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=module, capability=0)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__capability_released__reverts_until_acquired_again(market, registry, scene, module):
    registry.release(scene.shop, MODULE, 1, sender=scene.seller)
    wanted, before = purchase(scene.escrowed, unit_price=FLOOR), market.totals().orders
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=module, capability=MODULE)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)
    registry.acquire(scene.shop, MODULE, 1, ENOUGH, sender=scene.seller)
    market.placeFor(wanted, scene.buyer, sender=module)
    assert market.totals().orders == before + 1


def test_place_for__shop_that_has_not_enabled_it__reverts(market, scene, module):
    market.setFloor(scene.rival_listing, module, 1, sender=scene.rival)
    wanted = purchase(scene.rival_listing)
    expected = custom(market.ModuleNotLive, shop=scene.rival_shop, module=module, capability=MODULE)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize("capability", [DISTRIBUTION, MODULE + 1])
def test_place_for__module_under_another_capability__needs_that_one(
    market, operator, scene, module, capability
):
    market.setModule(module, capability, sender=operator)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    expected = custom(market.ModuleNotLive, shop=scene.shop, module=module, capability=capability)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize(("option", "price"), [(1, 0), (1, FLOOR), (2, FLOOR), (2, PRICE)])
def test_place_for__option_with_a_fiat_part__reverts(market, scene, module, option, price):
    """It would reserve the seller's budget without the seller's voucher."""
    wanted = purchase(scene.mixed, scene.links[0], option=option, unit_price=price)
    expected = custom(market.OptionHasFiatPart, listing=scene.mixed, option=option)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__nobody__reverts(market, scene, module):
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    assert_reverts(custom(market.ZeroBuyer), market.placeFor, wanted, NOBODY, sender=module)


@pytest.mark.parametrize("quantity", [0, MAX_SUPPLY // FLOOR + 1])
def test_place_for__quantity_out_of_range__reverts(market, scene, module, quantity):
    wanted = purchase(scene.escrowed, quantity=quantity, unit_price=FLOOR)
    expected = custom(market.QuantityOutOfRange, quantity=quantity, unitPrice=FLOOR)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize("listing", ["escrowed", "instant"])
def test_place_for__module_without_allowance__never_pulls_from_the_buyer(
    token, market, scene, module, listing
):
    """The buyer has allowed the market plenty."""
    token.approve(market, FLOOR - 1, sender=module)
    wanted = purchase(getattr(scene, listing), unit_price=FLOOR)
    expected = custom(
        market.PaymentFailed,
        payer=module,
        amount=FLOOR,
        balance=token.balanceOf(module),
        allowance=FLOOR - 1,
    )
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_place_for__paused__reverts_until_its_end(market, scene, guardian, module, seconds):
    market.pause(100, sender=guardian)
    until, before = market.totals().pausedUntil, market.totals().orders
    mine_at(until + seconds)
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    if seconds < 0:
        expected = custom(market.PausedUntil, until=until, now_=until - 1)
        assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)
    else:
        market.placeFor(wanted, scene.buyer, sender=module)
        assert market.totals().orders == before + 1


def test_place_for__delisted_or_dropped__reverts(market, catalog, scene, module):
    """The catalog decides as for any order."""
    catalog.drop(scene.links[1], sender=scene.distributors[1])
    wanted = purchase(scene.escrowed, scene.links[1], unit_price=FLOOR)
    expected = custom(catalog.LinkIsDropped, link=scene.links[1])
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)
    catalog.delist(scene.escrowed, sender=scene.seller)
    expected = custom(catalog.ListingDelisted, listing=scene.escrowed)
    wanted = purchase(scene.escrowed, revision=2, unit_price=FLOOR)
    assert_reverts(expected, market.placeFor, wanted, scene.buyer, sender=module)


def test_place_for__released_or_retired_afterwards__the_order_goes_on(
    system, market, registry, operator, scene, module
):
    """What a module sold is an order like any other."""
    wanted = purchase(scene.escrowed, scene.links[1], unit_price=FLOOR)
    market.placeFor(wanted, scene.buyer, sender=module)
    order = market.totals().orders
    registry.release(scene.shop, MODULE, 1, sender=scene.seller)
    market.setModule(module, 0, sender=operator)
    market.setFloor(scene.escrowed, module, 0, sender=scene.seller)
    receipt = market.confirm(order, sender=scene.buyer)
    expected = closed_logs(system, scene, order, Ending.CONFIRMED, live=[True] * 2, escrow=FLOOR)
    assert_logs(receipt, *expected)


def test_place_for__several_in_one_transaction__all_are_placed(token, market, scene, module):
    first = market.totals().orders + 1
    wanted = purchase(scene.escrowed, unit_price=FLOOR)
    buyers = (scene.buyer, scene.buyer)
    calls = [bytes(market.placeFor.encode_input(wanted, buyer)) for buyer in buyers]
    receipt = market.multicall(calls, sender=module)
    deadline = deadline_now()
    logs = []
    for i in range(len(buyers)):
        logs.append(placed_log(market, scene, first + i, wanted, deadline))
        logs.append(transfer_log(token, module, market, FLOOR))
    assert_logs(receipt, *logs)
