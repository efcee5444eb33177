"""The live checker's invariants of rewards and votes: they hold after a play, and each one can fail."""

import copy
from collections import Counter
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, DAY, DISTRIBUTORS, SELLERS
from engine.node import instance, recording
from engine.pair import Pair
from engine.scenes import grow, late
from engine.system import GUARDIAN, PUBLISHER

from ecomchain.amounts import ECOM
from ecomchain.invariants import reward_rules, vote_rules
from ecomchain.invariants.chain import Reader
from ecomchain.invariants.reading_rewards import read_rewards
from ecomchain.invariants.rule import INVARIANTS
from ecomchain.model.root_game import SEAL_REASON
from ecomchain.model.structs import Cid
from ecomchain.model.structs_rewards import Claim, RoundStage
from ecomchain.model.structs_votes import Factor

NAMES = {
    "reward_pool": "RewardPool",
    "root_game": "RootGame",
    "polls": "ShopPolls",
    "factor_vote": "FactorVote",
    "referendum": "Referendum",
    "grants": "Grants",
}
MODULES = (reward_rules.__name__, vote_rules.__name__)
RULES = [rule for rule in INVARIANTS if rule.find.__module__ in MODULES]
OWNERS = (*SELLERS, *DISTRIBUTORS)


@pytest.fixture(scope="module")
def state() -> SimpleNamespace:
    with recording() as node:
        pair = late.__wrapped__()
        _play(pair)
        reader = Reader(node, block=pair.chain.number)
        system = SimpleNamespace(**{k: instance(v, pair.system.contracts[k]) for k, v in NAMES.items()})
        names = {"registry": "ShopRegistry", "reputation": "Reputation"}
        governed = [instance(name, pair.system.contracts[key]) for key, name in names.items()]
        others = [event for contract in governed for event in reader.events(contract)]
        rewards = read_rewards(reader, system, others, 0)
        moves = reader.events(instance("EcomToken", pair.system.token))
    holders = [contract.address for contract in pair.system.contracts.values()]
    balances = {holder: pair.view("token", "balanceOf", holder) for holder in holders}
    sent: Counter[str] = Counter()
    for move in moves:
        if move.name == "Transfer":
            values = tuple(vars(move.args).values())
            sent[values[0].lower()] += values[2]
    token = SimpleNamespace(balances=balances, sent=sent)
    vault = SimpleNamespace(by_reason={SEAL_REASON: pair.view("vault", "sealedFor", SEAL_REASON)})
    return SimpleNamespace(rewards=rewards, token=token, vault=vault)


def _play(pair: Pair) -> None:
    """Something of everything: claims, a recall, rounds, phase two, a factor, a referendum, a grant."""

    def do(contract: str, function: str, caller: str, *args: Any) -> Any:
        outcome = pair.do(contract, function, caller, *args)
        assert outcome.error is None, (function, outcome.error)
        return outcome.value

    ann, ben, cat = BUYERS
    first, pool = grow(pair, "reward_pool", 40, {ann: 5 * ECOM, ben: 7}), pair.system.reward_pool
    for _ in range(2):
        do("root_game", "post", PUBLISHER, 1_093, first.root, first.total, Cid())
        pair.warp(DAY)
        do("root_game", "activate", ann)
        index = pair.view("reward_pool", "fund", 40)[2] - 1
        do("reward_pool", "claim", cat, Claim(40, index, ann, 5 * ECOM, first.proof(ann)))
        if index == 0:
            do("root_game", "recall", GUARDIAN, 40, 0, Cid())
    pair.warp(pair.view("root_game", "opensAt", 1_095) - pair.chain.now)
    bond = pair.view("root_game", "minBond", 1_095)
    do("root_game", "open", ann, 1_095, first.root, first.total, bond, Cid())
    cap = pair.view("root_game", "round", 1)[3]
    do("root_game", "answer", ben, 1, b"\1" * 32, 8, 2 * bond, Cid())
    do("root_game", "support", ann, 1, 0, cap)
    do("root_game", "answer", cat, 1, b"\1" * 32, 9, cap, Cid())
    _decide(pair, lambda number: number % 2)
    do("root_game", "returnBond", cat, 1, 0, ann)
    pair.warp(DAY)
    waiting = pair.view("reward_pool", "today") - 2
    do("reward_pool", "emitDays", cat, waiting)
    bond = pair.view("root_game", "minBond", waiting)
    do("root_game", "open", ann, waiting, first.root, 3, bond, Cid())
    do("root_game", "answer", ben, 2, b"\1" * 32, 3, cap, Cid())
    _decide(pair, lambda _: 2)
    tree = grow(pair, "grants", pair.view("grants", "grantId", ben, 1), {ann: 3, cat: 4})
    do("grants", "create", ben, tree.root, tree.total, 1, Cid())
    do("grants", "claimMany", ann, [Claim(tree.epoch, 0, cat, 4, tree.proof(cat))])
    for number, owner in enumerate(OWNERS, start=1):
        do("factor_vote", "flag", owner, number, Factor.BUYER)
    game = pair.system.root_game
    data = game.abi.functions["setScoring", 2].calldata((b"\1" * 32, Cid()))
    do("referendum", "propose", OWNERS[0], 1, game.address, data, Cid())
    for number, owner in enumerate(OWNERS, start=1):
        do("polls", "vote", owner, 3, number, 50 + number)
        do("polls", "vote", owner, 4, number, int(number > 1))
    pair.warp(9 * DAY)
    do("factor_vote", "close", ann, Factor.BUYER)
    do("referendum", "execute", ann, 1)
    assert pool.view("phaseTwo")[0] > 1_099
    assert [pair.view("root_game", "round", id_)[7] for id_ in (1, 2)] == [
        RoundStage.DECIDED,
        RoundStage.ANNULLED,
    ]


