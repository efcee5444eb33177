"""What would make the submission of a voucher fail now, in plain words. Nothing is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from eth_abi import encode
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils import ValidationError

from ecomchain import reverts
from ecomchain.amounts import MAX_SUPPLY, format_ecom
from ecomchain.ids import ANY_NUMBER, NO_LINK
from ecomchain.invariants.chain import Reader
from ecomchain.system import System
from ecomchain.vouchers.signing import digest
from ecomchain.vouchers.voucher import Voucher

_ERC1271 = bytes.fromhex("1626ba7e")
"""The selector of ``isValidSignature(bytes32,bytes)``, and what it answers for a valid one."""

_ZERO = "0x" + "00" * 20


def check(system: System, voucher: Voucher, submitter: Any = None) -> list[str]:
    """Everything that would make the submission of ``voucher`` fail now; an empty list if it would succeed.

    Without a ``submitter`` (an account or an address), whether its token part can be paid is not asked.
    """
    payer = None if submitter is None else str(getattr(submitter, "address", submitter))
    found = obstacles(system, voucher, payer)
    if payer is not None and voucher.tokens:
        allowance = system.token.allowance(payer, system.market)
        if allowance < voucher.tokens:
            found.append(
                f"{payer} lets the market take {format_ecom(allowance)} of the {format_ecom(voucher.tokens)} "
                "Ecom of the token part: approve the rest, or submit with a permit"
            )
    if not found and (payer is not None or not voucher.tokens):
        contracts = [contract for _, contract in system.contracts()]
        arguments = voucher.purchase.struct, voucher.struct
        reason = reverts.attempt(
            system.vouchers.place, *arguments, sender=payer or voucher.buyer, contracts=contracts
        )
        if reason is not None:
            found.append(f"the contracts refuse it: {reason}")
    return found


def obstacles(system: System, voucher: Voucher, payer: str | None) -> list[str]:
    """What `check` finds, but for an allowance that is too low, which the submitter can mend."""
    if voucher.chain_id != system.manifest.chain_id:
        return [f"it is for chain {voucher.chain_id}: this is chain {system.manifest.chain_id}"]
    if voucher.contract != system.vouchers.address:
        return [f"it is for the contract {voucher.contract}: here vouchers go to {system.vouchers.address}"]
    facts = _read(system, voucher, payer)
    if facts.shop is None:
        return [f"there is no shop {voucher.shop}"]
    if facts.listing is None:
        return [f"there is no listing {voucher.purchase.listing}"]
    return [
        *_consent(system, voucher, facts),
        *_offer(voucher, facts),
        *_link(voucher, facts),
        *_money(voucher, facts, payer),
    ]


def _read(system: System, voucher: Voucher, payer: str | None) -> SimpleNamespace:
    """All that is looked at, at one block; None for what reverts, or was not asked."""
    p, shop, reader = voucher.purchase, voucher.shop, Reader(system.token.provider.web3)
    calls: dict[str, tuple[Any, str, tuple[Any, ...]]] = {
        "shop": (system.registry, "shop", (shop,)),
        "listing": (system.catalog, "listing", (p.listing,)),
        "used": (system.vouchers, "used", (shop, voucher.nonce)),
        "market": (system.market, "totals", ()),
        "available": (system.market, "available", (p.listing,)),
        "link": (system.catalog, "link", (p.link,)),
        "task": (system.catalog, "task", (p.link >> 32,)),
        "budget": (system.budgets, "budget", (shop,)),
        "balance": (system.token, "balanceOf", (payer or _ZERO,)),
    }
    facts = SimpleNamespace(**dict(zip(calls, reader.views(list(calls.values())), strict=True)))
    facts.now = system.token.provider.get_block(reader.block).timestamp
    facts.option, facts.base, facts.reserve = None, 0, None
    if facts.listing is not None and p.option < len(facts.listing.offer.options):
        facts.option = facts.listing.offer.options[p.option]
        facts.base = (facts.option.tokenAmount + facts.option.fiatBase) * p.quantity
        facts.reserve = reader.views([(system.budgets, "quote", (p.link, facts.base))])[0]
    return facts


def _consent(system: System, voucher: Voucher, facts: SimpleNamespace) -> Iterator[str]:
    """Whether the seller has agreed to exactly this, and still does."""
    shop, owner = voucher.shop, facts.shop.owner
    if not voucher.signature:
        yield f"it is not signed: {owner}, who owns shop {shop}, has to sign it"
    elif facts.shop.transfers != voucher.transfers:
        yield f"shop {shop} was transferred after it was signed: {owner}, its owner now, has to sign anew"
    elif system.token.provider.get_code(owner):
        if not _accepts(system, owner, voucher):
            yield f"the contract {owner}, which owns shop {shop}, does not accept the signature"
    elif (signer := _signer(voucher)) != owner:
        yield f"{owner}, who owns shop {shop}, has not signed exactly this: the signature gives {signer}"
    if facts.now > voucher.deadline:
        yield f"it expired on {_time(voucher.deadline)}: ask the seller for a new one"
    if facts.used:
        yield f"shop {shop} has used, or revoked, its nonce {voucher.nonce}: ask the seller for a new one"


def _offer(voucher: Voucher, facts: SimpleNamespace) -> Iterator[str]:
    """Whether the listing can be bought as the voucher says."""
    p, listing = voucher.purchase, facts.listing
    if voucher.buyer == _ZERO:
        yield "it names no buyer"
    if facts.now < facts.market.pausedUntil:
        yield f"new orders are paused until {_time(facts.market.pausedUntil)}: wait"
    if listing.number == ANY_NUMBER:
        yield f"listing {p.listing} is taken down"
    elif not listing.live:
        yield f"listing {p.listing} is asleep: its shop does not carry so many now"
    if listing.revision != p.revision:
        yield f"listing {p.listing} was changed since: it is at revision {listing.revision}, not {p.revision}"
    if facts.option is None:
        yield f"listing {p.listing} has no option {p.option}"
        return
    if not facts.option.fiatBase:
        yield f"option {p.option} has no fiat part: buy it without a voucher"
    if facts.option.tokenAmount != p.unit_price:
        price, given = format_ecom(facts.option.tokenAmount), format_ecom(p.unit_price)
        yield f"the token part of a unit is {price} Ecom, not {given}"
    if facts.base > MAX_SUPPLY:
        yield f"{p.quantity} units are worth more Ecom than there is"
    if facts.available < p.quantity:
        yield f"{p.quantity} units are wanted, {facts.available} are left"


def _link(voucher: Voucher, facts: SimpleNamespace) -> Iterator[str]:
    """Whether the order can come through the distributor's link."""
    link = voucher.purchase.link
    if link == NO_LINK:
        return
    if facts.link is None:
        yield f"there is no link {link}"
        return
    _, is_open = facts.task
    if facts.listing.task != link >> 32:
        yield f"the task of link {link} does not cover the listing"
    elif not is_open:
        yield f"the task of link {link} is closed, or has expired"
    if not facts.shop.promotion:
        yield f"shop {voucher.shop} has no PROMOTION now, so its tasks take no orders"
    if facts.link.number == ANY_NUMBER:
        yield f"link {link} is dormant: its distributor has dropped it"
    elif not facts.link.live:
        yield f"link {link} is dormant: the distributor's shop does not carry so many now"


