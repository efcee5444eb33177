"""The calls of bulk work, encoded for `multicall`, with what each takes.

The gas of each kind was measured on the deployed contracts within a full batch (docs/catalog.md); every
batch is estimated by the node before it is sent, and the model scaled to that.
"""

from collections.abc import Sequence
from functools import lru_cache

from eth_abi import encode
from eth_utils import keccak

from ecomchain.operators.cids import Cid
from ecomchain.operators.journal import Call
from ecomchain.operators.offers import WORD, Offer, words
from ecomchain.operators.schema import TaskTerms

OFFER = "((bytes32,uint8),uint24,uint24,(uint96,uint48,uint16,uint96)[])"
TERMS = "(uint16,uint16,uint8,uint40)"

LIST, OPTION, REVISE, STOCK, DELIST, RELIST, PUBLISH, COVER, OPEN, ACQUIRE, METADATA = (
    64_500, 25_000, 16_000, 8_000, 11_000, 14_000, 45_000, 8_100, 190_000, 90_000, 40_000,
)  # fmt: skip
"""Gas of a call within a batch; OPTION is what an option in a word of its own adds when it is new."""

BASE = 24_000
"""Gas of a batch besides its calls."""


def list_(key: str, shop: int, offer: Offer, stock: int, number: int) -> Call:
    """`ICatalog.list` under a number of our choice."""
    data = _selector(f"list(uint32,{OFFER},uint32,uint16)")
    data += words(shop, 4 * WORD, stock, number) + offer.encode()
    own = sum(1 for i, option in enumerate(offer.options) if i or option.fiat)
    return Call("list", key, data, LIST + OPTION * own, number)


def revise(key: str, listing: int, offer: Offer) -> Call:
    """`ICatalog.revise`."""
    data = _selector(f"revise(uint64,{OFFER})") + words(listing, 2 * WORD) + offer.encode()
    return Call("revise", key, data, REVISE + OPTION * len(offer.options))


def set_stock(key: str, listing: int, stock: int) -> Call:
    """`ICatalog.setStock`."""
    return Call("stock", key, _selector("setStock(uint64,uint32)") + words(listing, stock), STOCK)


def delist(key: str, listing: int) -> Call:
    """`ICatalog.delist`."""
    return Call("delist", key, _selector("delist(uint64)") + words(listing), DELIST)


def relist(key: str, listing: int, number: int) -> Call:
    """`ICatalog.relist`."""
    data = _selector("relist(uint64,uint16)") + words(listing, number)
    return Call("relist", key, data, RELIST, number)


def publish(code: str, shop: int, terms: TaskTerms) -> Call:
    """`ICatalog.publishTask`, over no listings yet."""
    data = _selector(f"publishTask(uint32,{TERMS},uint64[])") + words(shop, *terms, 6 * WORD, 0)
    return Call("publish", code, data, PUBLISH)


def cover(code: str, task: int, listings: Sequence[int]) -> Call:
    """`ICatalog.cover`."""
    data = _selector("cover(uint64,uint64[])") + words(task, 2 * WORD, len(listings), *listings)
    return Call("cover", code, data, COVER * len(listings) + 5_000)


def open_shop(key: str, owner: str, metadata: Cid, most: int) -> Call:
    """`IShopRegistry.open`; ``most`` is what it may cost, in 1e-18 Ecom."""
    data = _selector("open(address,(bytes32,uint8),uint256)")
    data += words(int(owner, 16)) + metadata[0] + words(metadata[1], most)
    return Call("open", key, data, OPEN)


def acquire(key: str, shop: int, capability: int, units: int, most: int) -> Call:
    """`IShopRegistry.acquire`; ``most`` is what it may cost, in 1e-18 Ecom."""
    data = _selector("acquire(uint32,uint32,uint16,uint256)") + words(shop, capability, units, most)
    return Call("acquire", key, data, ACQUIRE)


def set_metadata(key: str, shop: int, metadata: Cid) -> Call:
    """`IShopRegistry.setMetadata`."""
    data = _selector("setMetadata(uint32,(bytes32,uint8))") + words(shop) + metadata[0] + words(metadata[1])
    return Call("metadata", key, data, METADATA)


def bundle(calls: Sequence[Call]) -> bytes:
    """`multicall` of the calls: all of them or none."""
    return _selector("multicall(bytes[])") + bytes(encode(["bytes[]"], [[call.data for call in calls]]))


def size(call: Call) -> int:
    """The bytes that a call adds to a bundle."""
    return 2 * WORD + -(-len(call.data) // WORD) * WORD


@lru_cache
def _selector(signature: str) -> bytes:
    return keccak(text=signature)[:4]
