"""First metadata files, and `content check`, as a person meets them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from content.documents import ALL, PRODUCT, changed, encoded
from ecomchain.console.arguments import cid
from ecomchain.content import Cid
from ecomchain.content.errors import CidError, MetadataError, PathError
from ecomchain.content.metadata import load, problems, schemas
from ecomchain.content.metadata.template import image, new
from ecomchain.content.store import BlockStore

Run = Callable[..., Result]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8)


@pytest.mark.parametrize("kind", ALL)
def test_new__every_kind__keeps_the_rules(kind: str, run: Run) -> None:
    Path("a.png").write_bytes(PNG)
    run(kind, "new", "--title", "蓝色", "--language", "zh-Hans", "--image", "a.png", "--out", "x.json")
    assert problems(Path("x.json").read_bytes(), kind) == []
    document = json.loads(Path("x.json").read_bytes())
    assert document["schema"] == f"ecomchain/{kind}/v1"
    assert document["images"] == [{"uri": Cid.of(PNG).uri, "type": "image/png", "size": 16}]
    assert BlockStore(Path(".content")).get(Cid.of(PNG)) == PNG
    assert "x.json keeps the rules" in run("check", "x.json", "--kind", kind).stdout
    again = (kind, "new", "--title", "x", "--image", "a.png")
    assert "x.json is there already" in run(*again, "--out", "x.json", code=1).stderr
    assert json.loads(run(*again).stdout)["language"] == "en"


def test_new__title_or_language_that_break_rules__are_refused() -> None:
    for title, language, path in (
        ("<b>", "en", "$.titles.en"),
        ("x", "EN", "$.titles.EN"),
        ("", "en", "$.titles.en"),
    ):
        with pytest.raises(MetadataError) as caught:
            new("product", title, language)
        assert path in [each.path for each in caught.value.problems]
    with pytest.raises(MetadataError, match=r"\$\.images: a shop has no image for wallets to show: give one"):
        new("shop", "x")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x1cftypavif", "image/avif"),
    ],
)
def test_image__pictures__are_known_by_how_they_begin(data: bytes, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    assert image(path, BlockStore(tmp_path / "s")) == {
        "uri": Cid.of(data).uri,
        "type": kind,
        "size": len(data),
    }
    for wrong in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"%PDF-1.7"):
        path.write_bytes(wrong)
        with pytest.raises(PathError, match="is no picture in PNG, JPEG, WebP, AVIF or GIF: convert it"):
            image(path, BlockStore(tmp_path / "s"))


def test_check__a_bad_file__says_where_and_what_to_do(run: Run) -> None:
    Path("bad.json").write_bytes(encoded(changed(PRODUCT, "unit", to=None)))
    assert run("check", "bad.json", code=1).stdout == "$.unit: it is missing: add it\n"
    assert json.loads(run("check", "bad.json", "--json", code=1).stdout) == [
        {"path": "$.unit", "code": "missing", "message": "it is missing", "remedy": "add it"}
    ]
    assert (
        "$.schema: it is a product: give ecomchain/shop/v1"
        in run("check", "bad.json", "--kind", "shop", code=1).stdout
    )
    with Path("huge.json").open("wb") as file:
        file.truncate(10**12)
    assert "it has 262145 bytes, and 262144 are the most" in run("check", "huge.json", code=1).stdout
    assert "there is no file 'none.json'" in run("check", "none.json", code=1).stderr


def test_check__a_cid__is_read_from_the_store(run: Run) -> None:
    Path("good.json").write_bytes(encoded(PRODUCT))
    Path("huge.json").write_bytes(b" " * 600_000)
    good, huge = (run("add", name).stdout.strip() for name in ("good.json", "huge.json"))
    assert run("check", f"ipfs://{good}", "--kind", "product").stdout == f"ipfs://{good} keeps the rules\n"
    assert run("check", good, "--json").stdout == "[]\n"
    assert "262145 bytes" in run("check", huge, code=1).stdout
    assert "has no block" in run("check", Cid.of(b"none"), code=1).stderr
    # A metadata file is one block, so that the chain's CID is of its bytes.
    assert cid(encoded(PRODUCT)) == cid(Cid.parse(good)) == cid(f"ipfs://{good}") == Cid.parse(good).struct
    assert load(Path("good.json").read_bytes()).language == "en"
    with pytest.raises(CidError):
        cid("ipfs://nothing")


def test_schema__a_kind__prints_the_committed_file(run: Run) -> None:
    for kind in ALL:
        assert run("schema", kind).stdout == schemas.published(kind)
