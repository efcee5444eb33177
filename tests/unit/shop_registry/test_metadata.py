"""A shop's metadata, as a CID that wallets read (SHOP-7)."""

from base64 import b32encode

import pytest
from events import assert_logs, log

from ecomchain.ids import SHOP

from helpers import EMPTY, assert_reverts, custom

DAG_PB, RAW = 0, 1
CODECS = {DAG_PB: 0x70, RAW: 0x55}


def uri(digest: bytes, codec: int) -> str:
    """``ipfs://`` and the CIDv1: version 1, codec, sha2-256, 32 bytes, digest, in lower-case base32."""
    raw = bytes([1, CODECS[codec], 0x12, 0x20]) + digest
    return "ipfs://b" + b32encode(raw).decode().lower().rstrip("=")


DIGESTS = (bytes(31) + b"\x01", b"\xff" * 32, bytes(range(32)), b"\x80" + bytes(31))


def test_uri__a_cid_that_the_world_knows__is_written_the_same():
    """The empty file as a raw block: what any IPFS tool prints for it."""
    digest = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert uri(digest, RAW) == "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"


@pytest.mark.parametrize("codec", [DAG_PB, RAW])
@pytest.mark.parametrize("digest", DIGESTS, ids=lambda digest: digest.hex()[:8])
def test_set_metadata__a_cid__is_what_the_token_uri_answers(registry, shop, alice, digest, codec):
    carried = registry.carried(shop)
    receipt = registry.setMetadata(shop, (digest, codec), sender=alice)
    assert_logs(
        receipt,
        log(registry.MetadataChanged, shop=shop, cid=(digest, codec)),
        log(registry.MetadataUpdate, tokenId=shop),
    )
    assert registry.tokenURI(shop) == uri(digest, codec)
    assert registry.shop(shop).metadata == (digest, codec)
    assert registry.carried(shop) == carried


def test_token_uri__without_metadata__is_empty(registry, shop):
    assert registry.tokenURI(shop) == ""


def test_set_metadata__again_with_another_codec__replaces_both(registry, shop, alice):
    registry.setMetadata(shop, (DIGESTS[1], RAW), sender=alice)
    registry.setMetadata(shop, (DIGESTS[2], DAG_PB), sender=alice)
    assert registry.tokenURI(shop) == uri(DIGESTS[2], DAG_PB)


@pytest.mark.parametrize("codec", [DAG_PB, RAW])
def test_set_metadata__none__takes_it_away(registry, shop, alice, codec):
    registry.setMetadata(shop, (DIGESTS[1], RAW), sender=alice)
    receipt = registry.setMetadata(shop, (bytes(32), codec), sender=alice)
    assert_logs(
        receipt,
        log(registry.MetadataChanged, shop=shop, cid=(bytes(32), codec)),
        log(registry.MetadataUpdate, tokenId=shop),
    )
    assert registry.tokenURI(shop) == ""


def test_set_metadata__of_a_closed_shop__is_possible(registry, shop, alice):
    registry.release(shop, SHOP, 1, sender=alice)
    registry.setMetadata(shop, (DIGESTS[1], RAW), sender=alice)
    assert registry.tokenURI(shop) == uri(DIGESTS[1], RAW)


def test_set_metadata__then_a_transfer__keeps_it(registry, shop, alice, bob):
    registry.setMetadata(shop, (DIGESTS[1], RAW), sender=alice)
    registry.transferFrom(alice, bob, shop, sender=alice)
    assert registry.tokenURI(shop) == uri(DIGESTS[1], RAW)


def test_set_metadata__by_another_than_the_owner__reverts(registry, shop, alice, bob):
    expected = custom(registry.NotShopOwner, shop=shop, caller=bob, owner=alice)
    assert_reverts(expected, registry.setMetadata, shop, (DIGESTS[0], RAW), sender=bob)


def test_set_metadata__of_no_shop__reverts(registry, shop, alice):
    expected = custom(registry.UnknownShop, shop=shop + 1)
    assert_reverts(expected, registry.setMetadata, shop + 1, (DIGESTS[0], RAW), sender=alice)


def test_set_metadata__unknown_codec__reverts(registry, shop, alice):
    assert_reverts(EMPTY, registry.setMetadata, shop, (DIGESTS[0], 2), sender=alice)


@pytest.mark.parametrize("unknown", [0, 2**32 + 1])
def test_token_uri__of_no_shop__reverts(registry, shop, unknown):
    expected = custom(registry.UnknownShop, shop=unknown & 0xFFFFFFFF)
    assert_reverts(expected, registry.tokenURI, unknown)
