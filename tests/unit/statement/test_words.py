"""Every text is there in both languages, says the same values, and every name that the code uses has one."""

import json
import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from ecomchain.overview.supply import SURPLUS, WALLETS
from ecomchain.overview.trade import ENDINGS
from ecomchain.reports import words
from ecomchain.reports.words import LANGUAGES, Words
from ecomchain.statement import cases, holdings, trade
from ecomchain.system import CONTRACTS

SOURCES = Path(words.__file__).parents[1]
TEXTS = json.loads(files("ecomchain.reports").joinpath("words.json").read_text(encoding="utf-8"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_words__both_languages__have_equal_keys() -> None:
    assert {key: sorted(texts) for key, texts in TEXTS.items() if sorted(texts) != sorted(LANGUAGES)} == {}
    assert words.table("en").keys() == words.table("zh").keys()


def test_words__every_text__says_the_same_values_in_both() -> None:
    wrong = [
        key
        for key, texts in TEXTS.items()
        if not texts["en"].strip()
        or not texts["zh"].strip()
        or places(texts["en"]) != places(texts["zh"])
        or re.search("[\u4e00-\u9fff]", texts["en"])
    ]
    assert wrong == []


def test_words__chinese__is_translated() -> None:
    same = {key for key, texts in TEXTS.items() if texts["en"] == texts["zh"]}
    assert same == {"overview.subject"}


def test_words__names_in_the_code__have_texts() -> None:
    """Literal keys, and the checks' names."""
    found = set()
    for path in [*SOURCES.glob("statement/*.py"), *SOURCES.glob("overview/*.py")]:
        text = path.read_text(encoding="utf-8")
        found |= {f"check.{name}" for name in re.findall(r'Check\(\s*"(\w+)"', text)}
        found |= set(re.findall(r'\bw\("([\w.]+)"', text)) | set(re.findall(r'self\.w\("([\w.]+)"', text))
        found |= {f"fact.{name}" for name in re.findall(r'\bfact\("(\w+)"', text)}
        found |= set(re.findall(r'(?:title|note)="((?:table|note)\.[\w.]+)"', text))
    assert len(found) > 120
    assert sorted(found - TEXTS.keys()) == []


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("contract", [*CONTRACTS, "others"]),
        ("order", trade.STATES[1:]),
        ("reserve", holdings.STAGES[1:]),
        ("case", cases.STAGES[1:]),
        ("ending", ENDINGS),
        ("part", [WALLETS, SURPLUS, "unemitted", "unallocated", "unclaimed", "topped_up", "grants"]),
        ("check", ["grants_added", "grants_received", "grants_claimed", "reward_pool_added",
                   "reward_pool_received", "reward_pool_claimed", "arrived_refund", "arrived_proceeds",
                   "arrived_commission", "product_ratings", "partner_scores", "service_ratings"]),
    ],
)  # fmt: skip
def test_words__group__names_all(group: str, names: list[str]) -> None:
    assert [name for name in names if f"{group}.{name}" not in TEXTS] == []


def test_of__nobody_named_it__is_shown_as_it_is() -> None:
    assert Words("zh").of("capability", "MODULE(77)") == "MODULE(77)"
