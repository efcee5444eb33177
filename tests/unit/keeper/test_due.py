"""Every job, at its deadline, a second before and a second after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from clock import DAY, after_reward_day, mine_at, now
from disputes.cases import held_after
from group_buy.deals import UNIT
from orders import State, place, place_vouched
from root_game.game import A, B, Game
from scene import CID, OTHER_CID

from ecomchain.amounts import ECOM


@dataclass(frozen=True)
class Case:
    """Something that is due at a time: what is done then, and whether it was done."""

    due: int
    text: str
    done: Callable[[], bool]


def placed(system, stage, fulfilled=False):
    scene = stage.scene
    order = place(system, scene, scene.escrowed, 3)
    if fulfilled:
        system.market.fulfil(order, CID, sender=scene.seller)
    return order


def not_fulfilled(system, stage):
    order = placed(system, stage)
    return Case(
        system.market.order(order).deadline + 7 * DAY,
        f"cancel order {order}",
        lambda: tuple(system.market.order(order))[0::16] == (State.CLOSED, 0),
    )


def protected(system, stage):
    order = placed(system, stage, fulfilled=True)
    return Case(
        system.market.order(order).deadline,
        f"settle order {order}",
        lambda: tuple(system.market.order(order))[0::16] == (State.CLOSED, 10_000),
    )


def disputed(system, stage, contested):
    order = placed(system, stage, fulfilled=True)
    system.disputes.raiseDispute(order, CID, sender=stage.scene.buyer)
    if contested:
        system.disputes.contest(order, OTHER_CID, sender=stage.scene.seller)
    return Case(
        system.disputes.dispute(order).deadline,
        f"expire the dispute of order {order}",
        lambda: (
            tuple(system.market.order(order))[0::16] == (State.CLOSED, 5_000 if contested else 0)
            and not system.disputes.dispute(order).stage
        ),
    )


def held(system, stage):
    scene = stage.scene
    order = place_vouched(system, scene, 3)
    system.market.fulfil(order, CID, sender=scene.seller)
    held_after(system, scene, 0, order, "refunded")
    return order


def reserved(system, stage):
    order = held(system, stage)
    return Case(
        system.budgets.reserved(order).deadline,
        f"release the reserve of order {order}",
        lambda: not system.budgets.reserved(order).amount,
    )


def objected(system, stage):
    order = held(system, stage)
    system.disputes.object(order, CID, sender=stage.scene.distributors[2])
    return Case(
        system.disputes.objection(order).deadline,
        f"expire the objection of order {order}",
        lambda: not system.disputes.objection(order).stage and not system.budgets.reserved(order).amount,
    )


def failed_group(system, stage):
    deals, group_buy = stage.deals, system.group_buy
    group_buy.place(deals.full, deals.addresses, sender=stage.voter)
    held = system.token.balanceOf(deals.buyers[0])
    return Case(
        group_buy.group(deals.open).deadline,
        f"refund {deals.buyers[0].address} in group {deals.open}",
        lambda: system.token.balanceOf(deals.buyers[0]) == held + UNIT,
    )


def unplaced_group(system, stage):
    """The seller lets group buying sell no more: nobody's order can be placed."""
    scene, deals, group_buy = stage.scene, stage.deals, system.group_buy
    group_buy.place(deals.full, deals.addresses[1:], sender=scene.stranger)
    system.market.setFloor(scene.escrowed, group_buy, 0, sender=scene.seller)
    return Case(
        group_buy.group(deals.full).succeededAt + 7 * DAY,
        f"refund {deals.buyers[0].address} in group {deals.full}",
        lambda: group_buy.member(deals.full, deals.buyers[0]).quantity == 0,
    )


def bounty(system, stage, submitted):
    scene, board = stage.scene, system.bounty_board
    worker = stage.scene.stranger
    system.token.approve(board, 10 * ECOM, sender=scene.seller)
    board.post((scene.shop, 10 * ECOM, 1, 3 * DAY, 2 * DAY, CID), sender=scene.seller)
    number = board.totals().bounties
    board.assign(number, [worker], sender=scene.seller)
    held = system.token.balanceOf(worker)
    if submitted:
        board.submit(number, CID, sender=worker)
        text = f"pay {worker.address} for bounty {number}"
    else:
        text = f"free the slot of {worker.address} in bounty {number}"
    return Case(
        board.assignment(number, worker).deadline,
        text,
        lambda: (
            board.bounty(number).taken == 0
            and system.token.balanceOf(worker) - held == (10 * ECOM if submitted else 0)
        ),
    )


