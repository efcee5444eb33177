"""Numbers as a person reads them: cut, never rounded."""

import pytest

from ecomchain.amounts import ECOM
from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.reports import charts, formats
from ecomchain.reports.document import Bars, Series, Share, Shares, Timeline


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (ECOM, "1"),
        (1_234_567 * ECOM, "1,234,567"),
        (ECOM * 3 // 2, "1.5"),
        (ECOM * 2 - 1, "1.9999…"),
        (ECOM * 12 // 10_000, "0.0012"),
        (1, "<\N{NO-BREAK SPACE}0.0001"),
        (ECOM + 1, "1.0000…"),
        (-ECOM // 4, "\N{MINUS SIGN}0.25"),
    ],
)
def test_digits__amount__is_cut(amount: int, text: str) -> None:
    assert formats.digits(amount).text == text


def test_ecom__amount__is_exact() -> None:
    assert formats.ecom(1_000 * ECOM + 1) == "1,000.000000000000000001"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1, 3, "33.33 %"), (3, 3, "100.00 %"), (0, 3, "0.00 %"), (1, 10**6, "< 0.01 %"), (0, 0, "\N{EN DASH}")],
)
def test_percent__share__is_rounded_down(part: int, whole: int, text: str) -> None:
    assert formats.percent(part, whole).replace("\N{NO-BREAK SPACE}", " ") == text


def test_average__scores__two_decimals() -> None:
    assert (formats.average(14, 3), formats.average(0, 0)) == ("4.66", "\N{EN DASH}")


def test_names__times_and_ids__read_well() -> None:
    assert formats.moment(86_400 * 20_000 + 61) == "2024-10-04 00:01 UTC"
    assert formats.date(20_000) == "2024-10-04"
    assert formats.item(listing_id(3, 7)) == "3/7"
    assert formats.link(link_id(task_id(3, 1), 9)) == "3/1 → 9"


def test_plain__control_characters__are_replaced() -> None:
    assert formats.plain("a\x00b\u202ec") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    assert formats.plain("x" * 300) == "x" * 119 + "…"


def test_slices__parts__in_order_without_empty_ones() -> None:
    chart = Shares("t", [Share("a", 3), Share("b", 0), Share("c", 1)])
    assert [(s.name, s.share.replace("\N{NO-BREAK SPACE}", " "), s.colour) for s in charts.slices(chart)] == [
        ("a", "75.00 %", 1),
        ("c", "25.00 %", 2),
    ]
    assert 'width="75.000%"' in charts.whole(chart)


def test_bars__values__are_scaled_by_the_longest() -> None:
    drawn = charts.bars(Bars("t", [Share("a", 4), Share("b", 1)]))
    assert ['width="100.000%"' in drawn[0].svg, 'width="25.000%"' in drawn[1].svg] == [True, True]


def test_plot__many_days__are_grouped_and_none_is_lost() -> None:
    values = [ECOM] * 130
    plot = charts.plot(Timeline("t", 20_000, [Series("s", values)]))
    assert (plot.group, plot.top, plot.middle) == (3, "5", "2.5")
    assert plot.svg.count("<rect") == 44
    assert plot.dates == ["2024-10-04", "2024-12-07", "2025-02-10"]
    assert "2024-10-04: s 3" in plot.svg


def test_plot__nothing__is_an_empty_frame() -> None:
    plot = charts.plot(Timeline("t", 0, []))
    assert (plot.svg.count("<rect"), plot.dates, plot.top) == (0, [], "1")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (ECOM // 4, "0.25"),
        (999 * ECOM, "999"),
        (2_500 * ECOM, "2.5 k"),
        (2 * 10**27, "2 G"),
        (5 * 10**24, "5 M"),
    ],
)
def test_short__amount__fits_an_axis(amount: int, text: str) -> None:
    assert charts.short(amount) == text
