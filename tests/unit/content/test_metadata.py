"""Metadata files: good ones are taken, bad ones refused with the place, the rule and the remedy."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.documents import (
    ALL,
    FOLDER,
    IMAGE,
    PICTURE,
    POST,
    PRODUCT,
    REVIEW,
    SHOP,
    TASK,
    changed,
    encoded,
)
from ecomchain.content.errors import MetadataError
from ecomchain.content.metadata import KINDS, Product, load, problems, schemas

SCRIPT = Path(__file__).with_name("schemas.mjs")


def found(document: Any, kind: str | None = None) -> list[tuple[str, str]]:
    """Where something is wrong, and which rule it breaks."""
    data = document if isinstance(document, bytes) else encoded(document)
    return [(each.path, each.code) for each in problems(data, kind)]


@pytest.mark.parametrize("kind", ALL)
def test_load__every_field_used__is_taken(kind: str) -> None:
    assert found(ALL[kind]) == []
    assert found(ALL[kind], kind) == []
    assert isinstance(load(encoded(ALL[kind])), KINDS[kind])
    assert found(json.dumps(ALL[kind], ensure_ascii=False, indent=4).encode()) == []


def test_load__a_product__gives_its_values() -> None:
    product = load(encoded(PRODUCT), "product")
    assert isinstance(product, Product)
    assert product.titles["zh-Hans"] == "蓝色马克杯"
    assert product.attributes[1].amount == "0.5"
    assert product.unit.unit == "piece"


def test_load__shop__has_what_wallets_read_of_an_erc_721_token() -> None:
    assert {name: type(SHOP[name]) for name in ("name", "description", "image")} == dict.fromkeys(
        ("name", "description", "image"), str
    )
    for name, other in (("name", "Another"), ("description", "Another"), ("image", FOLDER)):
        assert found(changed(SHOP, name, to=other)) == [(f"$.{name}", "wallet")]
        assert found(changed(SHOP, name, to=None)) == [(f"$.{name}", "missing")]


@pytest.mark.parametrize("kind", ALL)
def test_load__required_field_missing__is_named(kind: str) -> None:
    for name in schemas.generate(kind)["required"]:
        expected = "schema" if name == "schema" else "missing"
        assert found(changed(ALL[kind], name, to=None)) == [(f"$.{name}", expected)]


LONE = b'{"schema": "ecomchain/review/v1", "language": "en", "texts": {"en": "\\ud800"}}'
NAN = b'{"schema": "ecomchain/review/v1", "language": "en", "texts": {"en": "x"}, "scores": {"quality": %s}}'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", ("$", "not_json")),
        (b"{", ("$", "not_json")),
        (b"{'a': 1}", ("$", "not_json")),
        (b'{"a": 1,}', ("$", "not_json")),
        (b'{"a": "\n"}', ("$", "not_json")),
        (b'{"a": "\\x"}', ("$", "not_json")),
        (b"{} {}", ("$", "not_json")),
        (b"<script>alert(1)</script>", ("$", "not_json")),
        (b"\xff\xfe{\x00}\x00", ("$", "not_utf8")),
        (b'{"schema": "\xc0\xaf"}', ("$", "not_utf8")),
        (b'{"schema": "\xed\xa0\x80"}', ("$", "not_utf8")),
        (b"\xef\xbb\xbf{}", ("$", "byte_order_mark")),
        (b"[" * 100_000, ("$", "too_deep")),
        (b'{"a":' * 17 + b"1" + b"}" * 17, ("$", "too_deep")),
        (b" " * 262_145, ("$", "too_large")),
        (b"[]", ("$", "type")),
        (b'"text"', ("$", "type")),
        (b"null", ("$", "null")),
        (b"1e5", ("$", "number")),
        (b"{}", ("$.schema", "schema")),
        (b'{"schema": 1}', ("$.schema", "schema")),
        (b'{"schema": "ecomchain/product/v2"}', ("$.schema", "schema")),
        (b'{"schema": "ecomchain/thing/v1"}', ("$.schema", "schema")),
        (b'{"schema": "ecomchain/product/v1\\n"}', ("$.schema", "schema")),
        (b'{"a": 1, "a": 2}', ("$.a", "repeated")),
        (b'{"a": {"b": [0, {"c": 1, "c": 1}]}}', ("$.a.b[1].c", "repeated")),
        (b'{"a": 1, "\\u0061": 2}', ("$.a", "repeated")),
        (LONE, ("$.texts.en", "character")),
        (b'{"\\udc00": 1}', ("$['\\udc00']", "character")),
        (NAN % b"NaN", ("$.scores.quality", "number")),
        (NAN % b"-Infinity", ("$.scores.quality", "number")),
        (NAN % b"5.0", ("$.scores.quality", "number")),
        (NAN % b"1e0", ("$.scores.quality", "number")),
        (NAN % b"9007199254740992", ("$.scores.quality", "number")),
        (NAN % (b"9" * 10_000), ("$.scores.quality", "number")),
        (NAN % b"null", ("$.scores.quality", "null")),
        (NAN % b"6", ("$.scores.quality", "too_great")),
        (NAN % b"0", ("$.scores.quality", "too_small")),
        (NAN % b"true", ("$.scores.quality", "type")),
        (NAN % b'"5"', ("$.scores.quality", "type")),
        (NAN % b"[]", ("$.scores.quality", "type")),
    ],
)
def test_problems__hostile_json__is_refused_at_its_place(data: bytes, expected: tuple[str, str]) -> None:
    assert found(data) == [expected]
    for each in problems(data):
        assert each.message
        assert each.remedy
        assert str(each).isascii()


BAD = {
    "character": [
        "a\x00b", "\x1b[31mred", "a\tb", "a\rb", "a\x7fb", "a\x85b", "pay\u202egnp.exe", "a\u2066b",
        "a\u200bb", "a\u200eb", "a\ufeffb", "a\xadb", "a\u2028b", "a\ufffcb", "a\U000e0041b", "a\u3164b",
        "\u2800", "App\u200dle", "\u200dx", "x\u200c",
    ],
    "markup": [
        "<script>alert(1)</script>", "a<img src=x onerror=alert(1)>", "</p>", "<!-- x", "<?php",
    ],
    "address": [
        "see http://evil.example", "HTTPS://shop.example", "JavaScript:alert(1)", "data:text/html,x",
        "ipfs://bafy",
    ],
    "blank": [
        " a", "a ", "\xa0",
    ],
    "not_nfc": [
        "cafe\u0301",
    ],
}  # fmt: skip
TEXTS = [(code, text) for code, texts in BAD.items() for text in texts]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_problems__text_that_is_not_for_people__is_refused(code: str, text: str) -> None:
    assert (("$.texts.en", code)) in found(changed(REVIEW, "texts", to={"en": text}))
    shop = changed(changed(SHOP, "name", to=text), "titles", "en", to=text)
    assert {("$.name", code), ("$.titles.en", code)} <= set(found(shop))
    assert ("$.images[0].alts['zh-Hans']", code) in found(
        changed(PRODUCT, "images", 0, "alts", "zh-Hans", to=text)
    )


@pytest.mark.parametrize(
    "text",
    ["a < b > c", "<3", "1<2", "x: y", "AT&T", "&lt;b&gt;", "Technical data: 5 kg", "می‌خواهم", "क्‍ष", "👩‍👩‍👧",
     "❤️‍🔥", "C:\\file", "a//b", "ﷺ", "Ωmega", "日本語", "\U0001f1e9\U0001f1ea",
     "e.g. shop.example", "'\"`${}"],
)  # fmt: skip
def test_problems__text_for_people__is_taken(text: str) -> None:
    assert found(changed(REVIEW, "texts", to={"en": text})) == []


def test_problems__line_feeds__are_for_texts_of_several_lines_only() -> None:
    assert found(changed(PRODUCT, "descriptions", to={"en": "a\nb"})) == []
    assert found(changed(PRODUCT, "titles", to={"en": "a\nb"})) == [("$.titles.en", "character")]


LONG = "x" * 201
FIELDS: list[tuple[dict[str, Any], tuple[str | int, ...], Any, tuple[str, str]]] = [
    (PRODUCT, ("titles",), {}, ("$.titles", "too_few")),
    (PRODUCT, ("titles",), {"en": ""}, ("$.titles.en", "too_short")),
    (PRODUCT, ("titles",), {"en": LONG}, ("$.titles.en", "too_long")),
    (PRODUCT, ("titles",), {"en": 1}, ("$.titles.en", "type")),
    (PRODUCT, ("titles",), "Mug", ("$.titles", "type")),
    (PRODUCT, ("titles",), {"de": "Tasse"}, ("$.titles", "language")),
    (PRODUCT, ("titles", "EN"), "x", ("$.titles.EN", "form")),
    (PRODUCT, ("titles", "zh_CN"), "x", ("$.titles.zh_CN", "form")),
    (PRODUCT, ("titles", "__proto__"), "x", ("$.titles.__proto__", "form")),
    (PRODUCT, ("titles", "<script>"), "x", ("$.titles['<script>']", "form")),
    (PRODUCT, ("titles", "en-GB-oxendict"), "x", ("$.titles['en-GB-oxendict']", "form")),
    (PRODUCT, ("language",), "english", ("$.language", "form")),
    (PRODUCT, ("__proto__",), {}, ("$.__proto__", "unknown")),
    (PRODUCT, ("price",), 5, ("$.price", "unknown")),
    (PRODUCT, ("images",), IMAGE, ("$.images", "type")),
    (PRODUCT, ("images",), [IMAGE] * 33, ("$.images", "too_many")),
    (PRODUCT, ("images",), ["x"], ("$.images[0]", "type")),
    (PRODUCT, ("images", 0, "uri"), PICTURE[:-1], ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "uri"), PICTURE[:-1] + "v", ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "uri"), "https://a.example/x.png", ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "uri"), PICTURE + "/../x", ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "uri"), PICTURE + "\n", ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "uri"), PICTURE.upper(), ("$.images[0].uri", "form")),
    (PRODUCT, ("images", 0, "type"), "image/svg+xml", ("$.images[0].type", "choice")),
    (PRODUCT, ("images", 0, "size"), 0, ("$.images[0].size", "too_small")),
    (PRODUCT, ("images", 0, "width"), 65_536, ("$.images[0].width", "too_great")),
    (PRODUCT, ("images", 0, "onclick"), "x", ("$.images[0].onclick", "unknown")),
    (PRODUCT, ("category",), [], ("$.category", "too_few")),
    (PRODUCT, ("category",), ["a"] * 9, ("$.category", "too_many")),
    (PRODUCT, ("category", 1), "x" * 65, ("$.category[1]", "too_long")),
    (PRODUCT, ("gtin",), "4006381333932", ("$.gtin", "gtin")),
    (PRODUCT, ("gtin",), "12345", ("$.gtin", "form")),
    (PRODUCT, ("gtin",), "٤006381333931", ("$.gtin", "form")),
    (PRODUCT, ("attributes", 0, "amount"), "1", ("$.attributes[0]", "attribute")),
    (PRODUCT, ("attributes", 0), {"names": {"en": "x"}}, ("$.attributes[0]", "attribute")),
    (PRODUCT, ("attributes", 0, "unit"), "kg", ("$.attributes[0]", "attribute")),
    (PRODUCT, ("attributes", 1, "amount"), "1e3", ("$.attributes[1].amount", "form")),
    (PRODUCT, ("attributes", 1, "amount"), "01", ("$.attributes[1].amount", "form")),
    (PRODUCT, ("attributes", 1, "amount"), 1, ("$.attributes[1].amount", "type")),
    (PRODUCT, ("unit", "unit"), "furlong", ("$.unit.unit", "choice")),
    (PRODUCT, ("files", 0, "type"), "PDF", ("$.files[0].type", "form")),
    (PRODUCT, ("files", 0, "size"), -1, ("$.files[0].size", "too_small")),
    (PRODUCT, ("links", 0, "rel"), "stylesheet", ("$.links[0].rel", "choice")),
    (SHOP, ("contact",), {}, ("$.contact", "contact")),
    (SHOP, ("contact", "email"), "a@b", ("$.contact.email", "form")),
    (SHOP, ("contact", "email"), "a b@example.com", ("$.contact.email", "form")),
    (SHOP, ("contact", "phone"), "0123", ("$.contact.phone", "form")),
    (SHOP, ("images",), [], ("$.images", "too_few")),
    (TASK, ("requirements", 0), {}, ("$.requirements[0]", "too_few")),
    (POST, ("about", 0, "shop"), "1", ("$.about[0]", "subject")),
    (POST, ("about", 0, "listing"), "01", ("$.about[0].listing", "form")),
    (POST, ("about", 0, "listing"), 5, ("$.about[0].listing", "type")),
    (POST, ("reply_to",), "https://a.example", ("$.reply_to", "form")),
    (POST, ("topics",), ["a"] * 11, ("$.topics", "too_many")),
]

URLS = [
    "http://shop.example", "javascript:alert(1)", "data:text/html,x", "//shop.example", "https://127.0.0.1/",
    "https://localhost/", "https://[::1]/", "https://user:pw@shop.example", "https://shop.example:8443/",
    "https://Shop.example", "https://shop.example/ x", "https://shop.example/\n", "https://shop.example/<b>",
    "https://\u0430pple.example", "https://shop.example\\@evil.example", "https://-a.example", "https://shop..example",
    "ftp://shop.example", "ipfs://Qm", "ipfs://" + "b" * 59, "https://shop.example/" + "x" * 2_048, "",
]  # fmt: skip


@pytest.mark.parametrize(("document", "steps", "to", "expected"), FIELDS)
def test_problems__field_that_breaks_a_rule__is_refused_at_its_place(
    document: dict[str, Any], steps: tuple[str | int, ...], to: Any, expected: tuple[str, str]
) -> None:
    assert found(changed(document, *steps, to=to)) == [expected]


@pytest.mark.parametrize("url", URLS)
def test_problems__address_that_is_neither_https_nor_ipfs__is_refused(url: str) -> None:
    refused = found(changed(PRODUCT, "links", 0, "url", to=url))
    assert refused[0] in [("$.links[0].url", "form"), ("$.links[0].url", "too_long")]
    assert len(refused) == 1


def test_problems__another_kind_than_wanted__is_refused() -> None:
    assert found(SHOP, "product") == [("$.schema", "schema")]


def test_problems__many_at_once__come_all_up_to_a_hundred() -> None:
    bad = changed(changed(PRODUCT, "unit", to=None), "titles", to={"en": "<b>"})
    assert sorted(found(bad)) == [("$.titles.en", "markup"), ("$.unit", "missing")]
    assert len(found(changed(PRODUCT, "attributes", to=[{"a": 1}] * 99))) == 100
    assert len(found(b"[" + b"null," * 50_000 + b"null]")) == 100


def test_metadata_error__several_problems__says_all_and_has_them_as_data() -> None:
    with pytest.raises(MetadataError) as caught:
        load(encoded(changed(changed(PRODUCT, "unit", to=None), "links", 0, "url", to="http://x.example")))
    assert [each.dump() for each in caught.value.problems] == [
        {"path": "$.unit", "code": "missing", "message": "it is missing", "remedy": "add it"},
        {
            "path": "$.links[0].url",
            "code": "form",
            "message": "'http://x.example' has not the form it needs",
            "remedy": "give ipfs://..., or https:// with a host name in small letters",
        },
    ]
    assert caught.value.message == (
        "$.unit: it is missing: add it\n$.links[0].url: 'http://x.example' has not the form it needs: "
        "give ipfs://..., or https:// with a host name in small letters"
    )


@pytest.mark.parametrize("kind", ALL)
def test_schemas__committed__are_those_of_the_models(kind: str) -> None:
    """To write them anew: python -m ecomchain.content.metadata.schemas."""
    assert schemas.published(kind) == schemas.text(kind)


def test_schemas__another_validator__says_what_we_say() -> None:
    beyond = {"not_nfc", "language", "wallet", "gtin"}  # rules that no schema can say
    documents = [(kind, document, True) for kind, document in ALL.items()]
    for document, steps, to, (_, code) in FIELDS:
        made = changed(document, *steps, to=to)
        documents.append((made["schema"].split("/")[1], made, code in beyond))
    documents += [("product", changed(PRODUCT, "links", 0, "url", to=url), False) for url in URLS]
    for code, text in TEXTS:
        documents.append(("review", changed(REVIEW, "texts", to={"en": text}), code in beyond))
        documents.append(("product", changed(PRODUCT, "brand", to=text), code in beyond))
    documents.append(("product", changed(PRODUCT, "titles", to={"en": "a\nb"}), False))
    for kind, document in ALL.items():
        required = schemas.generate(kind)["required"]
        documents += [(kind, changed(document, name, to=None), False) for name in required]
        documents += [(kind, {**document, name: None}, False) for name in document]
    task = {
        "schemas": {kind: json.loads(schemas.published(kind)) for kind in KINDS},
        "documents": [[kind, document] for kind, document, _ in documents],
    }
    done = subprocess.run(["node", str(SCRIPT)], input=encoded(task), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    wrong = [each for each, said in zip(documents, json.loads(done.stdout), strict=True) if each[2] != said]
    assert wrong == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=10), below, max_size=4),
    max_leaves=15,
)


@settings(deadline=None)
@given(st.sampled_from(list(ALL)), st.data())
def test_problems__any_value_in_any_field__is_taken_or_refused_in_words(
    kind: str, data: st.DataObject
) -> None:
    document = ALL[kind]
    name = data.draw(st.sampled_from([*document, "more"]))
    made = {**document, name: data.draw(JSON)}
    for each in problems(json.dumps(made).encode(errors="surrogatepass")):
        assert each.path.startswith("$")
        assert each.remedy
        assert "see docs" not in each.remedy


@given(st.binary(max_size=300))
def test_problems__any_bytes__are_refused_in_words(data: bytes) -> None:
    assert all(each.remedy for each in problems(data))
    assert problems(data)


def test_problems__text_made_to_be_slow__is_read_at_once() -> None:
    """Of a pattern with quadratic effort these would take minutes."""
    for text in (
        "a" * 20_000,
        "a." * 10_000,
        "data:" * 4_000,
        "<" * 20_000,
        "javascript" * 2_000,
        " x" * 9_999,
    ):
        found(changed(REVIEW, "texts", to={"en": text}))
    assert found(changed(REVIEW, "texts", to={"en": "a" * 20_001})) == [("$.texts.en", "too_long")]
