"""`multicall`: several actions of one sender in one transaction."""

from events import assert_logs, log
from orders import Ending, State, closed_logs, deadline_now, placed_log, transfer_log
from scene import CID, PRICE, PROTECTION, purchase

from helpers import assert_reverts, custom


def calls(*pairs):
    return [bytes(method.encode_input(*arguments)) for method, *arguments in pairs]


def test_multicall__several_orders_fulfilled__all_are(market, chain, scene, orders):
    wanted = orders.placed[:3]
    receipt = market.multicall(calls(*((market.fulfil, order, CID) for order in wanted)), sender=scene.seller)
    deadline = chain.blocks.head.timestamp + PROTECTION
    assert_logs(
        receipt,
        *(log(market.OrderFulfilled, order=order, evidence=CID, deadline=deadline) for order in wanted),
    )


def test_multicall__place_and_confirm__pays_in_one_transaction(system, token, market, scene):
    order, wanted = market.totals().orders + 1, purchase(scene.escrowed, scene.links[1])
    receipt = market.multicall(calls((market.place, wanted), (market.confirm, order)), sender=scene.buyer)
    assert_logs(
        receipt,
        placed_log(market, scene, order, wanted, deadline_now()),
        transfer_log(token, scene.buyer, market, PRICE),
        *closed_logs(system, scene, order, Ending.CONFIRMED, live=[True] * 2),
    )


def test_multicall__one_of_another_party__reverts_as_a_whole(market, scene, orders):
    expected = custom(market.NotSeller, order=orders.placed[1], caller=scene.buyer, seller=scene.seller)
    batch = calls((market.confirm, orders.placed[0]), (market.refund, orders.placed[1]))
    assert_reverts(expected, market.multicall, batch, sender=scene.buyer)


def test_multicall__closing_twice__reverts(market, scene, orders):
    expected = custom(market.WrongState, order=orders.placed[0], state=State.CLOSED)
    batch = calls((market.confirm, orders.placed[0]), (market.confirm, orders.placed[0]))
    assert_reverts(expected, market.multicall, batch, sender=scene.buyer)


def test_multicall__setter_without_the_role__reverts(market, scene):
    expected = custom(market.AccessManagedUnauthorized, caller=scene.buyer)
    assert_reverts(expected, market.multicall, calls((market.pause, 1)), sender=scene.buyer)
