"""The account of a trace adds up and names what it shows; no node needed."""

from typing import Any

import pytest

from ecomchain.gas import GasError, report
from ecomchain.gas.names import Names
from ecomchain.gas.sheet import Sheet
from ecomchain.gas.trace import Account, Frame, account, intrinsic_gas

A, B = 0xAA, 0xBB


def step(op: str, gas: int, cost: int, depth: int, *stack: int | str) -> dict[str, Any]:
    words = [word if isinstance(word, str) else hex(word) for word in stack]
    return {"op": op, "gas": gas, "gasCost": cost, "depth": depth, "stack": words, "refund": 0}


def call(target: int, gas_used: int, *inner: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "CALL", "to": f"{target:#042x}", "input": "0x01020304", "gasUsed": hex(gas_used),
        "calls": list(inner),
    }  # fmt: skip


STEPS = [
    step("SLOAD", 10_000, 2_100, 1, 1),
    step("CALL", 7_900, 7_000, 1, 0, 0, 0, 0, 0, B, 0),
    step("SSTORE", 5_200, 2_900, 2, 0, 1),  # clears slot 1
    step("STOP", 2_300, 0, 2),
    step("LOG1", 4_900, 750, 1, 0, 0, 0),  # 7,900 - 2,900 of the inner call - 100 for the call itself
    step("STOP", 4_150, 0, 1),
]
TREE = call(A, 5_850, call(B, 2_900))
NAMES = Names(
    {A: "Market", B: "Token"}, {"Market": {"0x01020304": "settle"}, "Token": {}}, {"Token": {1: "paid"}}
)


def test_account__of_a_call_in_a_call__books_every_unit_once() -> None:
    outer, inner = account(STEPS, TREE, NAMES).frames
    assert (outer.name, inner.name) == ("Market.settle", "Token.0x01020304")
    assert (outer.calls, outer.logs, outer.computation) == ([100], [750], 0)
    assert [(access.kind, access.gas) for access in outer.accesses] == [("load_cold", 2_100)]
    assert [(access.kind, access.what) for access in inner.accesses] == [("clear", "Token.paid")]
    assert outer.own + inner.own == 10_000 - 4_150


def test_check__another_total__names_both() -> None:
    whole = account(STEPS, TREE, NAMES)
    whole.check(intrinsic_gas(b"\1\2\3\4") + 5_850)
    with pytest.raises(GasError, match=r"adds up to 26,914 gas, the receipt says 26,915"):
        whole.check(26_915)


def test_account__without_steps__says_so() -> None:
    with pytest.raises(GasError, match="does not trace"):
        account([], TREE, NAMES)


def test_intrinsic_gas__zero_bytes__are_cheaper() -> None:
    assert intrinsic_gas(bytes([0, 0, 1])) == 21_000 + 4 + 4 + 16


def test_slot__of_a_mapping__is_followed_to_its_variable() -> None:
    names = Names({A: "Catalog"}, {}, {"Catalog": {3: "_links"}}, {})
    link = 2 << 64 | 1 << 32 | 5
    names.learn(0xABC, link.to_bytes(32) + (3).to_bytes(32))
    assert names.slot(A, 0xABC) == "Catalog._links[2:1:5]"
    assert names.slot(A, 0xABD) == "Catalog._links[2:1:5]+1"
    assert names.slot(A, 7) == f"Catalog.{7:#066x}"


def test_sheet__difference__is_what_one_frame_more_costs() -> None:
    frame = Frame("Token.transfer", 1, logs=[1_756], computation=700)
    one, two = (Sheet.of(Account((frame,) * times, 21_000, 0)) for times in (1, 2))
    more = two - one
    assert more.total == 2_456
    assert [row.frames for row in more.rows.values()] == [1]
    assert (one + one).total == 2 * one.total


def test_changes__between_two_measurements__are_one_line_each() -> None:
    lines = report.changes({"seal": 10, "list": 5, "drop": 1}, {"seal": 12, "list": 5, "place_n3": 2_000})
    assert lines == ["drop: gone, 1", "place_n3: new, 2,000", "seal: 10 -> 12 (+2)"]


def test_load__missing_or_broken_file__says_what_to_do(tmp_path: Any) -> None:
    with pytest.raises(GasError, match="is missing: run `make gas`"):
        report.load(tmp_path / "gas.json")
    (tmp_path / "gas.json").write_text("[]")
    with pytest.raises(GasError, match="cannot be read"):
        report.load(tmp_path / "gas.json")


def test_render__without_its_markers__names_them() -> None:
    with pytest.raises(GasError, match="lacks the lines"):
        report.render("# Gas", dict.fromkeys(report.REQUIRED, 1), {})