def factor_poll(system, stage):
    for shop in stage.voices[:8]:
        system.factor_vote.flag(shop, 1, sender=stage.voter)
    poll = system.factor_vote.running(1)
    assert poll
    return Case(
        system.polls.poll(poll).end,
        "close the poll on the distributors' factor",
        lambda: system.factor_vote.running(1) == 0,
    )


def posted_root(system, stage, publisher):
    system.root_game.post(28, A, 5 * ECOM, CID, sender=publisher)
    return Case(
        system.root_game.pending().readyAt,
        "activate the root of day 28",
        lambda: system.reward_pool.state().coveredDay == 28,
    )


def game_of(system, stage):
    return Game(system, stage.voter, stage.voices)


def bonding(system, stage):
    round_ = game_of(system, stage).open(stage.voter, bond=10**7 * ECOM)
    return Case(
        system.root_game.round(round_).expiry,
        f"close the stage of round {round_}",
        lambda: system.root_game.round(round_).stage == 4,
    )


def nominating(system, stage):
    game = game_of(system, stage)
    round_ = game.open(stage.voter, bond=10**7 * ECOM)
    game.answer(round_, stage.voter, B, bond=system.root_game.round(round_).cap)
    assert system.root_game.round(round_).stage == 2
    return Case(
        system.root_game.round(round_).expiry,
        f"close the stage of round {round_}",
        lambda: system.root_game.round(round_).stage == 3,
    )


def voting(system, stage):
    game = game_of(system, stage)
    round_ = game.open(stage.voter, bond=10**7 * ECOM)
    game.call(round_, stage.voter, B)
    return Case(
        system.polls.poll(system.root_game.round(round_).poll).end,
        f"close the stage of round {round_}",
        lambda: system.root_game.round(round_).stage == 5,
    )


def accepted(system, stage):
    after_reward_day(system.reward_pool, 1_095)
    call = system.reputation.setKappa.encode_input(700)
    system.referendum.propose(stage.voices[0], system.reputation, call, CID, sender=stage.voter)
    number = system.referendum.proposals()
    poll = system.referendum.proposal(number).poll
    for shop in stage.voices:
        system.polls.vote(poll, shop, 1, sender=stage.voter)
    return Case(
        system.polls.poll(poll).end + 2 * DAY,
        f"execute proposal {number}",
        lambda: system.reputation.kappaBps() == 700,
    )


