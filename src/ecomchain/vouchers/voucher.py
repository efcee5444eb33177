"""A voucher as data, and the JSON in which it travels.

Whole numbers are decimal text in JSON: most of them are too long for a JavaScript number.
"""

from collections.abc import Callable
from typing import Annotated, Literal, TypeVar

from eth_utils import is_address, to_checksum_address
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    Strict,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from ecomchain.errors import EcomError
from ecomchain.ids import NO_LINK


class VoucherError(EcomError):
    """A voucher cannot be read, made, signed or submitted; the message says why."""


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value


def _address(value: str) -> str:
    if not is_address(value):
        raise ValueError(f"{value!r} is not an address")
    return to_checksum_address(value)


def _bytes(value: object) -> object:
    return bytes.fromhex(value.removeprefix("0x")) if isinstance(value, str) else value


_Whole = Annotated[int, BeforeValidator(_number), Strict(), PlainSerializer(str, when_used="json")]
_Address = Annotated[str, AfterValidator(_address)]
_Bytes = Annotated[
    bytes, BeforeValidator(_bytes), PlainSerializer(lambda value: "0x" + value.hex(), when_used="json")
]


_Made = TypeVar("_Made")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


class Purchase(_Model):
    """What is bought: ``IMarket.Purchase``."""

    listing: _Whole = Field(ge=0, lt=2**64)
    option: _Whole = Field(ge=0, lt=2**8)
    revision: _Whole = Field(ge=0, lt=2**32)
    quantity: _Whole = Field(ge=1, lt=2**24)
    unit_price: _Whole = Field(ge=0, lt=2**96)
    """Its token part for one unit, in 1e-18 Ecom; it is not signed, for the revision fixes it."""
    link: _Whole = Field(default=NO_LINK, ge=0, lt=2**96)

    @property
    def struct(self) -> tuple[int, int, int, int, int, int]:
        """As the contracts take it."""
        return self.listing, self.option, self.revision, self.quantity, self.unit_price, self.link


class Voucher(_Model):
    """A purchase that the owner of the listing's shop agrees to, and for whom."""

    version: Literal[1] = 1
    chain_id: _Whole = Field(ge=0, lt=2**256)
    contract: _Address
    """Which ``Vouchers`` it is for."""
    purchase: Purchase
    buyer: _Address
    """Who gets the buyer's rights, whoever submits it."""
    deadline: _Whole = Field(ge=0, lt=2**40)
    """The last second in which it can be submitted, in Unix time."""
    nonce: _Whole = Field(ge=0, lt=2**256)
    """Any number that the shop has not used before."""
    transfers: _Whole = Field(ge=0, lt=2**32)
    """How often the shop was transferred before it was signed (SHOP-8)."""
    signature: _Bytes = Field(default=b"", repr=False)
    """Empty for a voucher that is still to be signed."""

    @property
    def struct(self) -> tuple[str, int, int, bytes]:
        """``IVouchers.Voucher``, as the contract takes it beside ``purchase.struct``."""
        return self.buyer, self.deadline, self.nonce, self.signature

    @property
    def shop(self) -> int:
        """Whose consent it is."""
        return self.purchase.listing >> 32

    @property
    def tokens(self) -> int:
        """The token part of the whole order, in 1e-18 Ecom: what the submitter pays."""
        return self.purchase.unit_price * self.purchase.quantity

    def with_signature(self, signature: bytes | str) -> "Voucher":
        """The voucher, signed; ``signature`` in bytes or hexadecimal. Raises VoucherError for other text."""
        return valid(lambda: Voucher.model_validate({**dict(self), "signature": signature}))

    def to_json(self) -> str:
        """What a seller sends to a buyer."""
        return self.model_dump_json(by_alias=True, indent=2)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Voucher":
        """The reverse of `to_json`. Raises VoucherError for anything else."""
        return valid(lambda: cls.model_validate_json(text))


def valid(make: Callable[[], _Made]) -> _Made:
    """What ``make`` makes. Raises VoucherError, that names what is wrong."""
    try:
        return make()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        what = first["msg"].removeprefix("Value error, ")
        raise VoucherError(f"this is no voucher: {where + ': ' if where else ''}{what}") from None
