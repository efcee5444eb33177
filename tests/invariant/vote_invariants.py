"""Invariants of polls, votes on factors, referendums, and the count of open shops that they build on."""

from collections import Counter
from statistics import median_low

from ecomchain.model.structs_votes import Factor
from invariant.checks import invariant
from invariant.history import History
from invariant.seen import Seen

_FIRST_PERCENT = 50


@invariant("OPEN-1")
def open_shops_are_counted(seen: Seen, history: History) -> None:
    """On every day that is over, as it ended; and since when each is open."""
    rewards = history.rewards
    assert seen.shop_totals.open == sum(state.view.open for state in seen.shops.values())
    for day, count in seen.open_counts.items():
        assert count == history.first.open_counts.get(day, count)
        assert day < rewards.first_day or count == rewards.open_at(day)
    for shop, (owner, since) in seen.open_since.items():
        view, before = seen.shops[shop].view, history.before.open_since.get(shop, ("", 0))
        assert owner == view.owner
        assert (since > 0) == view.open
        assert since in (before[1], 0) or since >= history.before.now


@invariant("VOTE-1")
def ballots_are_counted(seen: Seen, history: History) -> None:
    """Each shop's last vote, once; never more than have a voice."""
    for id_, poll in seen.votes.polls.items():
        counts = Counter(poll.ballots.values())
        assert poll.turnout == len(poll.ballots) == sum(poll.tally) <= poll.view.electorate
        assert poll.tally == tuple(counts[option] for option in range(poll.view.options))
        before = history.first.votes.polls.get(id_)
        assert poll.ballots == (before.ballots if before else {}) | history.rewards.votes[id_]


@invariant("VOTE-2")
def only_old_shops_vote(seen: Seen, history: History) -> None:
    """Through their owners, in time; the electorate is what the registry has counted, when it was less."""
    assert not history.rewards.bad_votes
    assert not history.rewards.bad_polls
    terms = history.pair.system.terms
    for poll in seen.votes.polls.values():
        part = poll.turnout * 10_000 >= poll.view.electorate * terms.quorum_bps
        assert poll.quorum == (part and poll.turnout >= terms.min_turnout)
        assert poll.over == (seen.now >= poll.view.end)


@invariant("VOTE-3")
def factors_are_lower_medians(seen: Seen, history: History) -> None:
    for poll in seen.votes.polls.values():
        assert poll.median == (median_low(poll.ballots.values()) if poll.ballots else 0)
        assert poll.plurality == poll.tally.index(max(poll.tally))
    for day, factors in seen.votes.factors.items():
        for factor in Factor:
            fitting = [percent for start, percent in history.rewards.results[factor] if start <= day]
            assert factors[factor] == (fitting[-1] if fitting else _FIRST_PERCENT)


@invariant("FLAG-1")
def flags_open_polls(seen: Seen, history: History) -> None:
    """A shop flags a factor once in a round; 51 % of enough shops open its poll, once in a round."""
    assert not history.rewards.bad_openings
    for (number, factor), flags in seen.votes.flags.items():
        shops = history.rewards.flags[number, factor]
        assert len(shops) == len(set(shops)) == flags.flags
        assert seen.votes.flagged[number, factor] == set(shops)
        before = history.before.votes.flags.get((number, factor))
        assert before is None or before.poll in (0, flags.poll)
    running = [poll for poll in seen.votes.running.values() if poll]
    assert set(running) <= {flags.poll for flags in seen.votes.flags.values()}
    assert len(running) == len(set(running))


@invariant("REFERENDUM-1")
def only_accepted_calls_are_made(seen: Seen, history: History) -> None:
    """Once, in time, with the quorum and more yes than no, of a quarter of all; from the end of phase one on
    nobody else can."""
    assert not history.rewards.bad_executions
    assert not history.rewards.ungoverned
    for id_, proposal in seen.votes.proposals.items():
        assert proposal.executed == (history.rewards.executed[id_] == 1)
        assert history.rewards.executed[id_] <= 1
