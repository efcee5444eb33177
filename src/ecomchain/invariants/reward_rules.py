"""Invariants of claims, the reward pool, the root game and grants."""

from collections import Counter
from collections.abc import Iterator

from ecomchain.amounts import BPS, format_ecom
from ecomchain.invariants.chain import named
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Event, Record, State
from ecomchain.invariants.state_rewards import Claims, Rewards
from ecomchain.model.emission import LAST_AMOUNT, LAST_DAY, epoch_of
from ecomchain.model.root_game import SEAL_REASON
from ecomchain.model.structs_rewards import RoundStage

_OVER = (RoundStage.DECIDED, RoundStage.ANNULLED)


def _both(state: State) -> Iterator[tuple[str, Claims]]:
    rewards = state.rewards
    yield "the reward pool", rewards.pool.claims
    yield "Grants", rewards.grants


@invariant("CLAIM-1", "an epoch has paid what its accounts were paid, at most its total")
def claims(state: State) -> Iterator[str]:
    for name, found in _both(state):
        told: Counter[tuple[int, str]] = Counter()
        for event in named(found.events, "Claimed"):
            told[event.epoch, event.account] += event.paid
        for (epoch, account), paid in found.paid.items():
            yield from equal(f"what {name} has paid {account} in epoch {epoch}", paid, told[epoch, account])
        for epoch, fund in found.funds.items():
            paid = sum(amount for (of, _), amount in told.items() if of == epoch)
            yield from equal(f"what {name} has paid in epoch {epoch}", fund.claimed, paid)
            yield from covers(f"epoch {epoch} of {name}", fund.total, fund.claimed)
        yield from equal(f"what left {name}", state.token.sent.get(found.address, 0), sum(told.values()))


@invariant("CLAIM-2", "a root stands as it was set, unless it was recalled")
def roots(state: State) -> Iterator[str]:
    for name, found in _both(state):
        set_ = {(event.epoch, event.index): event.root for event in named(found.events, "RootAdded")}
        set_ |= {(event.grant, 0): event.root for event in named(found.events, "GrantCreated")}
        for event in named(found.events, "RootRevoked"):
            set_[event.epoch, event.index] = bytes(32)
        for (epoch, index), root in set_.items():
            if found.roots[epoch, index] != root:
                yield f"root {index} of epoch {epoch} of {name} is {found.roots[epoch, index].hex()}"


@invariant("POOL-1", "the reward pool covers top-ups not emitted and what is declared and not paid")
def pool_solvent(state: State) -> Iterator[str]:
    rewards = state.rewards
    owed = rewards.pool.state.pool + _owed(rewards.pool.claims)
    held = state.token.balances.get(rewards.pool.claims.address, 0)
    yield from covers("the reward pool", held, owed)


@invariant("POOL-2", "what epochs have declared was emitted")
def declared(state: State) -> Iterator[str]:
    rewards = state.rewards
    pool = rewards.pool
    before = sum(fund.total for epoch, fund in pool.claims.funds.items() if epoch < pool.state.epoch)
    yield from equal("what past epochs have declared", pool.state.allocated, before)
    running = pool.claims.funds.get(pool.state.epoch)
    total = before + (running.total if running else 0)
    yield from covers("the emission", pool.emitted, total)


