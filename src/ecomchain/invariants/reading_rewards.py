"""Reads rewards and votes of a live deployment."""

from collections.abc import Sequence
from typing import Any

from ape.contracts import ContractInstance

from ecomchain.ids import SHOP
from ecomchain.invariants.chain import Reader, each, named
from ecomchain.invariants.state import Event
from ecomchain.invariants.state_rewards import Claims, RewardPool, Rewards, RootGame, Votes

GOVERNED = ("ScoringSet", "MarketSet", "KappaSet", "MinRatedSet")
"""And the terms of SHOP."""


def read_rewards(reader: Reader, system: Any, others: Sequence[Event], start: int) -> Rewards:
    """``others`` are the events of the other contracts that the shops govern, registry and reputation."""
    game = _game(reader, system.root_game, reader.events(system.root_game, start))
    return Rewards(
        pool=_pool(reader, system.reward_pool, start),
        grants=_grants(reader, system.grants, start),
        game=game,
        votes=_votes(reader, system, [*game.events, *others], start),
    )


def _claims(
    reader: Reader,
    contract: ContractInstance,
    events: Sequence[Event],
    keys: Sequence[tuple[int, int]],
) -> Claims:
    claimed = sorted({(event.epoch, event.account) for event in named(events, "Claimed")})
    return Claims(
        address=contract.address,
        funds=each(reader, contract, "fund", sorted({epoch for epoch, _ in keys})),
        roots=each(reader, contract, "root", keys),
        paid=each(reader, contract, "claimed", claimed),
        events=events,
    )


def _pool(reader: Reader, pool: ContractInstance, start: int) -> RewardPool:
    events = reader.events(pool, start)
    added = named(events, "RootAdded")
    top = max((event.day for event in named(events, "RootAdded", "DaysSkipped")), default=0)
    return RewardPool(
        claims=_claims(reader, pool, events, [(event.epoch, event.index) for event in added]),
        state=reader.view(pool, "state"),
        phase_two=reader.view(pool, "phaseTwo"),
        emitted=reader.view(pool, "emitted", top) if top else 0,
        cap_bps=reader.view(pool, "poolCapBps"),
    )


def _grants(reader: Reader, grants: ContractInstance, start: int) -> Claims:
    events = reader.events(grants, start)
    return _claims(reader, grants, events, [(event.grant, 0) for event in named(events, "GrantCreated")])


def _game(reader: Reader, game: ContractInstance, events: Sequence[Event]) -> RootGame:
    leads = named(events, "LeadTaken")
    answers = sorted({(event.round, event.answer) for event in leads})
    return RootGame(
        address=game.address,
        bonds=reader.view(game, "bonds"),
        running=reader.view(game, "running"),
        decided_day=reader.view(game, "decidedDay"),
        rounds=each(reader, game, "round", range(1, reader.view(game, "rounds") + 1)),
        answers=each(reader, game, "answerOf", answers),
        stakes=each(
            reader, game, "stakeOf", sorted({(event.round, event.answer, event.backer) for event in leads})
        ),
        events=events,
    )


def _is_governed(event: Event) -> bool:
    """Whether it tells of a setting that passes to the shops."""
    return event.name in GOVERNED or (event.name == "CapabilitySet" and event.args.capability == SHOP)


def _votes(reader: Reader, system: Any, governed: Sequence[Event], start: int) -> Votes:
    polls, factors, referendum = system.polls, system.factor_vote, system.referendum
    poll_events, factor_events = reader.events(polls, start), reader.events(factors, start)
    referendum_events = reader.events(referendum, start)
    ids = range(1, reader.view(polls, "polls") + 1)
    ballots = sorted({(event.poll, event.shop) for event in named(poll_events, "Voted")})
    flagged = sorted({(event.round, event.factor) for event in named(factor_events, "Flagged")})
    settings = [event for event in governed if _is_governed(event)]
    timed = settings + [event for event in referendum_events if event.name == "Executed"]
    return Votes(
        polls=each(reader, polls, "poll", ids),
        turnouts=each(reader, polls, "turnout", ids),
        tallies=each(reader, polls, "tally", ids),
        quorum_bps=reader.view(polls, "quorumBps"),
        min_turnout=reader.view(polls, "minTurnout"),
        quorums=each(reader, polls, "hasQuorum", ids),
        ballots=each(reader, polls, "ballot", ballots),
        flags=each(reader, factors, "flagsOf", flagged),
        proposals=each(reader, referendum, "proposal", range(1, reader.view(referendum, "proposals") + 1)),
        governed_from=reader.view(system.root_game, "governedFrom"),
        poll_events=poll_events,
        factor_events=factor_events,
        referendum_events=referendum_events,
        settings=settings,
        times=reader.times({event.position[0] for event in timed}),
    )
