"""The pages: well-formed, self-contained, with every amount, in both languages, whatever the chain says."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from ecomchain.overview import Overview
from ecomchain.overview import layout as overview_layout
from ecomchain.reports import dump, html
from ecomchain.reports.document import (
    Amount,
    Bars,
    Cell,
    Document,
    Fact,
    Mark,
    Section,
    Series,
    Share,
    Shares,
    Table,
    Timeline,
)
from ecomchain.reports.dump import _is_amount
from ecomchain.reports.errors import ReportError
from ecomchain.reports.words import LANGUAGES
from ecomchain.statement import Statement
from ecomchain.statement import layout as statement_layout

from .pages import Page, assert_self_contained
from .positions import HOSTILE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>&amp;{{7*7}}\u202e\x00"


def amounts(figures: Any) -> Iterator[int]:
    """Every amount in a dataclass and all in it."""
    hints = get_type_hints(type(figures), include_extras=True)
    for field in fields(figures):
        value = getattr(figures, field.name)
        if _is_amount(hints[field.name]):
            yield from [] if value is None else [value]
        elif is_dataclass(value):
            yield from amounts(value)
        elif isinstance(value, list | tuple):
            for each in value:
                if is_dataclass(each):
                    yield from amounts(each)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["seller", "buyer"])
def test_render__statement__has_every_amount(
    of_seller: Statement, of_buyer: Statement, who: str, language: str
) -> None:
    figures = {"seller": of_seller, "buyer": of_buyer}[who]
    page = assert_self_contained(html.render(statement_layout.document(figures, language)))
    shown = set(page.values)
    days = {amount for day in figures.days for amount in amounts(day)}
    checks = {amount for check in figures.checks if check.unit != "ecom" for amount in amounts(check)}
    wanted = set(amounts(figures)) - days - checks
    assert wanted - shown == set()
    assert figures.address in page.said
    assert f"{figures.header.block:,}" in page.said
    assert figures.header.block_hash in page.said


@pytest.mark.parametrize("language", LANGUAGES)
def test_render__overview__has_every_part(whole: Overview, language: str) -> None:
    page = assert_self_contained(html.render(overview_layout.document(whole, language)))
    assert {part.amount for part in whole.supply.parts} - set(page.values) == set()
    assert {ledger.balance for ledger in whole.supply.ledgers} - set(page.values) == set()
    assert {ledger.address for ledger in whole.supply.ledgers if ledger.owed} <= set(page.said.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_render__hostile_reason__is_text(of_seller: Statement, language: str) -> None:
    text = html.render(statement_layout.document(of_seller, language))
    assert "<script" not in text
    assert HOSTILE.decode() in Page(text).said


def test_render__hostile_text_everywhere__is_text() -> None:
    share = [Share(EVIL, 3 * 10**18), Share(EVIL, 1)]
    document = Document(
        language="en",
        title=EVIL,
        subject=EVIL,
        meta=[(EVIL, EVIL)],
        facts=[Fact(EVIL, EVIL, EVIL)],
        sections=[
            Section(
                EVIL,
                EVIL,
                [Fact(EVIL, Amount(5))],
                [
                    Shares(EVIL, share),
                    Bars(EVIL, share),
                    Timeline(EVIL, 1, [Series(EVIL, [1, 2])], mark=1, mark_name=EVIL),
                ],
                [Table([EVIL, EVIL], [[EVIL, Mark(False, EVIL)]], EVIL, [EVIL, 1], EVIL)],
            )
        ],
        verdict=Mark(False, EVIL),
    )
    page = assert_self_contained(html.render(document))
    assert "49" not in page.said, "a template in the text was run"
    assert page.said.count("<script>alert(2)</script>") >= 15


def test_render__short_chinese_cells__stay_on_one_line() -> None:
    rows: list[list[Cell]] = [["开启", "释放事件由转账覆盖以及其他"]]
    table = Table(["状态", "项目"], rows)
    page = html.render(
        Document(
            language="zh",
            title="店铺",
            subject="",
            meta=[],
            facts=[],
            sections=[Section("店铺", "", [], [], [table])],
            verdict=Mark(True, "一致"),
        )
    )
    classes = re.findall(r'<td class="([^"]*)" data-name="[^"]*">(\w+)', page)
    assert classes == [(" brief", "开启"), ("", "释放事件由转账覆盖以及其他")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_render__language__is_declared(of_seller: Statement, language: str) -> None:
    page = Page(html.render(statement_layout.document(of_seller, language)))
    declared = next(value for tag, name, value in page.attributes if (tag, name) == ("html", "lang"))
    assert declared == {"en": "en", "zh": "zh-CN"}[language]
    has_chinese = bool(re.search("[\u4e00-\u9fff]", page.said))
    assert has_chinese == (language == "zh")


def test_render__difference__is_the_verdict(of_seller: Statement) -> None:
    from dataclasses import replace

    first, *rest = of_seller.checks
    wrong = replace(of_seller, checks=[replace(first, stated=first.stated + 1), *rest])
    assert not wrong.agrees
    page = Page(html.render(statement_layout.document(wrong, "en")))
    assert f"1 of {len(wrong.checks)} cross-checks differ: Transfers in less out: balance" in page.said
    assert page.said.count("differs") == 1


def test_save__folder_that_is_missing__says_so(of_buyer: Statement, tmp_path: Path) -> None:
    target = tmp_path / "no" / "page.html"
    with pytest.raises(ReportError) as error:
        html.save(statement_layout.document(of_buyer, "en"), target)
    assert error.value.message.startswith(f"{target} cannot be written: No such file or directory")


def test_to_json__statement__amounts_are_exact_text(of_seller: Statement) -> None:
    found = json.loads(dump.to_json(of_seller))
    assert found["totals"]["wallet"] == str(of_seller.totals.wallet)
    assert found["totals"]["owned"] == str(of_seller.totals.owned)
    assert found["shops"][0]["locks"][0]["locked"] == "100000000000000000000"
    assert found["sales"][0]["listing"] == of_seller.sales[0].listing
    assert found["claimable"]["amount"] is None
    assert found["agrees"] is True
    assert {type(check["counted"]) for check in found["checks"]} == {str}


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("language", LANGUAGES)
def test_chromium__page__fits_its_width(
    of_seller: Statement, whole: Overview, tmp_path: Path, language: str, width: int
) -> None:
    """Nothing sticks out: a frame of the page's own says how wide its content is."""
    for name, document in (
        ("statement", statement_layout.document(of_seller, language)),
        ("overview", overview_layout.document(whole, language)),
    ):
        path = tmp_path / f"{name}.html"
        probe = (
            "<script>addEventListener('load',()=>{const b=document.documentElement;"
            "document.title=`wide ${b.scrollWidth} of ${b.clientWidth}`})</script>"
        )
        page = html.render(document)
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', probe, page)
        path.write_text(page, encoding="utf-8")
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900",
            f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
        found = re.search(r"wide (\d+) of (\d+)", done.stdout)
        assert found is not None, done.stderr[-500:]
        content, window = map(int, found.groups())
        assert content <= window, f"{name} in {language} is {content} wide in a window of {window}"
