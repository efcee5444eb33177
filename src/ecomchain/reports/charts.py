"""Charts as inline SVG without any text of their own: names and scales are HTML beside them.

So they fill whatever width there is, their text stays as large as the page's, and no font file is needed.
Numbers are rounded here for the eye only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ecomchain.amounts import ECOM
from ecomchain.reports.document import Bars, Series, Shares, Timeline
from ecomchain.reports.formats import date, digits, percent

MOST_COLUMNS = 60
"""Of a timeline; more days are put together in equal groups."""

MOST_PARTS = 9
"""Colours that there are; parts beyond share the last one."""

HEIGHT = 100


@dataclass(frozen=True)
class Slice:
    """A part of a whole in a legend."""

    name: str
    value: int
    share: str
    colour: int


@dataclass(frozen=True)
class Bar:
    """One bar with its name."""

    name: str
    value: int
    svg: Markup


@dataclass(frozen=True)
class Plot:
    """A timeline: the drawing, and the texts around it."""

    svg: Markup
    top: str
    middle: str
    dates: Sequence[str]
    names: Sequence[str]
    group: int
    """Days that one column stands for."""


def slices(chart: Shares) -> list[Slice]:
    """The legend of a whole, without empty parts."""
    whole = sum(part.value for part in chart.parts)
    parts = [part for part in chart.parts if part.value > 0]
    return [
        Slice(part.name, part.value, percent(part.value, whole), min(i, MOST_PARTS - 1) + 1)
        for i, part in enumerate(parts)
    ]


def whole(chart: Shares) -> Markup:
    """The bar of a whole."""
    parts = slices(chart)
    total = sum(part.value for part in parts)
    drawn, left = [], 0.0
    for part in parts:
        width = 100 * part.value / total
        drawn.append(
            Markup(
                '<rect class="c{}" x="{:.3f}%" y="0" width="{:.3f}%" height="100%"><title>{}</title></rect>'
            ).format(part.colour, left, width, f"{part.name}: {digits(part.value).text} ({part.share})")
        )
        left += width
    return _svg(chart.title, "whole", drawn)


def bars(chart: Bars) -> list[Bar]:
    """The bars, scaled by the longest."""
    longest = max((part.value for part in chart.parts), default=0) or 1
    return [
        Bar(
            part.name,
            part.value,
            _svg(
                part.name,
                "bar",
                [
                    Markup('<rect class="c1" width="{:.3f}%" height="100%" rx="3"/>').format(
                        100 * part.value / longest
                    )
                ],
            ),
        )
        for part in chart.parts
    ]


def plot(chart: Timeline) -> Plot:
    """The drawing of a timeline."""
    days = max((len(series.values) for series in chart.series), default=0)
    group = 1 if chart.lines else -(-days // MOST_COLUMNS) or 1
    grouped = [_grouped(series, group) for series in chart.series]
    top = _ceiling(max((value for values in grouped for value in values), default=0))
    draw = _lines if chart.lines else _columns
    drawn = [*_grid(), *draw(chart, grouped, top, group)]
    if chart.mark is not None and chart.first <= chart.mark < chart.first + days:
        x = 100 * (chart.mark - chart.first + 0.5) / days
        drawn.append(
            Markup(
                '<line class="mark" x1="{0:.3f}" x2="{0:.3f}" y1="0" y2="{1}"><title>{2}</title></line>'
            ).format(x, HEIGHT, chart.mark_name)
        )
    last = chart.first + days - 1
    dates = (
        [date(day) for day in dict.fromkeys((chart.first, (chart.first + last) // 2, last))] if days else []
    )
    return Plot(
        _svg(chart.title, "plot", drawn, stretch=True),
        short(top),
        short(top // 2),
        dates,
        [series.name for series in chart.series],
        group,
    )


def short(amount: int) -> str:
    """An amount on an axis: ``1.5 M``, ``20 k``, ``0.25``."""
    value = amount / ECOM
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:.4g}"


def _grouped(series: Series, group: int) -> list[int]:
    return [sum(series.values[i : i + group]) for i in range(0, len(series.values), group)]


def _ceiling(value: int) -> int:
    """The next 1, 2, 2.5 or 5 with zeros that is not below; one Ecom for nothing."""
    if value <= 0:
        return ECOM
    size: int = 10 ** (len(str(value)) - 1)
    return next(step * size // 10 for step in (10, 20, 25, 50, 100) if step * size // 10 >= value)


def _grid() -> list[Markup]:
    line = Markup('<line class="grid" x1="0" x2="100" y1="{0}" y2="{0}"/>')
    return [line.format(y) for y in (0, HEIGHT // 2, HEIGHT)]


def _columns(chart: Timeline, grouped: Sequence[Sequence[int]], top: int, group: int) -> list[Markup]:
    """Columns side by side for each group of days."""
    count = max((len(values) for values in grouped), default=0)
    drawn = []
    for n, values in enumerate(grouped):
        width = 100 / count / len(grouped) * 0.8
        for i, value in enumerate(values):
            if value <= 0:
                continue
            x = 100 / count * (i + 0.1) + n * width
            height = max(HEIGHT * value / top, 0.6)
            what = f"{date(chart.first + i * group)}: {chart.series[n].name} {digits(value).text}"
            drawn.append(
                Markup(
                    '<rect class="c{}" x="{:.3f}" y="{:.3f}" width="{:.3f}" height="{:.3f}">'
                    "<title>{}</title></rect>"
                ).format(n + 1, x, HEIGHT - height, width, height, what)
            )
    return drawn


def _lines(chart: Timeline, grouped: Sequence[Sequence[int]], top: int, group: int) -> list[Markup]:
    drawn = []
    for n, values in enumerate(grouped):
        step = -(-len(values) // 240) or 1
        points = " ".join(
            f"{100 * (i + 0.5) / len(values):.3f},{HEIGHT - HEIGHT * values[i] / top:.3f}"
            for i in sorted({*range(0, len(values), step), len(values) - 1})
        )
        drawn.append(Markup('<polyline class="l{}" points="{}"/>').format(n + 1, points))
    return drawn


def _svg(title: str, kind: str, drawn: Sequence[Markup], *, stretch: bool = False) -> Markup:
    box = f' viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none"' if stretch else ""
    inside = Markup("").join(drawn)
    return Markup('<svg class="{}"{} role="img" aria-label="{}">{}</svg>').format(
        kind, Markup(box), escape(title), inside
    )
