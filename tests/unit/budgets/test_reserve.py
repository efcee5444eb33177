"""`reserve`: an order takes the whole commission, as if every level were live (ORD-1)."""

import pytest
from orders import MIXED_BASE, NO_RESERVE, Stage, place_vouched, reserve_of
from scene import FIAT, FIAT_BASE, MIXED, PRICE, L, M, fiat, offer, plain, purchase
from vouchers_signing import scene_voucher

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.ids import DISTRIBUTION

from helpers import assert_reverts, custom


@pytest.mark.parametrize(("option", "base"), [(FIAT, FIAT_BASE), (MIXED, MIXED_BASE)])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_reserve__open_order__is_the_whole_commission(budgets, scene, orders, n, option, base):
    order = (orders.mixed if option == MIXED else orders.fiat)[n]
    expected = (reserve_of(base, n), scene.link(n), 0, 0, Stage.RESERVED, 0, False)
    assert plain(budgets.reserved(order)) == expected
    assert budgets.quote(scene.link(n), base) == expected[0]


def test_reserve__straight_from_the_seller__is_none(budgets, orders):
    for order in (orders.mixed[0], orders.fiat[0]):
        assert plain(budgets.reserved(order)) == NO_RESERVE


@pytest.mark.parametrize("quantity", [7, 11])
def test_reserve__several_units__is_on_the_whole_price(system, budgets, scene, quantity):
    """Rounded down once, on the whole price."""
    order = place_vouched(system, scene, 3, quantity=quantity)
    base = quantity * MIXED_BASE
    assert budgets.reserved(order).amount == reserve_of(base, 3)
    assert reserve_of(base, 3) > quantity * reserve_of(MIXED_BASE, 3)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_reserve__levels_asleep__is_the_whole_commission_all_the_same(
    system, registry, catalog, budgets, scene, n
):
    """They may wake before it is paid. Only the closing one has to be live."""
    catalog.drop(scene.links[0], sender=scene.distributors[0])
    for i in range(1, n - 1):
        registry.release(scene.shops[i], DISTRIBUTION, 1, sender=scene.distributors[i])
    before = budgets.budget(scene.shop)
    order = place_vouched(system, scene, n)
    assert budgets.reserved(order).amount == reserve_of(MIXED_BASE, n)
    assert budgets.budget(scene.shop) == before - reserve_of(MIXED_BASE, n)


def test_reserve__dust__is_a_reserve_of_nothing(system, catalog, market, vouchers, budgets, scene):
    catalog.revise(scene.mixed, offer(fiat(base=1)), sender=scene.seller)
    wanted = purchase(scene.mixed, scene.links[2], revision=2, unit_price=0)
    vouchers.place(wanted, scene_voucher(system, scene, wanted), sender=scene.buyer)
    expected = (0, scene.links[2], 0, 0, Stage.RESERVED, 0, False)
    assert plain(budgets.reserved(market.totals().orders)) == expected


def test_reserve__token_only_order__takes_none(market, budgets, scene):
    before = budgets.budget(scene.shop)
    market.place(purchase(scene.escrowed, scene.links[3]), sender=scene.buyer)
    assert plain(budgets.reserved(market.totals().orders)) == NO_RESERVE
    assert budgets.budget(scene.shop) == before


def test_reserve__not_the_market__reverts(market, budgets, scene, operator, foundation, as_disputes):
    for caller in (scene.seller, scene.stranger, operator, foundation, as_disputes):
        expected = custom(budgets.NotSystem, caller=caller, contract_=market)
        assert_reverts(expected, budgets.reserve, 99, scene.links[0], 1, sender=caller)
        assert_reverts(expected, budgets.settle, 99, 1, 0, False, False, sender=caller)


@pytest.mark.parametrize("base", [0, 1, 4_263, 4_265, PRICE, MAX_SUPPLY])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_quote__any_base__is_the_formula(budgets, scene, n, base):
    assert budgets.quote(scene.link(n), base) == reserve_of(base, n)
    assert budgets.quote(scene.link(n), base) <= base * L // 10_000


def test_quote__one_level__has_no_upper_part(budgets, scene):
    assert budgets.quote(scene.links[0], PRICE) == PRICE * L * M // 10_000**2


def test_quote__unknown_link__reverts(catalog, budgets, scene):
    unknown = scene.links[0] + 1_000
    assert_reverts(custom(catalog.UnknownLink, link=unknown), budgets.quote, unknown, 1)
    assert_reverts(custom(catalog.UnknownLink, link=0), budgets.quote, 0, 1)


@pytest.mark.parametrize("base", [MAX_SUPPLY + 1, 2**256 - 1])
def test_quote__more_than_there_is__reverts(budgets, scene, base):
    expected = custom(budgets.AmountOutOfRange, amount=base, max=MAX_SUPPLY)
    assert_reverts(expected, budgets.quote, scene.links[0], base)


def test_surface__contracts_and_window__are_as_specified(system, budgets):
    others = (system.token, system.catalog, system.registry, system.market, system.disputes)
    found = (budgets.token(), budgets.catalog(), budgets.registry(), budgets.market(), budgets.disputes())
    assert found == tuple(contract.address for contract in others)
    assert system.market.budgets() == budgets.address
    assert budgets.OBJECTION_WINDOW() == 3 * 86_400
