"""What only contracts of the system may do: placing by voucher, and disputes (ORD-1, ORD-4)."""

import pytest
from clock import mine_at, next_block_at, now
from events import assert_logs, log
from orders import Ending, State, closed_logs, order_view, today, vouched_purchase
from scene import CID, FIAT_BASE, PRICE, plain

from helpers import assert_reverts, custom


@pytest.fixture
def everyone(scene, guardian, operator, foundation, arbitrator):
    return scene.seller, scene.buyer, scene.stranger, guardian, operator, foundation, arbitrator


def test_place_vouched__not_the_vouchers__reverts(system, market, scene, everyone, as_disputes):
    wanted = vouched_purchase(scene, 1)
    for caller in (*everyone, as_disputes):
        expected = custom(market.NotSystem, caller=caller, contract_=system.vouchers)
        assert_reverts(expected, market.placeVouched, wanted, scene.buyer, scene.buyer, sender=caller)


def test_dispute__not_the_disputes__reverts(system, market, scene, orders, everyone, as_vouchers):
    for caller in (*everyone, as_vouchers):
        expected = custom(market.NotSystem, caller=caller, contract_=system.disputes)
        assert_reverts(expected, market.openDispute, orders.fulfilled, scene.buyer, sender=caller)
        for ending in Ending:
            assert_reverts(expected, market.closeDispute, orders.fulfilled, 0, ending, sender=caller)


@pytest.mark.parametrize("kind", ["fulfilled", "mixed"])
@pytest.mark.parametrize("seconds", [-1_000, -1])
def test_open_dispute__before_protection_ends__marks_the_order(
    market, scene, orders, as_disputes, kind, seconds
):
    order = orders.fulfilled if kind == "fulfilled" else orders.mixed[3]
    if kind == "mixed":
        market.fulfil(order, CID, sender=scene.seller)
    deadline = market.order(order).deadline
    next_block_at(deadline + seconds)
    receipt = market.openDispute(order, scene.buyer, sender=as_disputes)
    assert_logs(receipt, log(market.OrderDisputed, order=order))
    values = {} if kind == "fulfilled" else {"fiat": FIAT_BASE, "hasFiat": True, "listing": scene.mixed}
    assert plain(market.order(order)) == order_view(
        scene, State.DISPUTED, link=scene.links[2], deadline=deadline, **values
    )


def test_open_dispute__answers__what_is_in_escrow(market, scene, orders, as_disputes):
    assert market.openDispute.call(orders.fulfilled, scene.buyer, sender=as_disputes) == PRICE


@pytest.mark.parametrize("seconds", [0, 1])
def test_open_dispute__protection_over__reverts(market, scene, orders, as_disputes, seconds):
    deadline = market.order(orders.fulfilled).deadline
    time = mine_at(deadline + seconds)
    expected = custom(market.TooLate, order=orders.fulfilled, deadline=deadline, now_=time)
    assert_reverts(expected, market.openDispute, orders.fulfilled, scene.buyer, sender=as_disputes)


def test_open_dispute__not_for_the_buyer__reverts(market, scene, orders, as_disputes):
    for caller in (scene.seller, scene.stranger, scene.distributors[2]):
        expected = custom(market.NotBuyer, order=orders.fulfilled, caller=caller, buyer=scene.buyer)
        assert_reverts(expected, market.openDispute, orders.fulfilled, caller, sender=as_disputes)


@pytest.mark.parametrize("n", [0, 3])
def test_open_dispute__fiat_alone__reverts(market, scene, orders, as_disputes, n):
    """There is nothing to decide about: fiat is not in anybody's reach here."""
    market.fulfil(orders.fiat[n], CID, sender=scene.seller)
    expected = custom(market.NothingInEscrow, order=orders.fiat[n])
    assert_reverts(expected, market.openDispute, orders.fiat[n], scene.buyer, sender=as_disputes)


def test_open_dispute__not_fulfilled__reverts(market, scene, orders, as_disputes):
    market.openDispute(orders.fulfilled, scene.buyer, sender=as_disputes)
    for order, state in (
        (orders.placed[1], State.PLACED),
        (orders.mixed[1], State.PLACED),
        (orders.fulfilled, State.DISPUTED),
        (orders.closed, State.CLOSED),
    ):
        expected = custom(market.WrongState, order=order, state=state)
        assert_reverts(expected, market.openDispute, order, scene.buyer, sender=as_disputes)
    expected = custom(market.UnknownOrder, order=999)
    assert_reverts(expected, market.openDispute, 999, scene.buyer, sender=as_disputes)
    assert_reverts(expected, market.closeDispute, 999, 0, Ending.RULED, sender=as_disputes)


