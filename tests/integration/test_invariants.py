"""The invariants on a live deployment: they hold after a play, and each one can fail.

Two kinds of damage are planted: on the chain, by storage and by moving a contract's tokens; and, for every
invariant, in what was read from it.
"""

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ape import chain
from ape.contracts import ContractInstance
from rich.console import Console

from ecomchain import demo, invariants
from ecomchain.demo.stage import Stage
from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.invariants import INVARIANTS, State
from ecomchain.invariants.chain import ChainReadError, Reader
from ecomchain.invariants.state import Event, Record
from ecomchain.model.structs_trade import State as Stages

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"
TASK = task_id(1, 1)
LINKS = [link_id(TASK, shop) for shop in (2, 3, 4)]


@pytest.fixture(scope="module")
def stage() -> Stage:
    """The whole demonstration: it leaves something open of every kind."""
    return demo.perform(Console(file=StringIO()))


@pytest.fixture(scope="module")
def state(stage: Stage) -> State:
    return invariants.read_state(stage.system)


def violated(system: Any) -> set[str]:
    return {violation.id for violation in invariants.check(system)}


# All is well


def test_check__after_a_play__finds_nothing(stage: Stage) -> None:
    assert invariants.check(stage.system) == []


def test_invariants__all__are_documented() -> None:
    documented = re.findall(r"^### ([A-Z]+-[0-9]+)", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert [invariant.id for invariant in INVARIANTS if invariant.id not in documented] == []


def test_read_state__after_a_play__has_something_of_everything(state: State) -> None:
    assert state.registry.totals.pending > 0
    assert len(state.vault.events) > 5
    assert [link.depth for link in (state.catalog.links[id_] for id_ in LINKS)] == [1, 2, 3]
    assert state.market.totals.escrow > 0
    assert any(state.market.sold.values())
    views = [order.view for order in state.market.orders.values()]
    assert {view.state for view in views} >= {Stages.PLACED, Stages.DISPUTED, Stages.CLOSED}
    assert {view.hasFiat for view in views} == {False, True}
    assert state.budgets.totals.budgets > 0
    assert state.budgets.totals.reserves > 0
    assert any(event.name == "ReserveReleased" for event in state.budgets.events)
    assert {case.stage for case in state.disputes.disputes.values()} > {0}
    assert {event.name for event in state.disputes.events} > {"DisputeContested", "ObjectionMatched"}
    assert set(state.reputation.levels.values()) == {0, 1}
    assert sum(day.counted for day in state.reputation.days.values()) > 0
    assert max(state.reputation.rated.values()) == 0b1111
    assert len(state.group_buy.groups) >= 3
    assert state.group_buy.totals.deposits > 0
    assert state.bounties.totals.owed > 0
    assert state.vouchers.used


# What the demonstration leaves behind


def _open_order(state: State) -> int:
    return next(id_ for id_, order in state.market.orders.items() if order.view.state == Stages.PLACED)


def _disputed_order(state: State) -> int:
    return next(id_ for id_, order in state.market.orders.items() if order.view.state == Stages.DISPUTED)


def _reserved_order(state: State) -> int:
    return next(id_ for id_, reserve in state.budgets.reserves.items() if reserve.amount)


def _nonce(state: State) -> int:
    return next(iter(state.vouchers.used))[1]


def _day(state: State) -> int:
    return next(number for number, day in state.reputation.days.items() if day.counted)


def _market(state: State) -> str:
    return state.market.address


# Damage on the chain


@pytest.mark.parametrize(
    ("holder", "expected"),
    [
        ("registry", {"LOCK-1"}),
        ("market", {"ESCROW-1"}),
        ("vault", {"SEAL-1", "SEAL-2"}),
        ("budgets", {"BUDGET-1"}),
        ("disputes", {"BOND-1", "BOND-2"}),
        ("group_buy", {"DEPOSIT-1"}),
        ("bounty_board", {"BOUNTY-1"}),
    ],
)
def test_check__tokens_gone__is_found(stage: Stage, holder: str, expected: set[str]) -> None:
    token, contract = stage.system.token, getattr(stage.system, holder)
    give_away(contract.address, token, stage["S"].address, 1)
    assert violated(stage.system) == expected


def test_check__a_gift__is_no_violation(stage: Stage) -> None:
    for name, contract in stage.system.contracts():
        if name != "access_manager":
            stage.send(stage["A"], stage.system.token.transfer, contract.address, 7)
    assert invariants.check(stage.system) == []


@pytest.mark.parametrize(
    ("contract", "view", "args", "field", "expected"),
    [
        ("token", "totalSupply", (), None, {"SUPPLY-1", "SUPPLY-2"}),
        ("registry", "totals", (), "locked", {"LOCK-3"}),
        ("registry", "totals", (), "pending", {"LOCK-3"}),
        ("registry", "locks", (2,), "live", {"LOCK-2", "LOCK-3", "LOCK-4"}),
        ("registry", "position", (2, 3), "locked", {"LOCK-2"}),
        ("registry", "shop", (2,), "links", {"CARRY-1"}),
        ("catalog", "link", (LINKS[1],), "depth", {"LINK-1", "LINK-2"}),
        ("catalog", "link", (LINKS[1],), "number", {"NUMBER-1"}),
        ("catalog", "listing", (listing_id(1, 1),), "number", {"NUMBER-1"}),
        ("catalog", "listing", (listing_id(1, 1),), "revision", {"REVISION-1"}),
        ("market", "totals", (), "escrow", {"ESCROW-1"}),
        ("market", "order", (_open_order,), "escrow", {"ESCROW-1", "ORDER-1"}),
        ("market", "order", (_reserved_order,), "fiat", {"ORDER-1"}),
        ("market", "order", (1,), "settledBps", {"ORDER-3"}),
        ("market", "sold", (listing_id(1, 3),), None, {"STOCK-1"}),
        ("vault", "sealedFor", (b"ADVERTISING".ljust(32, b"\0"),), None, {"SEAL-1"}),
        ("budgets", "totals", (), "reserves", {"BUDGET-1"}),
        ("budgets", "budget", (1,), None, {"BUDGET-1", "BUDGET-3"}),
        ("budgets", "reserved", (_reserved_order,), "amount", {"BUDGET-1", "BUDGET-2"}),
        ("budgets", "reserved", (_reserved_order,), "stage", {"BUDGET-2"}),
        ("disputes", "totals", (), "bonds", {"BOND-1"}),
        ("disputes", "dispute", (_disputed_order,), "bond", {"BOND-1", "DISPUTE-1"}),
        ("disputes", "objection", (_open_order,), "stage", {"OBJECTION-1"}),
        ("vouchers", "used", (1, _nonce), None, {"VOUCHER-1"}),
        ("reputation", "day", (_day,), "counted", {"VOLUME-1", "VOLUME-3"}),
        ("reputation", "ratedBits", (_market, _open_order), None, {"RATE-1"}),
        ("group_buy", "totals", (), "deposits", {"DEPOSIT-1"}),
        ("bounty_board", "totals", (), "owed", {"BOUNTY-2"}),
        ("bounty_board", "bounty", (1,), "taken", {"BOUNTY-2", "BOUNTY-3"}),
    ],
)
def test_check__storage_damaged__is_found(
    stage: Stage,
    state: State,
    contract: str,
    view: str,
    args: tuple[Any, ...],
    field: str | None,
    expected: set[str],
) -> None:
    known = tuple(arg(state) if callable(arg) else arg for arg in args)
    damage(getattr(stage.system, contract), view, known, field)
    assert expected <= violated(stage.system)


# Damage in what was read: every invariant


def _shop(state: State, id_: int = 2) -> Any:
    return state.registry.shops[id_]


def _closing(state: State) -> Any:
    return next(order for order in state.market.orders.values() if order.closings).closings[0].args


def _order(state: State) -> Any:
    return state.market.orders[_open_order(state)]


def _limited(state: State) -> Any:
    """An open order for units of a limited stock."""
    return next(
        order
        for order in state.market.orders.values()
        if order.left is not None and order.view.state != Stages.CLOSED
    )


def _event(events: Any, name: str) -> Any:
    return next(event.args for event in events if event.name == name)


def _without(events: Any, name: str) -> list[Any]:
    """All but the first event of that name."""
    first = next(event for event in events if event.name == name)
    return [event for event in events if event is not first]


def _member(state: State) -> Any:
    return next(member for member in state.group_buy.members.values() if member.quantity)


def _set(record: Any, **values: Any) -> None:
    vars(record).update(values)


def _set_item(mapping: Any, value: Any) -> None:
    mapping[next(iter(mapping))] = value


def _change(state: State, part: str, **values: Any) -> State:
    return replace(state, **{part: replace(getattr(state, part), **values)})


def _game(state: State, **values: Any) -> State:
    return _change(state, "rewards", game=replace(state.rewards.game, **values))


def _votes(state: State, **values: Any) -> State:
    return _change(state, "rewards", votes=replace(state.rewards.votes, **values))


def _granted(state: State) -> State:
    """A grant that nobody has paid for."""
    grants = state.rewards.grants
    fund = Record(total=10**30, claimed=0, roots=1)
    return _change(state, "rewards", grants=replace(grants, funds={**grants.funds, 1: fund}))


def _a_round() -> dict[str, Any]:
    """One whose second lead, of its second answer, has the cap without having called the shops."""
    view = Record(poll=0, stage=1, cap=10, answers=2, staked=15, prize=0, leader=1)
    bonds = [Record(round=1, answer=number, bond=bond, backer="0x1") for number, bond in enumerate((5, 10))]
    events = [Event((1, number), "LeadTaken", args) for number, args in enumerate(bonds)]
    return {"rounds": {1: view}, "events": events}


def _a_poll() -> dict[str, Any]:
    """One with a vote that nobody has cast."""
    view = Record(options=2, electorate=9)
    return {"polls": {1: view}, "tallies": {1: [1, 0]}, "turnouts": {1: 1}, "quorums": {1: False}}


DAMAGE: dict[str, Callable[[State], State | None]] = {
    "SUPPLY-1": lambda s: _change(s, "token", minted=[*s.token.minted, 1]),
    "SUPPLY-2": lambda s: _change(s, "token", balances={**s.token.balances, "0x1": 1}),
    "SEAL-1": lambda s: _change(s, "vault", circulating=s.vault.circulating + 1),
    "SEAL-2": lambda s: _change(s, "token", sent={**s.token.sent, s.vault.address: 1}),
    "HOLD-1": lambda s: _change(s, "token", sent={**s.token.sent, s.idle["splitter"]: 1}),
    "LOCK-1": lambda s: _change(s, "token", balances={**s.token.balances, s.registry.address: 1}),
    "LOCK-2": lambda s: _set(_shop(s).locks, units=7),
    "LOCK-3": lambda s: _set(s.registry.totals, locked=1),
    "LOCK-4": lambda s: _change(s, "registry", released={**s.registry.released, 2: 1}),
    "CARRY-1": lambda s: _set(_shop(s).view, open=False),
    "LINK-1": lambda s: _set(s.catalog.links[LINKS[2]], parent=LINKS[0]),
    "LINK-2": lambda s: _set(s.catalog.links[LINKS[2]], parent=0, depth=1),
    "NUMBER-1": lambda s: _set(s.catalog.listings[listing_id(1, 2)], number=0),
    "TASK-1": lambda s: _set(s.catalog.tasks[TASK], closingBps=1),
    "TASK-2": lambda s: _set(s.catalog.listings[listing_id(1, 1)], task=task_id(1, 2)),
    "REVISION-1": lambda s: _set(s.catalog.listings[listing_id(1, 2)], revision=2),
    "ESCROW-1": lambda s: _set(s.market.totals, escrow=0),
    "ORDER-1": lambda s: _set(_order(s).view, state=Stages.DISPUTED),
    "ORDER-2": lambda s: _set(_closing(s), toSeller=1),
    "ORDER-3": lambda s: _set(_closing(s), settledBps=9_999),
    "STOCK-1": lambda s: _set(_limited(s).placed, quantity=99),
    "STOCK-2": lambda s: _set(_limited(s).placed, quantity=1_000),
    "PAUSE-1": lambda s: _set(s.market.totals, pausableFrom=1),
    "BUDGET-1": lambda s: _set(s.budgets.totals, budgets=0),
    "BUDGET-2": lambda s: _set(s.budgets.reserves[_reserved_order(s)], amount=1),
    "BUDGET-3": lambda s: _set(_event(s.budgets.events, "BudgetWithdrawn"), amount=1),
    "BUDGET-4": lambda s: _set(_event(s.budgets.events, "ReserveReleased"), closing=1),
    "VOUCHER-1": lambda s: _set_item(s.vouchers.used, False),
    "VOUCHER-2": lambda s: _change(s, "vouchers", events=_without(s.vouchers.events, "VoucherUsed")),
    "BOND-1": lambda s: _set(s.disputes.totals, bonds=1),
    "BOND-2": lambda s: _set(_event(s.disputes.events, "DisputeClosed"), winner="0x1"),
    "DISPUTE-1": lambda s: _set(s.disputes.disputes[_disputed_order(s)], stage=0, bond=0),
    "OBJECTION-1": lambda s: _change(s, "budgets", events=_without(s.budgets.events, "ReserveObjected")),
    "VOLUME-1": lambda s: _set(s.reputation.days[_day(s)], counted=1),
    "VOLUME-2": lambda s: _set(_event(s.reputation.events, "SaleCounted"), counted=10**12),
    "VOLUME-3": lambda s: _set(s.reputation.sellers[1][0], volume=1),
    "RATE-1": lambda s: _set_item(s.reputation.rated, 0b10000),
    "LEVEL-1": lambda s: _set(_shop(s).view, level=5),
    "DEPOSIT-1": lambda s: _set(_member(s), quantity=99),
    "DEPOSIT-2": lambda s: _change(s, "group_buy", events=_without(s.group_buy.events, "Refunded")),
    "DEPOSIT-3": lambda s: _set(s.group_buy.groups[1], succeededAt=0),
    "MODULE-1": lambda s: _set(_order(s).offer, tokenAmount=1),
    "BOUNTY-1": lambda s: _set(s.bounties.totals, owed=10**30),
    "BOUNTY-2": lambda s: _set(s.bounties.bounties[1], free=9),
    "BOUNTY-3": lambda s: _set(s.bounties.bounties[1], taken=9),
    "CLAIM-1": lambda s: _set_item(s.rewards.pool.claims.paid, 0),
    "CLAIM-2": lambda s: _set_item(s.rewards.pool.claims.roots, b"\1" * 32),
    "POOL-1": lambda s: _set(s.rewards.pool.state, pool=10**30),
    "POOL-2": lambda s: _set(s.rewards.pool.state, allocated=1),
    "POOL-4": lambda s: _set(s.rewards.pool.phase_two, emittedDay=1),
    "COVER-1": lambda s: _set(s.rewards.pool.state, coveredDay=99),
    "BOND-3": lambda s: _game(s, bonds=1),
    "ROUND-1": lambda s: _game(s, running=9),
    "ROUND-2": lambda s: _game(s, **_a_round()),
    "GRANT-1": lambda s: _granted(s),
    "PRESALE-1": lambda s: _change(s, "sale", obligations=10**30),
    "PRESALE-2": lambda s: _change(s, "sale", unreserved=s.sale.unreserved + 1),
    "PRESALE-3": lambda s: _set(s.sale.rounds[1], sold=s.sale.rounds[1].sold + 1),
    "PRESALE-4": lambda s: _set_item(s.sale.vested, 0),
    "PRESALE-5": lambda s: _set(s.sale.rounds[1], cliff=0),
    "PRESALE-6": lambda s: _change(s, "sale", events=_without(s.sale.events, "RoundClosed")),
    "VOTE-1": lambda s: _votes(s, **_a_poll()),
    "FLAG-1": lambda s: _votes(s, flags={(0, 1): Record(flags=1, poll=0)}),
    "REFERENDUM-1": lambda s: _votes(s, governed_from=0),
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.id)
def test_violations__damaged_state__names_the_invariant(state: State, invariant: Any) -> None:
    damaged = copy.deepcopy(state)
    damaged = DAMAGE[invariant.id](damaged) or damaged
    found = [violation for violation in invariants.violations(damaged) if violation.id == invariant.id]
    assert found
    assert str(found[0]).startswith(f"{invariant.id}: ")
    assert list(invariants.violations(state)) == []


# The reader


def test_reader__view_that_reverts__is_named(stage: Stage) -> None:
    reader = Reader(chain.provider.web3)
    with pytest.raises(ChainReadError) as error:
        reader.view(stage.system.registry, "shop", 99)
    assert error.value.message.startswith(f"shop(99,) of {stage.system.registry.address} reverts at block ")
    assert reader.views([(stage.system.registry, "shop", (99,))]) == [None]


def test_reader__earlier_block__is_read(stage: Stage, state: State) -> None:
    before = invariants.read_state(stage.system, state.block - 1)
    assert before.block == state.block - 1
    assert list(invariants.violations(before)) == []


def test_reader__ape__agree(stage: Stage) -> None:
    catalog = stage.system.catalog
    seen = Reader(chain.provider.web3).view(catalog, "preview", LINKS[2], 10**20)
    assert [(line.level, line.shop, line.recipient, line.live, line.amount) for line in seen] == [
        tuple(line) for line in catalog.preview(LINKS[2], 10**20)
    ]


# How damage is done


def give_away(holder: str, token: ContractInstance, to: str, amount: int) -> None:
    """Make a contract send tokens, which none of its functions would."""
    provider = chain.provider
    provider.set_balance(holder, 10**18)
    provider.make_request("anvil_impersonateAccount", [holder])
    data = "0x" + bytes(token.transfer.encode_input(to, amount)).hex()
    provider.make_request("eth_sendTransactionSync", [{"from": holder, "to": token.address, "data": data}])
    provider.make_request("anvil_stopImpersonatingAccount", [holder])


def damage(contract: ContractInstance, view: str, args: tuple[Any, ...], field: str | None) -> None:
    """Flip a bit of the storage behind a view that changes ``field`` of its answer, whatever the layout."""
    provider = chain.provider
    data = "0x" + bytes(getattr(contract, view).encode_input(*args)).hex()
    access = provider.make_request("eth_createAccessList", [{"to": contract.address, "data": data}, "latest"])
    slots = [(entry["address"], key) for entry in access["accessList"] for key in entry["storageKeys"]]

    def seen() -> Any:
        try:
            answer = Reader(provider.web3).view(contract, view, *args)
        except ChainReadError:
            return None
        return getattr(answer, field) if field else answer

    before = seen()
    for address, slot in slots:
        word = int(provider.make_request("eth_getStorageAt", [address, slot, "latest"]), 16)
        for bit in range(0, 256, 1 if isinstance(before, bool) else 4):  # no number is narrower
            provider.make_request("anvil_setStorageAt", [address, slot, f"0x{word ^ 1 << bit:064x}"])
            if seen() not in (before, None):
                return
        provider.make_request("anvil_setStorageAt", [address, slot, f"0x{word:064x}"])
    raise AssertionError(f"no bit of storage changes {view}{args}.{field}")
