"""Invariants of claims, the reward pool, the root game and grants."""

from fractions import Fraction

from ecomchain.amounts import BPS
from ecomchain.model.emission import LAST_AMOUNT, LAST_DAY, epoch_of
from ecomchain.model.root_game import MIN_BOND, SEAL_REASON
from ecomchain.model.structs_rewards import FundView, RoundStage, RoundView
from invariant.checks import invariant
from invariant.history import History
from invariant.reward_seen import ClaimsSeen, GameSeen
from invariant.seen import Seen

_OVER = (RoundStage.DECIDED, RoundStage.ANNULLED)


@invariant("CLAIM-1")
def claims_stay_within_funds(seen: Seen, history: History) -> None:
    """What accounts were paid is what their epoch has paid, and what has left; never more than its total."""
    for name, claims in _both(seen).items():
        paid = history.rewards.paid
        for (epoch, account), amount in claims.paid.items():
            before = _both(history.first)[name].paid.get((epoch, account), 0)
            assert amount == before + paid[name, epoch, account]
        for epoch, fund in claims.funds.items():
            assert fund.claimed == sum(paid for (of, _), paid in claims.paid.items() if of == epoch)
            assert fund.claimed <= fund.total
        assert history.rewards.sent[name] == sum(paid for key, paid in paid.items() if key[0] == name)


@invariant("CLAIM-2")
def roots_are_set_once(seen: Seen, history: History) -> None:
    """And cleared once, for ever, by a recall in the running epoch of the pool."""
    running = history.before.rewards.state.epoch
    for name, claims in _both(seen).items():
        for key, before in _both(history.before)[name].roots.items():
            revoked = name == "reward_pool" and key[0] == running and claims.roots[key] == bytes(32)
            assert before == bytes(32) or claims.roots[key] == before or revoked
    for (name, epoch, index), root in history.rewards.roots.items():
        revoked = name == "reward_pool" and (epoch, index) in history.rewards.revoked
        assert _both(seen)[name].roots[epoch, index] == (bytes(32) if revoked else root)


@invariant("POOL-1")
def pool_is_solvent(seen: Seen, _: History) -> None:
    owed = seen.rewards.state.pool + _owed(seen.rewards.claims)
    assert seen.contracts["reward_pool"] >= owed


@invariant("POOL-2")
def declared_was_emitted(seen: Seen, _: History) -> None:
    """By the end of the last day that was ever covered."""
    pool, funds = seen.rewards, seen.rewards.claims.funds
    before = sum(fund.total for epoch, fund in funds.items() if epoch < pool.state.epoch)
    running = funds.get(pool.state.epoch, FundView()).total
    assert pool.state.allocated == before
    assert before + running <= pool.emitted


@invariant("POOL-3")
def past_epochs_rest(seen: Seen, history: History) -> None:
    """Only claims change anything of an epoch once a later one has begun."""
    before, now = history.before.rewards, seen.rewards
    for epoch, fund in before.claims.funds.items():
        if epoch < before.state.epoch:
            found = now.claims.funds[epoch]
            assert (found.total, found.roots) == (fund.total, fund.roots)
    for key, root in before.claims.roots.items():
        assert key[0] >= before.state.epoch or now.claims.roots[key] == root


@invariant("POOL-4")
def phase_two_emits_by_the_formula(seen: Seen, history: History) -> None:
    """Day after day, at most the cap of what is left, out of top-ups alone."""
    days, mean = history.rewards.days, seen.rewards.phase_two.mean_counted
    first = history.first.rewards.phase_two.emitted_day
    assert [each.day for each in days] == list(range(first + 1, seen.rewards.phase_two.emitted_day + 1))
    assert seen.rewards.state.pool == history.rewards.left >= 0
    assert not history.rewards.early_gifts
    cap = history.pair.system.terms.pool_cap_bps
    for each in days:
        assert each.day > LAST_DAY
        exact = min(Fraction(each.counted * LAST_AMOUNT, mean), Fraction(each.pool * cap, BPS))
        assert each.amount == int(exact)
    assert history.before.rewards.phase_two.mean_counted in (0, mean)


