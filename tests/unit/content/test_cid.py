"""CIDs: their three forms, and what is none."""

import hashlib
from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.trees import EMPTY_DIRECTORY, EMPTY_FILE
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.errors import CidError
from ecomchain.model.cid import uri
from ecomchain.model.structs import Cid as ModelCid
from ecomchain.model.structs import Codec as ModelCodec

CIDS = st.builds(Cid, st.binary(min_size=32, max_size=32), st.sampled_from(Codec))


@given(CIDS)
def test_parse__every_form_of_a_cid__gives_it_back(cid: Cid) -> None:
    assert Cid.parse(str(cid)) == Cid.parse(cid.uri) == Cid.parse(f"/ipfs/{cid}/") == cid
    assert Cid.from_bytes(cid.binary) == cid
    assert Cid.parse("f" + cid.binary.hex()) == cid
    assert cid.uri == uri(ModelCid(cid.digest, ModelCodec(cid.struct[1]))) or not any(cid.digest)


def test_of__a_block__is_its_digest_and_codec() -> None:
    assert str(Cid.of(b"")) == EMPTY_FILE
    assert str(Cid.of(b"\x0a\x02\x08\x01", Codec.DAG_PB)) == EMPTY_DIRECTORY
    digest = hashlib.sha256(b"hello world").digest()
    assert Cid.of(b"hello world").struct == (digest, 1)
    text = "b" + b32encode(b"\x01\x55\x12\x20" + digest).decode().lower().rstrip("=")
    assert str(Cid.of(b"hello world")) == text


def test_parse__version_0__is_the_dag_pb_cid_of_the_same_block() -> None:
    # The empty directory, as ipfs.io shows it in either version.
    assert str(Cid.parse("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn")) == EMPTY_DIRECTORY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "b",
        "hello",
        "ipfs://",
        EMPTY_FILE[:-1],
        EMPTY_FILE + "a",
        "b" * 100_000,
        "é",
        "\0",
        EMPTY_FILE[:-1] + "v",
    ],
)  # fmt: skip
def test_parse__what_is_no_cid__is_refused(text: str) -> None:
    with pytest.raises(CidError, match="is no CID"):
        Cid.parse(text)


def test_parse__longer_than_any_cid__is_not_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding base58 takes time that grows with the square of the length."""

    def decode(_: str) -> None:
        raise OSError("it was decoded")

    monkeypatch.setattr("cid.from_string", decode)
    with pytest.raises(CidError, match="is no CID"):
        Cid.parse("z" + "2" * 1_000_000)
    with pytest.raises(OSError, match="it was decoded"):
        Cid.parse("z" + "2" * 48)


@pytest.mark.parametrize(
    "binary",
    [
        b"\x01\x71\x12\x20" + bytes(32),  # dag-cbor
        b"\x01\x72\x00\x20" + bytes(32),  # a key
        b"\x01\x55\x1b\x20" + bytes(32),  # keccak-256
        b"\x01\x55\x00\x05hello",  # the bytes themselves
        b"\x01\x55\x12\x20" + bytes(31),
        b"\x02\x55\x12\x20" + bytes(32),
    ],
)
def test_from_bytes__another_codec_or_hash__is_refused(binary: bytes) -> None:
    with pytest.raises(CidError, match="another kind of CID: the chain holds"):
        Cid.from_bytes(binary)
