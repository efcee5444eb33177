"""Invariants of polls, votes on factors and referendums."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from ecomchain.amounts import BPS
from ecomchain.invariants.chain import named
from ecomchain.invariants.rule import invariant
from ecomchain.invariants.state import State

_NO, _YES = 0, 1
_YES_PERCENT = 25
"""Of the electorate."""


@invariant("VOTE-1", "a poll counts each shop once, with its last vote, no more than have a voice")
def ballots(state: State) -> Iterator[str]:
    votes = state.rewards.votes
    last: dict[int, dict[int, int]] = defaultdict(dict)
    for event in named(votes.poll_events, "Voted"):
        last[event.poll][event.shop] = event.option
    for (poll, shop), (voted, option) in votes.ballots.items():
        if not voted or option != last[poll][shop]:
            yield f"shop {shop} has voted for {last[poll][shop]} in poll {poll}, its ballot says {option}"
    for poll, view in votes.polls.items():
        counts = Counter(last[poll].values())
        wanted = [counts[option] for option in range(view.options)]
        if list(votes.tallies[poll]) != wanted:
            yield f"poll {poll} has counted {list(votes.tallies[poll])}, not {wanted}"
        if votes.turnouts[poll] != len(last[poll]) or len(last[poll]) > view.electorate:
            turnout = f"{votes.turnouts[poll]}, by {len(last[poll])} shops of {view.electorate}"
            yield f"poll {poll} has a turnout of {turnout}"
        part = votes.turnouts[poll] * BPS >= view.electorate * votes.quorum_bps
        if votes.quorums[poll] != (part and votes.turnouts[poll] >= votes.min_turnout):
            yield f"poll {poll} has its quorum: {votes.quorums[poll]}, with {votes.turnouts[poll]} votes"


@invariant("FLAG-1", "a shop flags a factor once in a round; its poll is opened once, one at a time")
def flags(state: State) -> Iterator[str]:
    votes = state.rewards.votes
    told = [(event.round, event.factor, event.shop) for event in named(votes.factor_events, "Flagged")]
    for key, times in Counter(told).items():
        if times > 1:
            yield f"shop {key[2]} has flagged factor {key[1]} {times} times in round {key[0]}"
    for (number, factor), found in votes.flags.items():
        shops = {shop for of, what, shop in told if (of, what) == (number, factor)}
        if found.flags != len(shops):
            yield f"factor {factor} has {found.flags} flags in round {number}, by {len(shops)} shops"
    running: dict[int, int] = {}
    for event in votes.factor_events:
        args = event.args
        if event.name == "VoteOpened":
            if running.setdefault(args.factor, args.poll) != args.poll:
                yield f"poll {args.poll} on factor {args.factor} was opened beside another one"
        elif event.name == "VoteClosed":
            running.pop(args.factor, None)


@invariant("REFERENDUM-1", "a proposal is executed once, accepted and in time; nobody else governs phase two")
def referendums(state: State) -> Iterator[str]:
    votes = state.rewards.votes
    executed = Counter(event.proposal for event in named(votes.referendum_events, "Executed"))
    for id_, proposal in votes.proposals.items():
        if executed[id_] != int(proposal.executed):
            yield f"proposal {id_} was executed {executed[id_]} times, the contract says {proposal.executed}"
        tally = votes.tallies[proposal.poll]
        quarter = 100 * tally[_YES] >= _YES_PERCENT * votes.polls[proposal.poll].electorate
        accepted = votes.quorums[proposal.poll] and tally[_YES] > tally[_NO] and quarter
        if executed[id_] and not accepted:
            yield f"proposal {id_} was executed with the votes {list(tally)}"
    blocks = {event.position[0] for event in votes.referendum_events if event.name == "Executed"}
    for event in votes.settings:
        late = votes.times[event.position[0]] >= votes.governed_from
        if late and event.position[0] not in blocks:
            yield f"{event.name} in block {event.position[0]} is of phase two, without a referendum"