@invariant("COVER-1")
def days_are_covered_in_order(seen: Seen, history: History) -> None:
    """Once, by one root or none; a root's days are of one epoch; what a round has decided stays covered."""
    end = history.rewards.start
    for after, day in history.rewards.covered:
        assert after == end < day
        assert epoch_of(after + 1) == epoch_of(day)
        end = day
    assert seen.rewards.state.covered_day == end >= seen.game.decided_day
    for (epoch, _), info in seen.rewards.infos.items():
        assert epoch_of(info.covered_before + 1) == epoch == epoch_of(info.day)


@invariant("BOND-3")
def bonds_are_covered(seen: Seen, history: History) -> None:
    """And each round's go back, or are sealed, to the unit; the fees of calling the shops are sealed too."""
    owed = {id_: _owed_of(seen.game, id_, view) for id_, view in seen.game.rounds.items()}
    assert seen.contracts["root_game"] >= seen.game.bonds == sum(owed.values())
    for id_, view in seen.game.rounds.items():
        stakes = history.rewards.stakes[id_]
        assert view.staked == stakes.put_up == stakes.sealed + stakes.returned + owed[id_]
        if view.stage == RoundStage.DECIDED:
            lost = view.staked - seen.game.answers[id_, view.leader].staked
            assert (view.prize, stakes.sealed) == (lost // 2, lost - lost // 2)
        else:
            assert (view.prize, stakes.sealed) == (0, 0)
    sealed = sum(stakes.sealed + stakes.fee for stakes in history.rewards.stakes.values())
    assert seen.sealed_for.get(SEAL_REASON, 0) == sealed


@invariant("ROUND-1")
def rounds_end_once(seen: Seen, history: History) -> None:
    """One runs at a time, goes forward, and never changes once it is over; the leader or the vote has won."""
    rounds = seen.game.rounds
    running = [id_ for id_, view in rounds.items() if view.stage not in _OVER]
    assert running == ([seen.game.running] if seen.game.running else [])
    assert not running or seen.game.pending.day == 0
    for id_, view in rounds.items():
        before = history.before.game.rounds.get(id_, RoundView())
        assert view.stage >= before.stage
        assert view == before or before.stage not in _OVER
        assert view.cap == before.cap or before == RoundView()
        assert view.stage not in (RoundStage.BONDING, RoundStage.NOMINATING) or view.poll == 0
        assert view.stage not in (RoundStage.VOTING, RoundStage.ANNULLED) or view.poll
        if view.poll and view.stage in _OVER:
            poll = seen.votes.polls[view.poll]
            assert poll.over
            option = poll.tally.index(max(poll.tally)) if poll.quorum else view.answers
            assert (view.stage == RoundStage.DECIDED) == (option < view.answers)
            assert option in (view.leader, view.answers)


@invariant("ROUND-2")
def rounds_are_played_by_the_rules(seen: Seen, history: History) -> None:
    """About all days there are; each lead has its bond, and the shops are called, and given their options, as
    it is due."""
    assert not history.rewards.bad_rounds
    for view in seen.game.rounds.values():
        assert view.cap >= history.pair.system.terms.vote_bond
        assert view.bond >= MIN_BOND


@invariant("GRANT-1")
def grants_are_solvent(seen: Seen, _: History) -> None:
    assert seen.contracts["grants"] >= _owed(seen.grants)


def _both(seen: Seen) -> dict[str, ClaimsSeen]:
    return {"reward_pool": seen.rewards.claims, "grants": seen.grants}


def _owed(claims: ClaimsSeen) -> int:
    return sum(fund.total - fund.claimed for fund in claims.funds.values())


def _owed_of(game: GameSeen, round_: int, view: RoundView) -> int:
    """What the views say that the backers of a round can still have, now or in the end."""
    stakes = {key: stake for key, stake in game.stakes.items() if key[0] == round_}
    if view.stage != RoundStage.DECIDED:
        return sum(stakes.values())
    last = (round_, view.leader, game.answers[round_, view.leader].last_backer)
    winners = sum(stake for key, stake in stakes.items() if key[1] == view.leader)
    return winners + (view.prize if stakes[last] else 0)