@invariant("POOL-4", "phase two emits in order, by the formula and within the cap")
def phase_two(state: State) -> Iterator[str]:
    rewards = state.rewards
    left, last, mean = 0, LAST_DAY, rewards.pool.phase_two.meanCounted
    for event in rewards.pool.claims.events:
        args = event.args
        if event.name == "ToppedUp":
            left += args.amount
        elif event.name == "DayEmitted":
            last += 1
            if args.day != last:
                yield f"day {args.day} was emitted when {last} was next"
            wanted = min(args.counted * LAST_AMOUNT // mean, left * rewards.pool.cap_bps // BPS)
            yield from equal(f"what day {args.day} emitted", args.amount, wanted)
            left -= args.amount
    yield from equal("what is left of top-ups", rewards.pool.state.pool, left)
    if rewards.pool.phase_two.emittedDay != last:
        yield f"day {rewards.pool.phase_two.emittedDay} is the last one emitted, by events it is {last}"


@invariant("COVER-1", "days are covered in order, once, by roots of one epoch")
def coverage(state: State) -> Iterator[str]:
    rewards = state.rewards
    days: list[int] = []
    for event in rewards.pool.claims.events:
        yield from _cover(days, event)
    end = days[-1] if days else 0
    if rewards.pool.state.coveredDay != end or end < rewards.game.decided_day:
        yield f"days up to {rewards.pool.state.coveredDay} are covered, by events up to {end}"


def _cover(days: list[int], event: Event) -> Iterator[str]:
    """Follow the ends of what is covered."""
    end, args = days[-1] if days else 0, event.args
    if event.name == "RootRevoked":
        days.pop()
        if args.coveredDay != (days[-1] if days else 0):
            yield f"a recall went back to day {args.coveredDay}"
    elif event.name in ("RootAdded", "DaysSkipped"):
        if args.day <= end or epoch_of(end + 1) != epoch_of(args.day):
            yield f"days up to {args.day} were covered after day {end}"
        days.append(args.day)


@invariant("BOND-3", "the root game holds what its rounds owe, and all bonds go back or are sealed")
def bonds(state: State) -> Iterator[str]:
    rewards = state.rewards
    game = rewards.game
    owed = {id_: _owed_of(rewards, id_, view) for id_, view in game.rounds.items()}
    yield from equal("bonds", game.bonds, sum(owed.values()))
    yield from covers("the root game", state.token.balances.get(game.address, 0), game.bonds)
    for id_, view in game.rounds.items():
        put_up = sum(event.bond for event in named(game.events, "LeadTaken") if event.round == id_)
        gone = sum(event.sealed_ for event in named(game.events, "RoundDecided") if event.round == id_)
        gone += sum(event.amount for event in named(game.events, "BondReturned") if event.round == id_)
        yield from equal(f"all bonds of round {id_}", view.staked, put_up)
        yield from equal(f"what round {id_} has returned, sealed and owes", gone + owed[id_], put_up)
    sealed = sum(event.sealed_ for event in named(game.events, "RoundDecided"))
    sealed += sum(event.fee for event in named(game.events, "ShopsCalled"))
    yield from equal("what rounds have sealed", state.vault.by_reason.get(SEAL_REASON, 0), sealed)


@invariant("ROUND-1", "one round runs at a time, and each ended as its bonds or its poll say")
def rounds(state: State) -> Iterator[str]:
    rewards = state.rewards
    game, votes = rewards.game, rewards.votes
    running = [id_ for id_, view in game.rounds.items() if view.stage not in _OVER]
    if running != ([game.running] if game.running else []):
        yield f"rounds {running} run, not {game.running}"
    for id_, view in game.rounds.items():
        if not view.poll or view.stage not in _OVER:
            continue
        tally, quorum = list(votes.tallies[view.poll]), votes.quorums[view.poll]
        choice = tally.index(max(tally)) if quorum else view.answers
        if len(tally) != view.answers + 1 or (choice < view.answers) != (view.stage == RoundStage.DECIDED):
            yield f"round {id_} is in stage {view.stage}, with the votes {tally}, enough: {quorum}"
        elif choice not in (view.leader, view.answers):
            yield f"answer {view.leader} has won round {id_} with the votes {tally}"


@invariant("ROUND-2", "each lead of a round has its bond, and the shops are called as it is due")
def leads(state: State) -> Iterator[str]:
    for id_, view in state.rewards.game.rounds.items():
        events = [event for event in state.rewards.game.events if getattr(event.args, "round", 0) == id_]
        bond, answers, called, calls = 0, 0, False, False  # a call comes just before its lead
        for event in events:
            args = event.args
            if event.name == "ShopsCalled":
                calls = True
                yield from equal(f"what round {id_} sealed to call the shops", args.fee, view.cap // 100)
            elif event.name == "LeadTaken":
                answers = max(answers, args.answer + 1)
                yield from covers(
                    f"a lead of round {id_}", args.bond, view.cap if called else min(2 * bond, view.cap)
                )
                due = not called and args.bond >= view.cap and answers > 1
                if calls != due:
                    bond_ = format_ecom(args.bond)
                    yield f"a bond of {bond_} called the shops to round {id_}: {calls}, due: {due}"
                bond, called, calls = args.bond, called or calls, False


@invariant("GRANT-1", "Grants covers what is not claimed yet")
def grants_solvent(state: State) -> Iterator[str]:
    rewards = state.rewards
    held = state.token.balances.get(rewards.grants.address, 0)
    yield from covers("Grants", held, _owed(rewards.grants))


def _owed(found: Claims) -> int:
    return sum(fund.total - fund.claimed for fund in found.funds.values())


def _owed_of(rewards: Rewards, id_: int, view: Record) -> int:
    stakes = {key: stake for key, stake in rewards.game.stakes.items() if key[0] == id_}
    if view.stage != RoundStage.DECIDED:
        return sum(stakes.values())
    last = (id_, view.leader, rewards.game.answers[id_, view.leader].lastBacker)
    winners = sum(stake for key, stake in stakes.items() if key[1] == view.leader)
    return int(winners + (view.prize if stakes.get(last) else 0))
