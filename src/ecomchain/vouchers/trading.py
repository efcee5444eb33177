"""Making a voucher from what the chain says, and submitting one."""

from secrets import randbits
from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.ids import NO_LINK
from ecomchain.system import System
from ecomchain.vouchers.checking import obstacles
from ecomchain.vouchers.voucher import Purchase, Voucher, VoucherError, valid

VALIDITY = 3 * 86_400
"""How long a voucher can be submitted, unless its maker says otherwise: seconds."""


def make(
    system: System,
    listing: int,
    buyer: Any,
    *,
    option: int = 0,
    quantity: int = 1,
    link: int = NO_LINK,
    valid_for: int = VALIDITY,
    nonce: int | None = None,
) -> Voucher:
    """A voucher for ``buyer`` to buy ``quantity`` units as the listing is now, still to be signed.

    ``valid_for`` is in seconds; without a ``nonce`` it gets a random one, which no other voucher has. Raises
    VoucherError for values that no voucher can have and for an option without a fiat part, ActionError where
    the listing cannot be bought.
    """
    wanted = valid(
        lambda: Purchase(
            listing=listing, option=option, revision=0, quantity=quantity, unit_price=0, link=link
        )
    )
    terms = sending.read(system, "make_voucher", system.catalog.terms, listing, option, link)
    if not terms.fiatBase:
        raise VoucherError(f"option {option} of listing {listing} has no fiat part: it takes no voucher")
    now = system.token.provider.get_block("latest").timestamp
    return valid(
        lambda: Voucher(
            chain_id=system.manifest.chain_id,
            contract=system.vouchers.address,
            purchase=wanted.model_copy(update={"revision": terms.revision, "unit_price": terms.tokenAmount}),
            buyer=str(getattr(buyer, "address", buyer)),
            deadline=now + valid_for,
            nonce=randbits(256) if nonce is None else nonce,
            transfers=system.registry.shop(listing >> 32).transfers,
        )
    )


def submit(system: System, submitter: AccountAPI, voucher: Voucher) -> int:
    """Place the order of a signed voucher, and pay its token part if it has one; returns the order's id.

    Raises VoucherError with everything that stands in the way; then nothing is sent.
    """
    sending.require_account(submitter)
    found = obstacles(system, voucher, submitter.address)
    if found:
        raise VoucherError(f"submit_voucher was refused: {'; '.join(found)}")
    place = system.vouchers.place
    receipt = sending.send(
        system,
        "submit_voucher",
        submitter,
        place,
        voucher.purchase.struct,
        voucher.struct,
        cost=voucher.tokens,
        spender=system.market,
    )
    return int(system.market.OrderPlaced.from_receipt(receipt)[0].order)
