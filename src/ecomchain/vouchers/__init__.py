"""Vouchers: a seller's signed consent to an order with a fiat part (ORD-1).

    voucher = vouchers.make(system, listing, buyer, option=1)   # as the listing is now, unsigned
    voucher = vouchers.sign(seller, voucher)                    # an Ape account, or a local key
    text = voucher.to_json()                                    # what the seller sends

    voucher = vouchers.Voucher.from_json(text)
    vouchers.check(system, voucher, submitter)                  # what stands in the way, in plain words
    order = vouchers.submit(system, submitter, voucher)

Any wallet can sign ``vouchers.typed_data(voucher)`` (EIP-712); ``voucher.with_signature(...)`` takes what it
answers, or what a contract that owns the shop accepts (ERC-1271).
"""

from ecomchain.vouchers.checking import check
from ecomchain.vouchers.signing import FIELDS, NAME, VERSION, digest, form, sign, typed_data
from ecomchain.vouchers.trading import VALIDITY, make, submit
from ecomchain.vouchers.voucher import Purchase, Voucher, VoucherError

__all__ = [
    "FIELDS",
    "NAME",
    "VALIDITY",
    "VERSION",
    "Purchase",
    "Voucher",
    "VoucherError",
    "check",
    "digest",
    "form",
    "make",
    "sign",
    "submit",
    "typed_data",
]