def emission(system, stage):
    mine_at(system.reward_pool.endOf(1_096) - DAY // 2)
    return Case(
        system.reward_pool.endOf(1_096),
        "emit day 1096",
        lambda: system.reward_pool.phaseTwo().emittedDay == 1_096,
    )


CASES: dict[str, tuple[str, Callable[..., Case], dict[str, Any]]] = {
    "an order not fulfilled": ("orders", not_fulfilled, {}),
    "an order after protection": ("orders", protected, {}),
    "a dispute not contested": ("disputes", disputed, {"contested": False}),
    "a dispute not ruled": ("disputes", disputed, {"contested": True}),
    "a held reserve": ("reserves", reserved, {}),
    "an objection": ("objections", objected, {}),
    "a group that failed": ("groups", failed_group, {}),
    "a group not placed": ("groups", unplaced_group, {}),
    "a slot without work": ("bounties", bounty, {"submitted": False}),
    "work not reviewed": ("bounties", bounty, {"submitted": True}),
    "a poll on a factor": ("votes", factor_poll, {}),
    "a posted root": ("roots", posted_root, {"publisher": True}),
    "a round: bonding": ("roots", bonding, {}),
    "a round: nominating": ("roots", nominating, {}),
    "a round: voting": ("roots", voting, {}),
    "an accepted proposal": ("proposals", accepted, {}),
    "a day of phase two": ("emission", emission, {}),
}


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("name", CASES)
def test_keeper__at_the_deadline__acts_from_it_on(system, stage, keep, publisher, name, seconds):
    job, build, more = CASES[name]
    case = build(system, stage, **({"publisher": publisher} if "publisher" in more else more))
    mine_at(case.due + seconds)
    keeper = keep(job)
    done = [result.act.text for result in keeper.pass_once().of("done")]
    assert (case.text in done) is (seconds >= 0)
    assert len(done) == (seconds >= 0) or job == "groups"
    assert case.done() is (seconds >= 0)
    if seconds < 0:
        mine_at(case.due)
        assert [result.act.text for result in keeper.pass_once().of("done")] == [case.text]
        assert case.done()


@pytest.mark.parametrize("name", [name for name in CASES if name != "a group not placed"])
def test_keeper__before_the_deadline__says_when_it_is_due(system, stage, keep, publisher, name):
    job, build, more = CASES[name]
    case = build(system, stage, **({"publisher": publisher} if "publisher" in more else more))
    keeper = keep(job)
    keeper.once()
    due = [(each.text, each.due) for each in keeper.store.upcoming([job], 100)]
    assert (case.text, case.due) in due


def test_keeper__order_closed_otherwise__returns_the_bonds_at_once(system, stage, keep):
    scene, token = stage.scene, system.token
    order = placed(system, stage, fulfilled=True)
    held = token.balanceOf(scene.buyer)
    system.disputes.raiseDispute(order, CID, sender=scene.buyer)
    keeper = keep("disputes")
    assert keeper.done() == []
    system.market.confirm(order, sender=scene.buyer)
    assert keeper.done() == [f"return the bonds of order {order}"]
    assert token.balanceOf(scene.buyer) == held
    assert keeper.done() == []


def test_keeper__order_fulfilled_meanwhile__is_looked_at_anew(system, stage, keep):
    """What is due after 14 days of grace may be due much earlier once it is fulfilled."""
    order = placed(system, stage)
    keeper = keep("orders")
    keeper.once()
    (first,) = keeper.store.upcoming(["orders"], 10)
    system.market.fulfil(order, CID, sender=stage.scene.seller)
    keeper.once()
    (second,) = keeper.store.upcoming(["orders"], 10)
    assert (first.text, second.text) == (f"cancel order {order}", f"settle order {order}")
    assert second.due == system.market.order(order).deadline


def test_keeper__full_group__places_what_the_market_takes(system, stage, keep):
    deals = stage.deals
    orders = system.market.totals().orders
    assert keep("groups").done() == [
        f"place the order of {buyer.address} in group {deals.full}" for buyer in deals.buyers
    ]
    assert system.market.totals().orders == orders + 3
    assert [system.group_buy.member(deals.full, buyer).quantity for buyer in deals.buyers] == [0, 0, 0]


def test_keeper__market_refuses_a_place__says_why_and_sends_nothing_for_it(system, stage, keep):
    """The call itself does not revert: it logs that the market refuses, and keeps the deposit."""
    scene = stage.scene
    system.market.setFloor(scene.escrowed, system.group_buy, 0, sender=scene.seller)
    keeper = keep("groups")
    results = keeper.once()
    assert [(result.kind, result.error) for result in results] == [("refused", "PriceOutOfRange")] * 3
    assert keeper.keeper.ledger.total().transactions == 0
    assert keeper.once() == []  # put off
    system.market.setFloor(scene.escrowed, system.group_buy, 1, sender=scene.seller)
    mine_at(now() + 61)
    assert len(keeper.done()) == 3


def test_keeper__deal_void__refunds_at_once(system, stage, keep):
    scene, deals = stage.scene, stage.deals
    keeper = keep("groups", dry_run=True)
    keeper.once()
    system.catalog.delist(scene.escrowed, sender=scene.seller)
    fresh = keep("groups")
    assert sorted(fresh.done()) == sorted([
        f"refund {deals.buyers[0].address} in group {deals.open}",
        *(f"refund {buyer.address} in group {deals.full}" for buyer in deals.buyers),
    ])  # fmt: skip
    assert system.group_buy.totals().deposits == 0


def test_keeper__listing_changed_later__open_groups_are_looked_at_anew(system, stage, keep):
    scene, deals = stage.scene, stage.deals
    keeper = keep("groups")
    assert len(keeper.done()) == 3
    (waiting,) = keeper.store.upcoming(["groups"], 10)
    assert waiting.due == system.group_buy.group(deals.open).deadline
    system.catalog.delist(scene.escrowed, sender=scene.seller)
    assert keeper.done() == [f"refund {deals.buyers[0].address} in group {deals.open}"]


def test_keeper__poll_due_while_an_earlier_one_ran__is_opened_after_it_closes(system, stage, keep):
    vote, pool = system.factor_vote, system.reward_pool
    mine_at(pool.endOf(90) + 89 * DAY)  # the last day of round 1
    for shop in stage.voices[:8]:
        vote.flag(shop, 0, sender=stage.voter)
    first = vote.running(0)
    after_reward_day(pool, 180)
    for shop in stage.voices:
        vote.flag(shop, 0, sender=stage.voter)
    assert vote.running(0) == first
    mine_at(system.polls.poll(first).end)
    assert keep("votes").done() == [
        "close the poll on the sellers' factor", "open a poll on the sellers' factor",
    ]  # fmt: skip
    assert vote.running(0) > first


def test_keeper__round_decided__returns_bonds_to_the_winners_only(system, stage, keep, alice):
    game, token = game_of(system, stage), system.token
    token.approve(system.root_game, 2**256 - 1, sender=alice)
    round_ = game.open(alice)
    game.answer(round_, stage.voter, B)
    bond = system.root_game.stakeOf(round_, 1, stage.voter)
    mine_at(system.root_game.round(round_).expiry)
    held = token.balanceOf(stage.voter)
    assert keep("roots", "bonds").done() == [
        f"close the stage of round {round_}", f"return the bond of {stage.voter.address} in round {round_}",
    ]  # fmt: skip
    assert token.balanceOf(stage.voter) - held == bond + system.root_game.round(round_).prize
    assert system.root_game.stakeOf(round_, 0, alice) != 0  # lost


def test_keeper__round_annulled__returns_all_bonds(system, stage, keep, alice):
    game, token = game_of(system, stage), system.token
    token.approve(system.root_game, 2**256 - 1, sender=alice)
    round_ = game.open(alice)
    game.call(round_, stage.voter, B)
    mine_at(system.polls.poll(system.root_game.round(round_).poll).end)
    assert keep("roots", "bonds").done() == [
        f"close the stage of round {round_}",
        f"return the bond of {alice.address} in round {round_}",
        f"return the bond of {stage.voter.address} in round {round_}",
    ]
    assert system.root_game.bonds() == 0


def test_keeper__proposal_not_accepted__is_given_up(system, stage, keep):
    after_reward_day(system.reward_pool, 1_095)
    call = system.reputation.setKappa.encode_input(700)
    system.referendum.propose(stage.voices[0], system.reputation, call, CID, sender=stage.voter)
    poll = system.referendum.proposal(1).poll
    mine_at(system.polls.poll(poll).end + 2 * DAY)
    keeper = keep("proposals")
    assert [(result.kind, result.error) for result in keeper.once()] == [("refused", "NotAccepted")]
    mine_at(now() + 13 * DAY)
    assert keeper.once() == []
    assert keeper.store.upcoming(["proposals"], 10) == []


def test_keeper__many_days_of_phase_two__are_emitted_in_order(system, stage, keep):
    after_reward_day(system.reward_pool, 1_220)
    assert keep("emission").done() == [
        "emit days 1096 to 1145", "emit days 1146 to 1195", "emit days 1196 to 1220",
    ]  # fmt: skip
    assert system.reward_pool.phaseTwo().emittedDay == 1_220


def test_keeper__levels__are_synced_when_they_have_grown(system, stage, keep, operator):
    scene, reputation, registry = stage.scene, system.reputation, system.registry
    keeper = keep("levels")
    assert keeper.done() == []
    order = placed(system, stage, fulfilled=True)
    system.market.confirm(order, sender=scene.buyer)
    reputation.setThresholds([(1, 10**6)] * 5, sender=operator)
    reputation.setMinAverage(0, sender=operator)
    shop = scene.shops[2]
    assert (registry.shop(shop).level, reputation.levelOf(shop)) == (0, 5)
    assert keeper.done() == []  # it looks once a day
    mine_at(now() + DAY)
    assert keeper.done() == [f"sync the level of shop {shop}"]
    assert registry.shop(shop).level == 5
