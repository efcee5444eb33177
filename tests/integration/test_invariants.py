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
from ecomchain.demo import scenes
from ecomchain.demo.stage import Stage
from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.invariants import INVARIANTS, State
from ecomchain.invariants.chain import ChainReadError, Reader

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "invariants.md"
PLAY = (scenes.paper, scenes.chains, scenes.locks, scenes.refusals)
TASK = task_id(1, 1)
LINKS = [link_id(TASK, shop) for shop in (2, 3, 4)]
OPEN_ORDER = 5


@pytest.fixture(scope="module")
def stage() -> Stage:
    """Five shops, five orders (one of them open), seals, a pending withdrawal, a closed task."""
    return demo.perform(Console(file=StringIO()), PLAY)


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
    assert len(state.registry.shops) == 5
    assert state.registry.totals.pending > 0
    assert len(state.vault.events) > 5
    assert [link.depth for link in (state.catalog.links[id_] for id_ in LINKS)] == [1, 2, 3]
    assert len(state.market.orders) == OPEN_ORDER
    assert state.market.totals.escrow > 0
    assert any(state.market.sold.values())


# Damage on the chain


@pytest.mark.parametrize(
    ("holder", "expected"),
    [("registry", {"LOCK-1"}), ("market", {"ESCROW-1"}), ("vault", {"SEAL-1", "SEAL-2"})],
)
def test_check__tokens_gone__is_found(stage: Stage, holder: str, expected: set[str]) -> None:
    token, contract = stage.system.token, getattr(stage.system, holder)
    give_away(contract.address, token, stage["S"].address, 1)
    assert violated(stage.system) == expected


def test_check__a_gift__is_no_violation(stage: Stage) -> None:
    for contract in (stage.system.registry, stage.system.market, stage.system.vault, stage.system.catalog):
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
        ("market", "order", (OPEN_ORDER,), "escrow", {"ESCROW-1", "ORDER-1"}),
        ("market", "order", (1,), "settledBps", {"ORDER-3"}),
        ("market", "sold", (listing_id(1, 3),), None, {"STOCK-1"}),
        ("vault", "sealedFor", (b"ADVERTISING".ljust(32, b"\0"),), None, {"SEAL-1"}),
    ],
)
def test_check__storage_damaged__is_found(
    stage: Stage, contract: str, view: str, args: tuple[Any, ...], field: str | None, expected: set[str]
) -> None:
    damage(getattr(stage.system, contract), view, args, field)
    assert expected <= violated(stage.system)


# Damage in what was read: every invariant


def _shop(state: State, id_: int = 2) -> Any:
    return state.registry.shops[id_]


def _closed(state: State) -> Any:
    return next(order for order in state.market.orders.values() if order.closings)


def _set(record: Any, **values: Any) -> None:
    vars(record).update(values)


def _change(state: State, part: str, **values: Any) -> State:
    return replace(state, **{part: replace(getattr(state, part), **values)})


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
    "ORDER-1": lambda s: _set(s.market.orders[OPEN_ORDER].view, state=2),
    "ORDER-2": lambda s: _set(_closed(s).closings[0], toSeller=1),
    "ORDER-3": lambda s: _set(_closed(s).closings[0], settledBps=9_999),
    "STOCK-1": lambda s: _set(s.market.orders[OPEN_ORDER].placed, quantity=2),
    "STOCK-2": lambda s: _set(s.market.orders[OPEN_ORDER].placed, quantity=6),
    "PAUSE-1": lambda s: _set(s.market.totals, pausableFrom=1),
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
        for bit in range(0, 256, 4):  # no field is narrower
            provider.make_request("anvil_setStorageAt", [address, slot, f"0x{word ^ 1 << bit:064x}"])
            if seen() not in (before, None):
                return
        provider.make_request("anvil_setStorageAt", [address, slot, f"0x{word:064x}"])
    raise AssertionError(f"no bit of storage changes {view}{args}.{field}")
