"""Nodes and gateways: what is sent, byte for byte, and nothing believed of what they answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from content.stub import Stub, running
from content.trees import Memory, add_bytes, read
from ecomchain.content import car, desk, http, tree
from ecomchain.content.cid import Cid
from ecomchain.content.errors import BlockError, MissingError, RemoteError
from ecomchain.content.gateway import Gateway
from ecomchain.content.kubo import Kubo
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.store import BlockStore


@pytest.fixture
def node() -> Iterator[Stub]:
    with running() as stub:
        yield stub


@pytest.fixture
def sink() -> Memory:
    return Memory()


@pytest.fixture
def root(sink: Memory) -> Cid:
    return sink.directory([("a", add_bytes(b"abcabcdef", sink, chunk=3, width=2).cid), ("b", sink.raw(b""))])


def test_pin__a_tree__sends_its_car_and_has_it_pinned(node: Stub, sink: Memory, root: Cid) -> None:
    Kubo(node.url).pin(root, tree.blocks(sink, root))
    expected = b"".join(car.stream(root, tree.blocks(sink, root)))
    assert node.asked == [
        ("POST", "/api/v0/dag/import", {}, b""),
        ("POST", "/api/v0/dag/import", {"pin-roots": "true"}, expected),
    ]


def test_pin__node_without_import__sends_every_block_and_pins(node: Stub, sink: Memory, root: Cid) -> None:
    node.missing = {"dag/import"}
    Kubo(node.url + "/").pin(root, tree.blocks(sink, root))
    sent = [
        ({"cid-codec": "raw" if cid.codec else "dag-pb", "mhtype": "sha2-256"}, block)
        for cid, block in tree.blocks(sink, root)
    ]
    puts = [("POST", "/api/v0/block/put", *each) for each in sent]
    assert node.asked[1:] == [*puts, ("POST", "/api/v0/pin/add", {"arg": str(root)}, b"")]
    assert read(node.blocks, root) == read(sink, root)


def test_pin__name_and_password__are_sent_and_not_shown(node: Stub, sink: Memory, root: Cid) -> None:
    kubo = Kubo(node.url.replace("//", "//user:secret@"))
    kubo.pin(root, tree.blocks(sink, root))
    assert node.headers[1]["Authorization"].startswith("Basic ")
    assert kubo.name == node.url
    node.answers["dag/import"] = (403, b"no")
    with pytest.raises(RemoteError) as caught:
        kubo.pin(root, tree.blocks(sink, root))
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("status", "answer", "reason"),
    [
        (500, b'{"Message":"no space left"}', "refuses dag/import: 500 no space left"),
        (403, b"Forbidden", "refuses dag/import: 403 Forbidden"),
        (200, b"<html>", "answers dag/import with no JSON"),
        (200, b"[1]", "answers dag/import with no JSON"),
        (200, b"\xff", "answers dag/import with no JSON"),
        (200, b"", "does not say that it has pinned"),
        (
            200,
            b'{"Root":{"Cid":{"/":"bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"}}}',
            "not say",
        ),
        (200, b'{"Root":{"Cid":null}}', "does not say that it has pinned"),
        (
            200,
            b'{"Root":{"Cid":{"/":"x"},"PinErrorMsg":"block missing"}}',
            "pinned .*: block missing",
        ),
        (200, b'{"Type":"error","Message":"broken"}', "refuses dag/import: broken"),
        (500, b'{"Message":"no \\u001b(0 \\u0007"}', "dag/import: 500 no \ufffd.0 \ufffd$"),
    ],
)
def test_pin__answer_that_is_no_yes__is_refused(
    status: int, answer: bytes, reason: str, node: Stub, sink: Memory, root: Cid
) -> None:
    node.answers["dag/import"] = (status, answer)
    with pytest.raises(RemoteError, match=reason):
        Kubo(node.url).pin(root, tree.blocks(sink, root))


def test_pin__node_that_sends_elsewhere__is_not_followed(node: Stub, sink: Memory, root: Cid) -> None:
    for status in (302, 307):
        node.answers["dag/import"] = (status, b"")
        with pytest.raises(RemoteError, match=f"refuses dag/import: {status}"):
            Kubo(node.url).pin(root, tree.blocks(sink, root))
    assert set(node.paths()) == {"/api/v0/dag/import"}


def test_body__an_answer_of_any_length__is_read_up_to_the_limit() -> None:
    class Long(requests.Response):
        def iter_content(self, *_: object, **__: object) -> Iterator[bytes]:
            yield from [bytes(1_000)] * 10_000

        def close(self) -> None:
            pass

    assert len(http.body(Long(), 2_500)) == 2_501


def test_pin__node_that_keeps_or_pins_something_else__is_refused(node: Stub, sink: Memory, root: Cid) -> None:
    node.missing = {"dag/import"}
    node.answers["block/put"] = (200, json.dumps({"Key": str(Cid.of(b"other"))}).encode())
    with pytest.raises(RemoteError, match=f"keeps a block as {Cid.of(b'other')}, which is {root}"):
        Kubo(node.url).pin(root, tree.blocks(sink, root))
    del node.answers["block/put"]
    node.answers["pin/add"] = (200, json.dumps({"Pins": [str(Cid.of(b"other"))]}).encode())
    with pytest.raises(RemoteError, match="does not say that it has pinned"):
        Kubo(node.url).pin(root, tree.blocks(sink, root))


@pytest.mark.parametrize("kind", [Kubo, Gateway])
def test_get__a_block__is_asked_for_and_checked(kind: type[Kubo | Gateway], node: Stub) -> None:
    source, cid = kind(node.url), node.blocks.raw(b"hello world")
    assert source.get(cid) == b"hello world"
    if kind is Kubo:
        assert node.asked == [("POST", "/api/v0/block/get", {"arg": str(cid)}, b"")]
    else:
        assert node.asked == [("GET", f"/ipfs/{cid}", {"format": "raw"}, b"")]
        assert node.headers[0]["Accept"] == "application/vnd.ipld.raw"
    with pytest.raises(MissingError, match=f"{node.url} has no block {Cid.of(b'none')}"):
        source.get(Cid.of(b"none"))
    for damaged in (b"hello worl", b"hello worlD", b""):
        node.blocks[cid] = damaged
        with pytest.raises(BlockError, match=f"{len(damaged)} bytes for {cid}"):
            source.get(cid)
    node.blocks[cid] = bytes(MAX_BLOCK + 50_000)
    with pytest.raises(BlockError, match="more than 2097152 bytes"):
        source.get(cid)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:5001", "ftp://host", "http://", "http://host:x", "http://h/?a=b"]
)
def test_kubo__what_is_no_address__is_refused(url: str) -> None:
    with pytest.raises(RemoteError, match="is no address of an IPFS node's RPC: give one like"):
        Kubo(url)


def test_get__nobody_there__is_said_without_a_traceback() -> None:
    with running() as stub:
        url = stub.url
    with pytest.raises(RemoteError, match=r"block/get does not answer \(ConnectionError\): is it running"):
        Kubo(url).get(Cid.of(b""))
    with (
        pytest.raises(MissingError, match="does not answer"),
        desk.Places(Path("none"), api=url).opened() as source,
    ):
        source.get(Cid.of(b""))


def test_get__from_a_node__is_kept_so_that_it_can_go_on(
    node: Stub, sink: Memory, root: Cid, tmp_path: Path
) -> None:
    node.blocks.update(sink)
    lost = Cid.of(b"def")
    del node.blocks[lost]
    places = desk.Places(tmp_path / "store", api=node.url)
    with pytest.raises(MissingError, match=f"has no block {lost}"):
        desk.get(str(root), places, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    kept = set(BlockStore(tmp_path / "store").cids())
    assert kept == set(sink) - {lost, Cid.of(b"")}
    node.blocks[lost] = b"def"
    node.asked.clear()
    assert desk.get(str(root), places, tmp_path / "out") == 9
    assert [arguments["arg"] for _, _, arguments, _ in node.asked] == [str(lost), str(Cid.of(b""))]
    assert (tmp_path / "out" / "a").read_bytes() == b"abcabcdef"


def test_address__without_a_slash_at_its_end__keeps_its_path() -> None:
    assert http.address(" https://host/ipfs-api/ ", "x") == "https://host/ipfs-api"
