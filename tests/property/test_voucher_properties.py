"""Vouchers (ORD-1): nothing but exactly what the shop's owner has signed, once, in time."""

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import BUYERS, DAY, ENOUGH, SELLERS, STRANGER
from engine.effort import budget
from engine.keys import compact, person, sign
from engine.pair import Pair
from engine.scenes import empty
from engine.system import creation_code
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM
from ecomchain.ids import ANY_NUMBER, UNLIMITED
from ecomchain.model.structs import Cid, Offer, PriceOption
from ecomchain.model.structs_trade import Purchase, Voucher

SELLER, BUYER = SELLERS[0], BUYERS[0]
LISTING = (1 << 32) | 1
OPTIONS = (PriceOption(ECOM, 500, 840, 2 * ECOM), PriceOption(ECOM, 501, 840, 2 * ECOM))
NONCES = st.integers(0, 2**256 - 1) | st.integers(0, 600)
# Runtime code of a wallet that accepts a digest (ERC-1271) where it has stored 1 for it.
WALLET = bytes.fromhex("60043554631626ba7e60e01b025f5260205ff3")


@given(st.integers(0, 8 * 65 - 1), st.booleans(), NONCES)
@budget(60)
def test_place__any_bit_of_the_signature_flipped__is_refused(bit: int, short: bool, nonce: int) -> None:
    """All bits count, in 65 bytes and in 64; as it was signed anybody can still submit it, once."""
    pair = _with_listing()
    voucher = _signed(pair, Voucher(BUYER, pair.chain.now, nonce))
    good = compact(voucher.signature) if short else voucher.signature
    bit %= 8 * len(good)
    bad = bytes(byte ^ (1 << bit % 8 if i == bit // 8 else 0) for i, byte in enumerate(good))
    refused = pair.do("vouchers", "place", BUYER, _purchase(), voucher._replace(signature=bad))
    assert refused.error == "InvalidVoucher"
    assert pair.do("vouchers", "place", STRANGER, _purchase(), voucher._replace(signature=good)).error is None
    again = pair.do("vouchers", "place", BUYER, _purchase(), voucher._replace(signature=good))
    assert again.error == "NonceUsed"


@given(
    purchase=st.fixed_dictionaries(
        {},
        optional={
            "option": st.just(1),
            "quantity": st.integers(2, 2**24 - 1),
            "link": st.integers(1, 2**96 - 1),
        },
    ),
    voucher=st.fixed_dictionaries(
        {},
        optional={
            "buyer": st.sampled_from(BUYERS[1:]),
            "deadline": st.integers(2_000_000_000, 2**40 - 1),
            "nonce": st.integers(1, 2**256 - 1),
        },
    ),
)
@budget(60)
def test_place__anything_else_than_signed__is_refused(
    purchase: dict[str, int], voucher: dict[str, int]
) -> None:
    pair = _with_listing()
    signed = _signed(pair, Voucher(BUYER, 1_900_000_000, 0))
    outcome = pair.do(
        "vouchers", "place", BUYER, _purchase()._replace(**purchase), signed._replace(**voucher)
    )
    assert outcome.error == ("InvalidVoucher" if purchase or voucher else None)


@given(st.integers(0, 2**40 - 1 - 1_800_000_000), st.integers(-2, 2))
@budget(40)
def test_place__any_second__is_allowed_to_the_deadline(ahead: int, offset: int) -> None:
    pair = _with_listing()
    voucher = _signed(pair, Voucher(BUYER, pair.chain.now + ahead, 0))
    wait = max(min(ahead, 10**10) + offset, 0)
    pair.warp(wait)
    outcome = pair.do("vouchers", "place", BUYER, _purchase(), voucher)
    assert outcome.error == ("VoucherExpired" if wait > ahead else None)


@given(st.lists(st.tuples(NONCES, st.booleans()), min_size=1, max_size=12))
@budget(40)
def test_nonce__any_order__is_used_once(uses: list[tuple[int, bool]]) -> None:
    """By an order or by a revocation."""
    pair, spent = _with_listing(), set()
    for nonce, revoke in uses:
        if revoke:
            outcome = pair.do("vouchers", "revoke", SELLER, 1, nonce)
        else:
            voucher = _signed(pair, Voucher(BUYER, pair.chain.now, nonce))
            outcome = pair.do("vouchers", "place", BUYER, _purchase(), voucher)
        assert outcome.error == ("NonceUsed" if nonce in spent else None)
        spent.add(nonce)
        for near in (nonce, nonce ^ 1, nonce ^ 256):
            assert pair.same("vouchers", "used", 1, near) == (near in spent)


@given(st.sampled_from(["before", "after", "back"]))
@budget(3)
def test_place__shop_transferred__voids_what_was_signed_before(when: str) -> None:
    """For the new owner, and for the old one when the shop has come back."""
    pair, new = _with_listing(), person(0x99)
    voucher = Voucher(BUYER, pair.chain.now, 0)
    signed = _signed(pair, voucher)
    pair.do("registry", "transferFrom", SELLER, SELLER, new, 1)
    if when == "back":
        pair.do("registry", "transferFrom", new, new, SELLER, 1)
    if when == "after":
        signed = voucher._replace(signature=sign(new, pair.world.vouchers.text(_purchase(), voucher)))
    outcome = pair.do("vouchers", "place", BUYER, _purchase(), signed)
    assert outcome.error == (None if when == "after" else "InvalidVoucher")


@given(st.booleans(), st.binary(max_size=100))
@budget(20)
def test_place__shop_of_a_contract__is_what_its_wallet_accepts(accepts: bool, signature: bytes) -> None:
    """ERC-1271: whatever the bytes, the wallet decides about the digest."""
    pair = _with_listing()
    wallet = pair.chain.deploy(STRANGER, creation_code(WALLET))
    pair.world.vouchers.wallets[wallet] = set()
    pair.do("registry", "transferFrom", SELLER, SELLER, wallet, 1)
    voucher = Voucher(BUYER, pair.chain.now, 7, signature)
    if accepts:
        digest = pair.same("vouchers", "digest", _purchase(), voucher)
        pair.chain.store(wallet, int.from_bytes(digest, "big"), 1)
        pair.world.vouchers.wallets[wallet].add(digest)
    outcome = pair.do("vouchers", "place", BUYER, _purchase(), voucher)
    assert outcome.error == (None if accepts else "InvalidVoucher")


def _with_listing() -> Pair:
    """Shop 1 with one listing of two options, both with a fiat part."""
    pair = empty()
    pair.rewind()
    pair.do("registry", "open", SELLER, SELLER, Cid(), ENOUGH)
    offer = Offer(Cid(), 10 * DAY, 5 * DAY, OPTIONS)
    assert pair.do("catalog", "list", SELLER, 1, offer, UNLIMITED, ANY_NUMBER).value == LISTING
    return pair


def _purchase() -> Purchase:
    return Purchase(LISTING, 0, 1, 1, ECOM)


def _signed(pair: Pair, voucher: Voucher) -> Voucher:
    text = pair.world.vouchers.text(_purchase(), voucher)
    return voucher._replace(signature=sign(SELLER, text))