@pytest.fixture
def disputed(market, scene, orders, as_disputes):
    market.openDispute(orders.fulfilled, scene.buyer, sender=as_disputes)
    return orders.fulfilled


@pytest.mark.parametrize(
    ("ending", "bps"),
    [(Ending.RULED, bps) for bps in (0, 1, 4_999, 5_000, 10_000)]
    + [(Ending.UNCONTESTED, 0), (Ending.UNRULED, 5_000)],
)
def test_close_dispute__disputed__pays_by_the_number(
    system, market, scene, disputed, as_disputes, ending, bps
):
    receipt = market.closeDispute(disputed, bps, ending, sender=as_disputes)
    assert_logs(receipt, *closed_logs(system, scene, disputed, ending, bps=bps, live=[True] * 3))
    assert plain(market.order(disputed)) == order_view(
        scene,
        State.CLOSED,
        link=scene.links[2],
        closedDay=today(),
        settledBps=bps,
        rateable=True,
    )


def test_close_dispute__not_disputed__reverts(market, scene, orders, as_disputes):
    """Nor twice."""
    for order, state in (
        (orders.placed[0], State.PLACED),
        (orders.fulfilled, State.FULFILLED),
        (orders.closed, State.CLOSED),
    ):
        expected = custom(market.WrongState, order=order, state=state)
        assert_reverts(expected, market.closeDispute, order, 0, Ending.RULED, sender=as_disputes)
    market.openDispute(orders.fulfilled, scene.buyer, sender=as_disputes)
    market.closeDispute(orders.fulfilled, 1, Ending.RULED, sender=as_disputes)
    expected = custom(market.WrongState, order=orders.fulfilled, state=State.CLOSED)
    assert_reverts(expected, market.closeDispute, orders.fulfilled, 0, Ending.RULED, sender=as_disputes)


@pytest.mark.parametrize(
    ("action", "arguments", "caller"),
    [("fulfil", [CID], "seller"), ("settle", [], "stranger"), ("cancel", [], "buyer")],
)
def test_action__disputed__reverts_at_any_time(market, scene, disputed, action, arguments, caller):
    """Time alone does not decide a dispute here: its own deadlines do."""
    expected = custom(market.WrongState, order=disputed, state=State.DISPUTED)
    assert_reverts(expected, getattr(market, action), disputed, *arguments, sender=getattr(scene, caller))
    mine_at(now() + 10**8)
    assert_reverts(expected, getattr(market, action), disputed, *arguments, sender=getattr(scene, caller))


@pytest.mark.parametrize(
    ("action", "ending", "bps"),
    [("confirm", Ending.CONFIRMED, 10_000), ("refund", Ending.REFUNDED, 0), ("agree", Ending.AGREED, 2_222)],
)
def test_action__disputed__the_parties_may_still_end_it(
    system, market, scene, disputed, as_disputes, action, ending, bps
):
    if action == "agree":
        market.propose(disputed, bps, sender=scene.seller)
        receipt = market.accept(disputed, bps, sender=scene.buyer)
    else:
        caller = scene.buyer if action == "confirm" else scene.seller
        receipt = getattr(market, action)(disputed, sender=caller)
    assert_logs(receipt, *closed_logs(system, scene, disputed, ending, bps=bps, live=[True] * 3))
    expected = custom(market.WrongState, order=disputed, state=State.CLOSED)
    assert_reverts(expected, market.closeDispute, disputed, 0, Ending.RULED, sender=as_disputes)


@pytest.mark.parametrize(("proposer", "accepter"), [("buyer", "seller"), ("seller", "buyer")])
@pytest.mark.parametrize("bps", [0, 4_000, 10_000])
def test_open_dispute__standing_proposal__no_longer_stands(
    market, scene, orders, as_disputes, proposer, accepter, bps
):
    """It was made before anything was wrong: the buyer must not keep it as the least that comes out."""
    order = orders.fulfilled
    market.propose(order, bps, sender=getattr(scene, proposer))
    market.openDispute(order, scene.buyer, sender=as_disputes)
    view = market.order(order)
    assert (view.state, view.proposed, view.proposedBySeller, view.proposedBps) == (
        State.DISPUTED,
        False,
        False,
        0,
    )
    expected = custom(market.NothingToAccept, order=order, bps=bps)
    assert_reverts(expected, market.accept, order, bps, sender=getattr(scene, accepter))


def test_surface__contracts__are_those_of_the_system(system, market):
    names = ("token", "catalog", "registry", "reputation", "budgets", "vouchers", "disputes")
    for name in names:
        assert getattr(market, name)() == getattr(system, name).address
