"""Actions in files: JSON lines, or the binary form (see `batch`), told by the first byte.

A line is ``{"account":"0x...","content":"0x...","day":1,"kind":"read","signature":"0x..."}``; ``content`` may
be left out of a check-in, ``kind`` may be the number, or have a hyphen (``check-in``), the signature has 64
bytes (ERC-2098) or 65.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from eth_utils import to_checksum_address

from ecomchain.rewards.actions import batch as batches
from ecomchain.rewards.actions.action import KINDS, Action, compact
from ecomchain.rewards.actions.batch import Batch
from ecomchain.rewards.errors import InputError

CUT_SHORT, MALFORMED = "cut short", "malformed line"

_NAMES = {number: name for name, number in KINDS.items()}


def read(paths: Sequence[Path]) -> tuple[dict[int, Batch], Counter[str]]:
    """The actions in files by day, and how many could not be read by reason.

    Raises InputError for no such file.
    """
    parts: dict[int, list[Batch]] = defaultdict(list)
    rejected: Counter[str] = Counter()
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error.strerror}): name a file of actions") from None
        if data[:1] == bytes([batches.FORM]):
            found, cut = batches.unpack(data)
            parts[found.day].append(found)
            if cut:
                rejected[CUT_SHORT] += cut
        else:
            _read_lines(data, parts, rejected)
    return {day: batches.join(day, found) for day, found in parts.items()}, rejected


def append(path: Path, actions: Iterable[Action]) -> None:
    """Add signed actions to a file of JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(line(action) + "\n" for action in actions)


def line(action: Action) -> str:
    """The action as a line of JSON."""
    value = {
        "account": to_checksum_address(action.account),
        "content": "0x" + action.content.hex(),
        "day": action.day,
        "kind": _NAMES[action.kind],
        "signature": "0x" + action.signature.hex(),
    }
    return json.dumps(value, separators=(",", ":"))


def _read_lines(data: bytes, parts: dict[int, list[Batch]], rejected: Counter[str]) -> None:
    found: dict[int, list[Action]] = defaultdict(list)
    for text in data.splitlines():
        if not text.strip():
            continue
        try:
            action = _action(json.loads(text))
        except (InputError, ValueError, KeyError, TypeError, AttributeError):
            rejected[MALFORMED] += 1
            continue
        found[action.day].append(action)
    for day, listed in found.items():
        parts[day].append(batches.of(listed, day))


def _action(value: Any) -> Action:
    kind = value["kind"]
    action = Action(
        account=_bytes(value["account"], batches.ACCOUNT),
        day=value["day"],
        kind=KINDS[kind.replace("-", "_")] if isinstance(kind, str) else kind,
        content=_bytes(value.get("content", "0x" + "00" * batches.CONTENT), batches.CONTENT),
        signature=compact(bytes.fromhex(value["signature"].removeprefix("0x"))),
    )
    if type(action.day) is not int or not 0 < action.day < 2**32 or type(action.kind) is not int:
        raise InputError(f"day {action.day} and kind {action.kind} are whole numbers")
    return action


def _bytes(text: str, length: int) -> bytes:
    data = bytes.fromhex(text.removeprefix("0x"))
    if len(data) != length:
        raise InputError(f"{text} has {len(data)} bytes, not {length}")
    return data
