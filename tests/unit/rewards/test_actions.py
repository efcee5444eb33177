"""Signed actions: what is signed, the two forms, and every reason to leave one out."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomchain.rewards import actions, signatures
from ecomchain.rewards.actions import batch as batches
from ecomchain.rewards.actions.action import Action, compact
from ecomchain.rewards.errors import InputError

CHAIN, GAME = 31337, "0x" + "71" * 20
DOMAIN = actions.domain_separator(CHAIN, GAME)
KEYS = [Account.from_key(bytes([i]) * 32) for i in (1, 2, 3)]
ARTICLE = b"\x11" * 32


def made(key: Any, kind: str = "like", content: bytes = ARTICLE, day: int = 5) -> Action:
    action = Action(bytes.fromhex(key.address[2:]), day, actions.KINDS[kind], content)
    return actions.sign(key, action, CHAIN, GAME)


def rows(batch: batches.Batch) -> list[tuple[bytes, int, bytes, bytes]]:
    columns = (batch.accounts, batch.kinds[:, None], batch.contents, batch.signatures)
    return [(a.tobytes(), int(k[0]), c.tobytes(), s.tobytes()) for a, k, c, s in zip(*columns, strict=True)]


def same(one: batches.Batch, other: batches.Batch) -> bool:
    return one.day == other.day and rows(one) == rows(other)


def test_sign__typed_data__is_what_any_wallet_signs() -> None:
    action = made(KEYS[0])
    data = actions.typed_data(action, CHAIN, GAME)
    assert data["domain"]["name"] == "Ecom Chain actions"
    assert [field["name"] for field in data["types"]["Action"]] == ["account", "day", "kind", "content"]
    message = encode_typed_data(full_message=data)
    assert message.header == DOMAIN
    inner = signatures.TYPE_HASH + action.account.rjust(32, b"\0") + (5).to_bytes(32, "big")
    assert message.body == keccak(inner + (4).to_bytes(32, "big") + ARTICLE)
    assert KEYS[0].sign_message(message).signature[:32] == action.signature[:32]


def test_accept__own_and_foreign_actions__keeps_each_of_its_own_once() -> None:
    good = [made(key, kind) for key in KEYS for kind in ("like", "share")] + [
        made(KEYS[0], "check_in", bytes(32))
    ]
    forged = replace(good[0], account=good[2].account)
    moved = replace(good[1], kind=actions.KINDS["comment"])
    other_day = replace(made(KEYS[0], day=6), day=5)
    high = (signatures.HALF_ORDER + 1).to_bytes(32, "big")
    malleable = replace(good[0], signature=good[0].signature[:32] + high)
    zero = replace(good[0], signature=bytes(64))
    found = actions.accept(batches.of([*good, forged, moved, other_day, malleable, zero, good[3]], 5), DOMAIN)
    assert sorted(rows(found.batch)) == rows(found.batch) == sorted(rows(batches.of(good, 5)))
    # A signature over other values recovers to somebody; s above half the order, or zero, to nobody.
    assert found.rejected == {"signed by another": 3, "no signature": 2, "duplicate": 1}


def test_accept__another_game_or_chain__is_not_signed_for() -> None:
    batch = batches.of([made(KEYS[0])], 5)
    for chain, game in ((1, GAME), (CHAIN, "0x" + "72" * 20)):
        found = actions.accept(batch, actions.domain_separator(chain, game))
        assert (len(found.batch), found.rejected) == (0, {"signed by another": 1})


def test_accept__unknown_kind__is_left_out() -> None:
    batch = batches.of([made(KEYS[0])], 5)
    strange = batches.Batch(5, batch.accounts, np.array([7], np.uint8), batch.contents, batch.signatures)
    assert actions.accept(strange, DOMAIN).rejected == {"unknown kind": 1}


def test_accept__two_signatures_of_one_action__keeps_the_lower(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "verdicts", lambda rows, *_: bytes(len(rows) // signatures.ROW))
    low, high = (replace(made(KEYS[0]), signature=bytes([i]) * 64) for i in (1, 2))
    for pair in ([low, high], [high, low]):
        found = actions.accept(batches.of([made(KEYS[1]), *pair], 5), DOMAIN)
        assert low.signature in {s for *_, s in rows(found.batch)}
        assert (len(found.batch), found.rejected) == (2, {"duplicate": 1})


def test_verdicts__many_rows__are_those_of_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatures, "_LEAST", 2)
    monkeypatch.setattr(signatures, "CHUNK", 3)
    good = [made(key, kind) for key in KEYS for kind in ("like", "share", "comment")]
    acts = [*good, replace(good[0], account=good[3].account)]
    batch, told = batches.of(acts, 5), []
    data = np.concatenate([batch.accounts, batch.kinds[:, None], batch.contents, batch.signatures], axis=1)
    found = signatures.verdicts(data.tobytes(), 5, DOMAIN, told.append)
    assert list(found) == [signatures.VALID] * 9 + [signatures.FORGED]
    assert told == [3, 3, 3, 1]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 255), st.integers(0, 3)), max_size=600),
    st.integers(0, 300),
)
def test_pack__any_actions__unpack_to_the_same(acts: list[tuple[int, int, int]], cut: int) -> None:
    n = len(acts)
    kinds = np.array([kind for _, kind, _ in acts], np.uint8)
    contents = np.array([[content] * 32 for _, _, content in acts], np.uint8).reshape(n, 32)
    contents[kinds == 1] = 0
    batch = batches.Batch(
        2**32 - 1,
        np.array([[who] * 20 for who, _, _ in acts], np.uint8).reshape(n, 20),
        kinds,
        contents,
        np.arange(64 * n, dtype=np.uint8).reshape(n, 64),
    )
    data = batch.pack()
    found, lost = batches.unpack(data)
    assert same(found, batch)
    assert lost == 0
    short = data[: max(len(data) - cut, batches.HEAD)]
    found, lost = batches.unpack(short)
    assert same(found, batch.take(np.arange(len(found))))
    assert (lost == 1) or found.pack() == short


def test_pack__bytes__are_as_documented() -> None:
    batch = batches.of([made(KEYS[0], "check_in", bytes(32)), made(KEYS[0]), made(KEYS[1])], 5)
    data = batch.pack()
    account = batch.accounts[0].tobytes()
    assert data[:26] == b"\x01" + b"\0\0\0\x05" + account + b"\x02"
    assert data[26:91] == b"\x01" + batch.signatures[0].tobytes()
    assert data[91:188] == b"\x04" + ARTICLE + batch.signatures[1].tobytes()
    assert len(data) == 188 + 21 + 97


def test_unpack__other_bytes__are_refused() -> None:
    for data in (b"", b"\x02\0\0\0\x01", b"\x01\0\0"):
        with pytest.raises(InputError, match="does not begin a batch"):
            batches.unpack(data)


def test_read__both_forms_and_bad_lines__counts_what_it_leaves_out(tmp_path: Path) -> None:
    good = [made(KEYS[0]), made(KEYS[1], day=6)]
    actions.append(tmp_path / "a.jsonl", good)
    line = json.loads((tmp_path / "a.jsonl").read_text().splitlines()[0])
    long = {**line, "kind": 4, "signature": "0x" + _long(good[0].signature).hex()}
    bad = [
        "{", "[]", "1", json.dumps({**line, "kind": "dislike"}), json.dumps({**line, "account": "0x12"}),
        json.dumps({**line, "signature": "0x12"}), json.dumps({**line, "day": "5"}),
        json.dumps({**line, "day": -1}), json.dumps({**line, "kind": 9}),
        json.dumps({"day": 5}), json.dumps({**line, "kind": "check_in"}),
    ]  # fmt: skip
    with (tmp_path / "a.jsonl").open("a") as file:
        file.write("\n".join(["", json.dumps(long), *bad]))
    (tmp_path / "b.bin").write_bytes(batches.of([made(KEYS[2])], 5).pack()[:-1])
    found, rejected = actions.read([tmp_path / "a.jsonl", tmp_path / "b.bin"])
    assert {day: len(batch) for day, batch in found.items()} == {5: 2, 6: 1}
    assert rejected == {"malformed line": len(bad), "cut short": 1}
    accepted = actions.accept(found[5], DOMAIN)
    assert (len(accepted.batch), accepted.rejected) == (1, {"duplicate": 1})
    with pytest.raises(InputError, match="name a file of actions"):
        actions.read([tmp_path / "none"])


def _long(signature: bytes) -> bytes:
    return (
        signature[:32] + bytes([signature[32] & 0x7F]) + signature[33:] + bytes([27 + (signature[32] >> 7)])
    )


def test_action__impossible_values__are_refused() -> None:
    with pytest.raises(InputError, match="no action of kind 7"):
        Action(bytes(20), 1, 7)
    with pytest.raises(InputError, match="a check-in has no content"):
        Action(bytes(20), 1, 1, ARTICLE)
    with pytest.raises(InputError, match="cannot sign it"):
        actions.sign(KEYS[0], Action(bytes(20), 1, 2), CHAIN, GAME)
    with pytest.raises(InputError, match="is no signature"):
        compact(bytes(64) + b"\x02")