def _decide(pair: Pair, choice: Callable[[int], int]) -> None:
    """The running round has called the shops: each votes for its choice, and that is the end."""
    round_ = pair.view("root_game", "running")
    pair.warp(DAY)
    assert pair.do("root_game", "close", OWNERS[0], round_).error is None
    poll = pair.view("root_game", "round", round_)[6]
    for number, owner in enumerate(OWNERS, start=1):
        assert pair.do("polls", "vote", owner, poll, number, choice(number)).error is None
    pair.warp(7 * DAY)
    assert pair.do("root_game", "close", OWNERS[0], round_).error is None


def _violated(state: Any) -> set[str]:
    return {rule.id for rule in RULES if list(rule.find(state))}


def _change(path: str, change: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Change what the dotted path leads to: an attribute, or an entry of a mapping by its position."""
    *way, last = path.split(".")

    def plant(state: Any) -> None:
        for step in way:
            state = list(state.values())[int(step)] if step.isdigit() else getattr(state, step)
        if last.isdigit():
            key = list(state)[int(last)]
            state[key] = change(state[key])
        else:
            object.__setattr__(state, last, change(getattr(state, last)))

    return plant


DAMAGE: dict[str, list[Callable[[Any], None]]] = {
    "CLAIM-1": [
        _change("rewards.pool.claims.paid.0", lambda paid: paid + 1),
        _change("rewards.grants.funds.0.claimed", lambda claimed: claimed - 1),
    ],
    "CLAIM-2": [_change("rewards.pool.claims.roots.0", lambda _: b"\2" * 32)],
    "POOL-1": [_change("token", lambda token: _without(token))],
    "POOL-2": [_change("rewards.pool.emitted", lambda _: 1)],
    "POOL-4": [_change("rewards.pool.state.pool", lambda left: left - 1)],
    "COVER-1": [_change("rewards.pool.state.coveredDay", lambda day: day + 1)],
    "BOND-3": [
        _change("rewards.game.bonds", lambda bonds: bonds + 1),
        _change("vault.by_reason.0", lambda sealed: sealed - 1),
    ],
    "ROUND-1": [
        _change("rewards.game.running", lambda _: 9),
        _change("rewards.votes.quorums.0", lambda _: False),
        _change("rewards.votes.tallies.1", lambda _: [9, 0, 0]),
    ],
    "ROUND-2": [
        _change("rewards.game.rounds.0.cap", lambda cap: cap + 1),
        _change("rewards.game.events", lambda events: [e for e in events if e.name != "ShopsCalled"]),
    ],
    "GRANT-1": [_change("rewards.grants.funds.0.total", lambda total: total + 1)],
    "VOTE-1": [
        _change("rewards.votes.turnouts.1", lambda turnout: turnout + 1),
        _change("rewards.votes.min_turnout", lambda least: least + 99),
    ],
    "FLAG-1": [_change("rewards.votes.flags.0.flags", lambda flags: flags - 1)],
    "REFERENDUM-1": [
        _change("rewards.votes.proposals.0.executed", lambda _: False),
        _change("rewards.votes.referendum_events", lambda events: events[:-1]),
        _change("rewards.votes.tallies.3", lambda _: [0, 1]),
        _change("rewards.votes.governed_from", lambda _: 0),
    ],
}


def _without(token: Any) -> Any:
    """As if every balance were one short of nothing."""
    return SimpleNamespace(balances=dict.fromkeys(token.balances, -1), sent=token.sent)


def test_check__after_a_play_of_rewards_and_votes__finds_nothing(state: Any) -> None:
    assert [list(rule.find(state)) for rule in RULES] == [[]] * len(DAMAGE)


@pytest.mark.parametrize(
    ("id_", "plant"), [(id_, plant) for id_, plants in DAMAGE.items() for plant in plants]
)
def test_check__damage_planted_in_what_was_read__is_found(
    state: Any, id_: str, plant: Callable[[Any], None]
) -> None:
    damaged = copy.deepcopy(state)
    plant(damaged)
    assert id_ in _violated(damaged)


def test_damage__every_invariant__is_planted() -> None:
    assert [rule.id for rule in RULES] == list(DAMAGE)
