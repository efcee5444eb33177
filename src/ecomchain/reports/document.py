"""A report on its way to the reader: sections of facts, tables and charts, in one language.

Amounts stay numbers until they are shown, so that each way of showing them (text, HTML) decides how exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Amount:
    """An amount of 1e-18 Ecom; ``exact`` has it shown to the last decimal everywhere."""

    value: int
    exact: bool = False


@dataclass(frozen=True)
class Mark:
    """Whether something holds."""

    holds: bool
    text: str


Cell = str | int | Amount | Mark


@dataclass(frozen=True)
class Fact:
    """One figure with its name; ``note`` is a line below it."""

    name: str
    value: Cell
    note: str = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns; ``total``, if any, is the last row. Without rows it is said that there are none."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    total: Sequence[Cell] = ()
    note: str = ""


@dataclass(frozen=True)
class Share:
    """A named part of a whole."""

    name: str
    value: int


@dataclass(frozen=True)
class Shares:
    """A whole in its parts, as one bar with a legend; values are amounts of 1e-18 Ecom."""

    title: str
    parts: Sequence[Share]


@dataclass(frozen=True)
class Bars:
    """Named values side by side, longest first or in their own order; amounts of 1e-18 Ecom, or counts."""

    title: str
    parts: Sequence[Share]
    counts: bool = False


@dataclass(frozen=True)
class Series:
    """A line or columns of a `Timeline`."""

    name: str
    values: Sequence[int]


@dataclass(frozen=True)
class Timeline:
    """Amounts of 1e-18 Ecom by day, from UTC day ``first`` on. ``mark`` is a day to point out."""

    title: str
    first: int
    series: Sequence[Series]
    lines: bool = False
    mark: int | None = None
    mark_name: str = ""


Chart = Shares | Bars | Timeline


@dataclass(frozen=True)
class Section:
    """Facts, then charts, then tables under one title; ``note`` says what it is about."""

    title: str
    note: str = ""
    facts: Sequence[Fact] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Document:
    """A whole report; ``meta`` is where and when, ``facts`` are the figures to see first."""

    language: str
    title: str
    subject: str
    meta: Sequence[tuple[str, str]]
    facts: Sequence[Fact]
    sections: Sequence[Section] = field(default_factory=tuple)
    verdict: Mark = field(default_factory=lambda: Mark(True, ""))
