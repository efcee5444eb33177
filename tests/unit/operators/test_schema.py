"""A row of products.csv: what it means, everything that can be wrong with it, and that it comes back."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomchain.amounts import ECOM, MAX_SUPPLY
from ecomchain.ids import UNLIMITED, listing_id
from ecomchain.operators import cids, currencies, fields, offers, schema, shoprows, table, templates
from ecomchain.operators.offers import Offer, Option
from ecomchain.operators.schema import DAY, Product, TaskTerms
from ecomchain.operators.table import Problem, Record

CID = cids.show((sha256(b"tea").digest(), cids.RAW))
SHOP = 7
GOOD = {"key": "A", "cid": CID, "price_1_token": "12.5"}


def parse(here: Path = Path(), **cells: str) -> Product | list[Problem]:
    return schema.parse(Record(5, GOOD | cells), here, SHOP)


def wrong(here: Path = Path(), **cells: str) -> list[tuple[str, str]]:
    found = parse(here, **cells)
    assert isinstance(found, list)
    assert all(problem.line == 5 for problem in found)
    return [(problem.column, problem.text) for problem in found]


def test_parse__least__has_the_defaults() -> None:
    offer = Offer(cids.parse(CID), 7 * DAY, 7 * DAY, (Option(25 * ECOM // 2, 0, 0, 0),))
    assert parse() == Product(5, "A", "", offer, UNLIMITED, "", None, 0)


def test_parse__everything__is_taken() -> None:
    found = parse(
        title="Tea", stock="3", protection="0", fulfil_within="2h", price_2_token="1", price_2_fiat="9.90",
        price_2_currency="usd", price_2_fiat_base="8", price_3_fiat_minor="5", price_3_currency="999",
        price_3_fiat_base="2", task="T", incentive="10%", closing="60", levels="16", expiry="2030-01-01",
        listing=str(listing_id(SHOP, 3)),
    )  # fmt: skip
    options = (Option(25 * ECOM // 2, 0, 0, 0), Option(ECOM, 990, 840, 8 * ECOM), Option(0, 5, 999, 2 * ECOM))
    offer = Offer(cids.parse(CID), 0, 7_200, options)
    terms = TaskTerms(1_000, 6_000, 16, 1_893_456_000)
    assert parse() != found == Product(5, "A", "Tea", offer, 3, "T", terms, 3)


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"key": ""}, "key", "key is empty"),
        ({"cid": ""}, "cid", "is missing: give the CID"),
        ({"cid": CID, "metadata": "x.json"}, "cid", "both given"),
        ({"cid": "", "metadata": "missing.json"}, "metadata", r"missing\.json cannot be read"),
        ({"cid": "", "metadata": "a\0b"}, "metadata", "cannot be read"),
        ({"stock": "-1"}, "stock", "is not a whole number"),
        ({"protection": "91d"}, "protection", "at most 90d"),
        ({"fulfil_within": "61d"}, "fulfil_within", "at most 60d"),
        ({"fulfil_within": "0"}, "fulfil_within", "only a sale for tokens without protection"),
        ({"price_1_token": ""}, "price_1_token", "is missing: a product has one to three prices"),
        ({"price_1_token": "0"}, "price_1_token", "asks for something"),
        ({"price_3_token": "1"}, "price_3_token", "is given without price_2"),
        ({"price_1_fiat": "1"}, "price_1_fiat", "has no currency"),
        ({"price_1_fiat": "0", "price_1_currency": "USD"}, "price_1_fiat", "is 0"),
        ({"price_1_currency": "USD"}, "price_1_currency", "without a fiat price"),
        ({"price_1_fiat_base": "1"}, "price_1_fiat_base", "needs a fiat price"),
        ({"price_1_fiat": "1", "price_1_currency": "USD"}, "price_1_fiat_base", "is missing: what the fiat"),
        ({"price_1_fiat": "1", "price_1_currency": "777", "price_1_fiat_base": "1"}, "price_1_fiat",
         "use price_1_fiat_minor"),
        ({"price_1_fiat": "1", "price_1_fiat_minor": "1"}, "price_1_fiat", "both given"),
        ({"incentive": "10%"}, "incentive", "given without a task"),
        ({"task": "T", "incentive": "10%"}, "closing", "is missing"),
        ({"task": "T", "incentive": "1%", "closing": "1%", "levels": "17"}, "levels", "at most 16"),
        ({"task": "T", "incentive": "1%", "closing": "1%", "levels": "0"}, "levels", "1 to 16 levels"),
        ({"listing": "12"}, "listing", "is no listing of shop 7"),
        ({"listing": str(listing_id(8, 1))}, "listing", "is no listing of shop 7"),
    ],
)  # fmt: skip
def test_parse__one_thing_wrong__names_column_and_remedy(
    cells: dict[str, str], column: str, why: str
) -> None:
    import re

    (found,) = wrong(**cells)
    assert found[0] == column
    assert found[1].startswith(column)
    assert re.search(why, found[1])


def test_parse__several_things_wrong__names_all() -> None:
    found = wrong(key="", stock="x", protection="y", price_1_token="z")
    assert [column for column, _ in found] == ["key", "stock", "protection", "price_1_token"]


def test_parse__metadata_file__has_the_cid_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "tea.json").write_bytes(b"tea")
    found = parse(tmp_path, cid="", metadata="tea.json")
    assert isinstance(found, Product)
    assert cids.show(found.offer.content) == CID
    (tmp_path / "big.json").write_bytes(b"x" * 262_145)
    assert "more than 262144 bytes" in wrong(tmp_path, cid="", metadata="big.json")[0][1]
    (tmp_path / "none.json").write_bytes(b"")
    assert "has no bytes" in wrong(tmp_path, cid="", metadata="none.json")[0][1]


AMOUNTS = st.integers(1, MAX_SUPPLY)


@st.composite
def options(draw: Any) -> Option:
    kind = draw(st.sampled_from(["token", "fiat", "both"]))
    token = 0 if kind == "fiat" else draw(AMOUNTS)
    if kind == "token":
        return Option(token, 0, 0, 0)
    currency = draw(
        st.one_of(st.integers(1, 65_535).filter(lambda n: n > 99), st.sampled_from([*currencies.BY_NUMBER]))
    )
    return Option(token, draw(st.integers(1, fields.MAX_FIAT)), currency, draw(AMOUNTS))


@st.composite
def products(draw: Any) -> Product:
    code = st.text(
        st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"]),
        min_size=1,
        max_size=20,
    )
    codes = code.map(fields.parse_code)
    content = (draw(st.binary(min_size=32, max_size=32)), draw(st.sampled_from([0, 1])))
    chosen = tuple(draw(st.lists(options(), min_size=1, max_size=3)))
    protection = draw(st.integers(0, schema.MAX_PROTECTION))
    instant = not protection and not any(option.fiat for option in chosen)
    fulfil = draw(st.integers(0 if instant else 1, schema.MAX_FULFIL_WITHIN))
    task = draw(st.one_of(st.just(""), codes))
    percent = st.integers(0, 10_000)
    expiry = st.one_of(st.just(0), st.integers(10**9, 2**40 - 1))
    terms = TaskTerms(draw(percent), draw(percent), draw(st.integers(1, 16)), draw(expiry)) if task else None
    content = content if any(content[0]) else cids.NO_CID
    offer = Offer(content, protection, fulfil, chosen)
    title = draw(st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)).strip()
    stock = draw(st.one_of(st.just(UNLIMITED), st.integers(0, UNLIMITED)))
    return Product(2, draw(codes), title, offer, stock, task, terms, draw(st.integers(1, 2**24 - 1)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(products())
def test_product__written_as_csv__comes_back(tmp_path: Path, product: Product) -> None:
    path = tmp_path / "products.csv"
    with table.Writer(path, schema.COLUMNS) as file:
        file.row(schema.cells_of(product, listing_id(SHOP, product.listing)))
    (record,) = table.read(path, schema.COLUMNS, schema.REQUIRED)
    assert isinstance(record, Record)
    assert schema.parse(record, tmp_path, SHOP) == product


@given(products())
def test_offer__encoded__comes_back_and_is_the_abi(product: Product) -> None:
    from eth_abi import encode

    from ecomchain.operators.calls import OFFER

    offer = product.offer
    assert offers.decode(offer.encode()) == offer
    struct = (
        offer.content,
        offer.protection,
        offer.fulfil_within,
        [tuple(option) for option in offer.options],
    )
    assert encode([OFFER], [struct])[32:] == offer.encode()


def test_template__products__are_right_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text(templates.products(), encoding="utf-8")
    found = [
        schema.parse(record, tmp_path, SHOP) if isinstance(record, Record) else record
        for record in table.read(path, schema.COLUMNS, schema.REQUIRED)
    ]
    assert [each.key for each in found if isinstance(each, Product)] == ["TEA-001", "TEA-002", "EBOOK-1"]


def test_template__shops__are_right_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "shops.csv"
    path.write_text(templates.shops(), encoding="utf-8")
    rows, problems = shoprows.read(path, "0x" + "11" * 20)
    assert problems == []
    assert [(row.key, row.units) for row in rows] == [("TEAHOUSE", ((2, 97), (4, 1))), ("BRANCH", ((3, 2),))]
