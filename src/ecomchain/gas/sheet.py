"""Accounts as tables: equal frames put together, transactions added and subtracted."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ecomchain.gas.trace import KINDS, Account, Frame

COLUMNS = {**KINDS, "log": "LOG", "call": "CALL", "computation": "computation"}
"""What gas is spent on: key and title."""

_KEYS = re.compile(r"\[[^]]*\]")
_INTRINSIC, _REFUND = "intrinsic: 21,000 and calldata", "refund"


@dataclass
class Row:
    """What frames of one name and depth use together."""

    frames: int
    times: Counter[str]  # by column
    gas: Counter[str]  # by column

    @classmethod
    def of(cls, frame: Frame) -> "Row":
        times: Counter[str] = Counter()
        gas: Counter[str] = Counter()
        for column, amount in _entries(frame):
            times[column] += 1
            gas[column] += amount
        return cls(1, times, gas)

    def add(self, other: "Row", sign: int) -> None:
        self.frames += sign * other.frames
        for counter, others in ((self.times, other.times), (self.gas, other.gas)):
            for column, value in others.items():
                counter[column] += sign * value

    @property
    def total(self) -> int:
        return sum(self.gas.values())


def _entries(frame: Frame) -> Iterator[tuple[str, int]]:
    for access in frame.accesses:
        yield access.kind, access.gas
    yield from (("log", gas) for gas in frame.logs)
    yield from (("call", gas) for gas in frame.calls)
    yield "computation", frame.computation


@dataclass
class Sheet:
    """``rows`` by depth and name, ``storage`` (gas by variable and kind), and what is no frame's."""

    rows: dict[tuple[int, str], Row]
    storage: dict[tuple[str, str], int]
    rest: dict[str, int]

    @classmethod
    def of(cls, account: Account) -> "Sheet":
        sheet = cls({}, {}, {_INTRINSIC: account.intrinsic, _REFUND: -account.refund})
        for frame in account.frames:
            sheet._add_row((frame.depth, frame.name), Row.of(frame), 1)
            for access in frame.accesses:
                key = (access.what, access.kind)
                sheet.storage[key] = sheet.storage.get(key, 0) + access.gas
        return sheet

    def __add__(self, other: "Sheet") -> "Sheet":
        return self._combine(other, 1)

    def __sub__(self, other: "Sheet") -> "Sheet":
        """Two transactions touch different words of a mapping: their keys are left out."""
        return self._keyless()._combine(other._keyless(), -1)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows.values()) + sum(self.rest.values())

    def lines(self) -> Iterator[tuple[str, ...]]:
        """Title, then every line, as cells: frame, how often, gas by column, gas in all."""
        used = [column for column in COLUMNS if any(row.times[column] for row in self.rows.values())]
        yield ("call", "times", *(COLUMNS[column] for column in used), "gas")
        for (depth, name), row in self.rows.items():
            if row.frames or row.total:
                cells = (_cell(column, row) for column in used)
                yield ("· " * depth + name, str(row.frames or ""), *cells, f"{row.total:,}")
        blank = ("",) * (len(used) + 1)
        for name, amount in self.rest.items():
            if amount:
                yield (name, *blank, f"{amount:,}")
        sums = (f"{sum(row.gas[column] for row in self.rows.values()):,}" for column in used)
        yield ("sum", "", *sums, f"{self.total:,}")

    def variables(self) -> Mapping[str, str]:
        """What each variable costs, by name, in the order of their first access."""
        found: dict[str, list[str]] = {}
        for (what, kind), gas in self.storage.items():
            if gas:
                found.setdefault(what, []).append(f"{KINDS[kind]} {gas:,}")
        return {what: ", ".join(costs) for what, costs in found.items()}

    def markdown(self) -> str:
        """Two tables: by call, and by storage word."""
        title, *body = self.lines()
        rows = [title, ("---", *["---:"] * (len(title) - 1)), *body]
        calls = "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
        words = "\n".join(f"| `{what}` | {costs} |" for what, costs in self.variables().items())
        return f"{calls}\n\n| storage word | accesses |\n| --- | --- |\n{words}"

    def _keyless(self) -> "Sheet":
        storage: dict[tuple[str, str], int] = {}
        for (what, kind), gas in self.storage.items():
            key = (_KEYS.sub("[…]", what), kind)
            storage[key] = storage.get(key, 0) + gas
        return Sheet(self.rows, storage, self.rest)

    def _combine(self, other: "Sheet", sign: int) -> "Sheet":
        result = Sheet({}, dict(self.storage), dict(self.rest))
        for sheet, times in ((self, 1), (other, sign)):
            for key, row in sheet.rows.items():
                result._add_row(key, row, times)
        for what, gas in other.storage.items():
            result.storage[what] = result.storage.get(what, 0) + sign * gas
        for name, gas in other.rest.items():
            result.rest[name] += sign * gas
        return result

    def _add_row(self, key: tuple[int, str], row: Row, sign: int) -> None:
        self.rows.setdefault(key, Row(0, Counter(), Counter())).add(row, sign)


def _cell(column: str, row: Row) -> str:
    times, gas = row.times[column], row.gas[column]
    if not gas:
        return ""
    return f"{gas:,}" if column == "computation" or abs(times) == 1 else f"{times} : {gas:,}"
