"""What somebody schedules so that nobody can read it: it is shown all the same, and can be cancelled (GOV-1).

The access manager takes any calldata, also such as no contract would take; a watcher who cannot list it
cannot list, nor cancel, what is scheduled beside it either.
"""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from ape import chain
from eth_abi import encode
from eth_utils import keccak, to_hex
from governing import (
    FOUNDATION,
    FOUNDATIONS_WAIT,
    GUARDIAN,
    OPERATOR,
    account,
    cooldown,
    deploy_delayed,
    desk,
)
from rich.console import Console

from ecomchain.governance import document, operations, table
from ecomchain.governance.calls import describe
from ecomchain.names import Names
from ecomchain.permissions import opening
from ecomchain.system import System

END_OF_TIME = 2**40 - 1


@pytest.fixture(scope="module")
def delayed() -> System:
    return deploy_delayed()


def scoring(_: System) -> tuple[str, bytes]:
    """A CID of a codec that there is not."""
    return "root_game", _call("setScoring(bytes32,(bytes32,uint8))", [b"\x07" * 32, (b"\x01" * 32, 7)])


def bundle(system: System) -> tuple[str, bytes]:
    return "registry", bytes(system.registry.multicall.encode_input([b"\x01\x02", b""]))


def label(_: System) -> tuple[str, bytes]:
    """A text that is no UTF-8."""
    return "access_manager", _call("labelRole(uint64,string)", [1, b"\xff\xfe"], ["uint64", "bytes"])


def late_round(system: System) -> tuple[str, bytes]:
    return "sale", _round(system, END_OF_TIME, 0)


def odd_round(system: System) -> tuple[str, bytes]:
    """Unsold tokens go to a place that there is not."""
    return "sale", _round(system, 2_000_000_000, 9)


def _round(system: System, start: int, unsold: int) -> bytes:
    data = bytearray(
        system.sale.createRound.encode_input(
            ([(str(account(9)), 1)], 1, start, END_OF_TIME, 0, 0, account(9), 0, b"\x01" * 32, (bytes(32), 0))
        )
    )
    data[4 + 32 + 7 * 32 + 31] = unsold
    return bytes(data)


def _call(signature: str, values: list[Any], types: list[str] | None = None) -> bytes:
    known = {"setScoring(bytes32,(bytes32,uint8))": ["bytes32", "(bytes32,uint8)"]}
    return keccak(text=signature)[:4] + encode(types or known[signature], values)


@pytest.mark.parametrize(
    ("make", "by", "shown"),
    [
        (scoring, OPERATOR, None),
        (bundle, FOUNDATION, "ShopRegistry.multicall(data [0x0102, 0x])"),
        (label, FOUNDATION, None),
        (late_round, FOUNDATION, f"start time {END_OF_TIME}, end time {END_OF_TIME}"),
        (odd_round, FOUNDATION, None),
    ],
)
def test_pending__something_unreadable__is_listed_and_can_be_cancelled(
    delayed: System, make: Callable[[System], tuple[str, bytes]], by: int, shown: str | None
) -> None:
    system = delayed
    part, data = make(system)
    target = getattr(system, part)
    system.access_manager.schedule(target, data, 0, sender=account(by))
    desk(system, OPERATOR).schedule(cooldown(system))

    text = describe(Names(system), target.address, data)
    if shown is None:
        assert text.endswith(f"({to_hex(data[4:])})")
    else:
        assert shown in text

    waiting = operations.pending(system)
    assert {(each.target, each.data) for each in waiting} > {(target.address, data)}
    out = StringIO()
    table.show(system, waiting, operations.now(), everything=True, console=Console(file=out, width=10_000))
    assert text in out.getvalue()
    assert "ShopRegistry.setCooldown(cooldown 8 days)" in out.getvalue()
    assert document.operation(Names(system), waiting[0], operations.now())["state"] == "waiting"
    notes = [check.subject for check in opening.compare_with(system, system.manifest.parameters).checks()]
    assert f"scheduled: {text}" in notes

    (odd,) = [each for each in waiting if each.data == data]
    watcher = GUARDIAN if by == OPERATOR else FOUNDATION
    assert desk(system, watcher).cancel(odd) == f"cancelled: {text}"


def test_label__no_utf8_on_the_chain__everything_is_read_all_the_same(delayed: System) -> None:
    """An event stays for ever: it would end every later reading of who can do what."""
    system = delayed
    manager, foundation = system.access_manager, account(FOUNDATION)
    manager.schedule(manager, label(system)[1], 0, sender=foundation)
    desk(system, OPERATOR).schedule(cooldown(system))
    chain.mine(deltatime=FOUNDATIONS_WAIT)
    manager.execute(manager, label(system)[1], sender=foundation)
    assert [each.caller for each in operations.pending(system)] == [account(OPERATOR)]
    comparison = opening.compare_with(system, system.manifest.parameters)
    assert "OPERATOR: label: OPERATOR | \ufffd\ufffd" in [
        f"{each.subject}: {each.expected} | {each.found}" for each in comparison.checks() if not each.ok
    ]
