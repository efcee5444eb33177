"""What the layouts of statement and overview have in common: sections, tables, checks."""

from collections.abc import Sequence

from ecomchain.amounts import MICRO
from ecomchain.reports import formats
from ecomchain.reports.document import Amount, Bars, Cell, Chart, Fact, Mark, Section, Shares, Table, Timeline
from ecomchain.reports.figures import Check, Header, differences
from ecomchain.reports.words import Words

MOST_ROWS = 250
"""Of a table for people; totals are over all rows, and JSON has them all."""


class Builder:
    """Makes the parts of a document in one language."""

    def __init__(self, language: str) -> None:
        self.words = Words(language)
        self.empty: list[str] = []
        """Titles of sections that had nothing to say."""

    def table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        *,
        title: str = "",
        totals: Sequence[int] = (),
        note: str = "",
    ) -> Table:
        """A table; ``columns``, ``title`` and ``note`` are keys, ``totals`` the columns to add up."""
        w, notes = self.words, [self.words(note)] if note else []
        if len(rows) > MOST_ROWS:
            notes.append(w("more_rows", shown=MOST_ROWS, all=f"{len(rows):,}"))
        total: list[Cell] = []
        if totals and len(rows) > 1:
            total = [w("total"), *([""] * (len(columns) - 1))]
            for column in totals:
                total[column] = _sum([row[column] for row in rows])
        return Table(
            columns=[w(f"column.{column}") for column in columns],
            rows=rows[:MOST_ROWS],
            title=w(title) if title else "",
            total=total,
            note=" ".join(notes),
        )

    def section(
        self,
        key: str,
        *,
        facts: Sequence[Fact] = (),
        charts: Sequence[Chart] = (),
        tables: Sequence[Table] = (),
        always: bool = False,
    ) -> list[Section]:
        """A section without its empty parts; none where nothing is left, unless it is ``always`` there."""
        w = self.words
        kept_charts = [chart for chart in charts if _worth(chart)]
        kept = [table for table in tables if table.rows]
        if not (facts or kept_charts or kept or always):
            self.empty.append(w(f"section.{key}"))
            return []
        return [Section(w(f"section.{key}"), w(f"note.{key}"), facts, kept_charts, kept)]

    def rest(self) -> list[Section]:
        """What the reader might miss: the sections that had nothing to say."""
        if not self.empty:
            return []
        separator = self.words("separator")
        return [Section(self.words("section.rest"), separator.join(self.empty))]

    def fact(self, key: str, value: Cell, note: str = "") -> Fact:
        """A figure with its name."""
        return Fact(self.words(f"fact.{key}"), value, note)

    def meta(self, header: Header) -> list[tuple[str, str]]:
        """Where and when."""
        w = self.words
        return [
            (w("meta.network"), f"{header.network} ({header.chain_id})"),
            (w("meta.block"), f"{header.block:,}"),
            (w("meta.time"), formats.moment(header.time)),
            (w("meta.hash"), header.block_hash),
            (w("meta.market"), header.market),
        ]

    def checks(self, checks: Sequence[Check]) -> list[Section]:
        """Every check with both of its sides."""
        w = self.words
        rows = [
            [
                w.of("check", check.name),
                self.subject(check),
                _side(check, check.counted),
                _side(check, check.stated),
                Mark(check.agrees, w("agrees" if check.agrees else "differs")),
            ]
            for check in checks
        ]
        columns = ["check", "subject", "counted", "stated", "result"]
        return self.section("checks", tables=[self.table(columns, rows)], always=True)

    def verdict(self, checks: Sequence[Check]) -> Mark:
        """The one line that says whether everything agrees."""
        wrong = differences(list(checks))
        if not wrong:
            return Mark(True, self.words("verdict.good", count=len(checks)))
        names = self.words("separator").join(self.words.of("check", check.name) for check in wrong[:5])
        return Mark(False, self.words("verdict.bad", wrong=len(wrong), count=len(checks), names=names))

    def subject(self, check: Check) -> str:
        """What a check is about: a shop by its number, or a contract, with a round's where it has one."""
        if check.subject.isdigit():
            return self.words("shop_number", number=check.subject)
        kind, _, number = check.subject.partition(" ")
        return f"{self.words.of('contract', kind)} {number}".strip() if kind else ""

    def until(self, time: int) -> str:
        """A time, or a dash for none."""
        return formats.moment(time) if time else formats.NOTHING

    def yes(self, value: object) -> str:
        """Yes or no."""
        return self.words("yes" if value else "no")


def micro(value: int) -> Amount:
    """An amount in micro-Ecom."""
    return Amount(value * MICRO)


def _side(check: Check, value: int) -> Cell:
    if check.unit == "count":
        return value
    return Amount(value * MICRO if check.unit == "micro" else value)


def _sum(cells: Sequence[Cell]) -> Cell:
    if all(isinstance(cell, Amount) for cell in cells):
        return Amount(
            sum(cell.value for cell in cells if isinstance(cell, Amount)),
            any(cell.exact for cell in cells if isinstance(cell, Amount)),
        )
    return sum(cell for cell in cells if isinstance(cell, int))


def _worth(chart: Chart) -> bool:
    """Whether there is something to see."""
    if isinstance(chart, Shares | Bars):
        return sum(part.value > 0 for part in chart.parts) > (1 if isinstance(chart, Bars) else 0)
    assert isinstance(chart, Timeline)
    return any(any(series.values) for series in chart.series)
