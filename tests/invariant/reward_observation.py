"""What the views of rewards and votes say, read while compared with the model (MODEL-1)."""

from typing import Any

from engine.pair import Pair

from ecomchain.model.emission import LAST_DAY
from ecomchain.model.structs_rewards import (
    AnswerView,
    FundView,
    Pending,
    PhaseTwo,
    PoolState,
    RootInfo,
    RoundView,
)
from ecomchain.model.structs_votes import Factor, Flags, PollView, ProposalView
from invariant.observation import Fields, part
from invariant.reward_seen import ClaimsSeen, GameSeen, PollSeen, PoolSeen, VotesSeen

RECENT = 8
"""So many of the days around which shops have opened or closed are looked at."""


@part("registry")
def _openings(pair: Pair) -> Fields:
    same, registry, today = pair.same, pair.world.registry, pair.chain.now // 86_400
    days = {day + offset for day, _ in registry.openings for offset in (-1, 0, 1)}
    past = sorted(day for day in days | {today - 1, today - 31} if day < today)[-RECENT:]
    return {
        "open_since": {shop: same("registry", "openSince", shop) for shop in registry.shops},
        "open_counts": {day: same("registry", "openShopsAt", day) for day in past},
    }


@part("reward_pool", "root_game")
def _rewards(pair: Pair) -> Fields:
    same, book = pair.same, pair.world.reward_pool.book
    state = PoolState(*same("reward_pool", "state"))
    phase_two = PhaseTwo(*same("reward_pool", "phaseTwo"))
    keys = [(epoch, index) for epoch, roots in book.roots.items() for index in range(len(roots))]
    infos = {key: RootInfo(*same("reward_pool", "rootInfo", *key)) for key in keys}
    top = max(state.covered_day, *(info.day for info in infos.values()), 0)
    for function in ("available", "emitted", "unallocated"):
        for day in (state.covered_day + 1, top + 1, LAST_DAY + 1, phase_two.emitted_day + 1):
            same("reward_pool", function, day)
    same("reward_pool", "today")
    same("reward_pool", "lastDayOf", state.epoch + 1)
    started = not pair.chain.now < same("reward_pool", "endOf", 0)
    return {
        "rewards": PoolSeen(
            state=state,
            phase_two=phase_two,
            claims=_claims(pair, "reward_pool"),
            infos=infos,
            top=top,
            emitted=same("reward_pool", "emitted", top) if started else 0,
        )
    }


@part("grants")
def _grants(pair: Pair) -> Fields:
    return {"grants": _claims(pair, "grants")}


def _claims(pair: Pair, name: str) -> ClaimsSeen:
    same, book = pair.same, getattr(pair.world, name).book
    last = max(book.roots, default=0)
    keys = [(epoch, index) for epoch, roots in book.roots.items() for index in range(len(roots) + 1)]
    return ClaimsSeen(
        funds={epoch: FundView(*same(name, "fund", epoch)) for epoch in (*book.roots, last + 1)},
        roots={key: same(name, "root", *key) for key in keys},
        paid={key: same(name, "claimed", *key) for key in list(book.paid)},
    )


@part("root_game", "reward_pool")
def _game(pair: Pair) -> Fields:
    same, book = pair.same, pair.world.root_game.book
    for name in ("lastActivation", "rounds"):
        same("root_game", name)
    waiting = pair.world.reward_pool.state().covered_day + 1
    same("root_game", "opensAt", waiting)
    same("root_game", "minBond", waiting)
    for id_ in (len(book.rounds), len(book.rounds) + 1):
        same("root_game", "nextBond", id_)
    for ahead in (0, 1, 2):
        same("root_game", "scoringOn", pair.chain.now // 86_400 + ahead)
    rounds = range(1, len(book.rounds) + 1)
    stakes = {(id_, lead.answer, lead.backer) for id_ in rounds for lead in book.rounds[id_].leads}
    answers = [(id_, number) for id_ in rounds for number in range(len(book.rounds[id_].answers))]
    return {
        "game": GameSeen(
            pending=Pending(*same("root_game", "pending")),
            running=same("root_game", "running"),
            rounds={id_: RoundView(*same("root_game", "round", id_)) for id_ in rounds},
            answers={key: AnswerView(*same("root_game", "answerOf", *key)) for key in answers},
            stakes={key: same("root_game", "stakeOf", *key) for key in sorted(stakes)},
            bonds=same("root_game", "bonds"),
            decided_day=same("root_game", "decidedDay"),
        )
    }


@part("polls", "factor_vote", "referendum", "registry")
def _votes(pair: Pair) -> Fields:
    same, world, today = pair.same, pair.world, pair.chain.now // 86_400
    rounds = list(world.factor_vote.flagged)
    same("factor_vote", "round")
    same("factor_vote", "needed")
    shops = list(world.registry.shops)
    flagged = {
        key: {shop for shop in shops if same("factor_vote", "hasFlagged", key[0], shop, key[1])}
        for key in rounds
    }
    proposals = range(1, same("referendum", "proposals") + 1)
    for shop in world.referendum.last:
        same("referendum", "lastOf", shop)
    days = (0, today, today + 1, today + 2)
    return {
        "votes": VotesSeen(
            polls={poll: _poll(pair, poll, shops) for poll in range(1, same("polls", "polls") + 1)},
            flags={key: Flags(*same("factor_vote", "flagsOf", *key)) for key in rounds},
            flagged=flagged,
            running={factor: same("factor_vote", "running", factor) for factor in Factor},
            factors={day: same("factor_vote", "factorsOn", day) for day in days},
            proposals={id_: ProposalView(*same("referendum", "proposal", id_)) for id_ in proposals},
        )
    }


def _poll(pair: Pair, poll: int, shops: list[int]) -> PollSeen:
    def same(view: str, *args: Any) -> Any:
        return pair.same("polls", view, poll, *args)

    ballots = {shop: same("ballot", shop) for shop in shops}
    return PollSeen(
        view=PollView(*same("poll")),
        over=same("isOver"),
        turnout=same("turnout"),
        quorum=same("hasQuorum"),
        tally=same("tally"),
        plurality=same("plurality"),
        median=same("lowerMedian"),
        ballots={shop: option for shop, (voted, option) in ballots.items() if voted},
    )