def _money(voucher: Voucher, facts: SimpleNamespace, payer: str | None) -> Iterator[str]:
    """Whether the seller's budget covers the commission, and the submitter has the token part."""
    if facts.reserve is not None and facts.reserve > facts.budget:
        yield (
            f"the commission budget of shop {voucher.shop} is too low: the order reserves "
            f"{format_ecom(facts.reserve)} Ecom of it, and {format_ecom(facts.budget)} are there"
        )
    if payer is not None and facts.balance < voucher.tokens:
        held, tokens = format_ecom(facts.balance), format_ecom(voucher.tokens)
        yield f"{payer} has {held} of the {tokens} Ecom of the token part"


def _accepts(system: System, owner: str, voucher: Voucher) -> bool:
    """Whether the contract ``owner`` takes the signature for its own (ERC-1271)."""
    arguments = encode(["bytes32", "bytes"], [digest(voucher), voucher.signature])
    call = {"to": owner, "data": "0x" + (_ERC1271 + arguments).hex()}
    answer = system.token.provider.web3.provider.make_request("eth_call", [call, "latest"])
    return str(answer.get("result", ""))[2:66] == _ERC1271.ljust(32, b"\0").hex()


def _signer(voucher: Voucher) -> str:
    """Whose key gave the signature, of 65 bytes, or of 64 (ERC-2098); "nobody" for what is none."""
    text = voucher.signature
    if len(text) == 64:
        high = text[32] >> 7
        text = text[:32] + bytes([text[32] & 0x7F]) + text[33:] + bytes([27 + high])
    if len(text) != 65 or text[64] not in (27, 28):
        return "nobody"
    try:
        signature = Signature(text[:64] + bytes([text[64] - 27]))
        return str(signature.recover_public_key_from_msg_hash(digest(voucher)).to_checksum_address())
    except (BadSignature, ValidationError):
        return "nobody"


def _time(timestamp: int) -> str:
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M:%S} UTC"
