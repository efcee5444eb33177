"""The terms of a round, from a YAML file; docs/sale.md has one to copy."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from ecomchain.parameters import Account, Duration, Ecom, TextLoader, line_of
from ecomchain.rewards import content
from ecomchain.rewards.errors import InputError
from ecomchain.sale import currencies, times
from ecomchain.sale.errors import SaleError

# The bounds that the contract sets in code; tests/integration/test_sale.py compares them.
MAX_PAYMENTS = 8
MAX_AHEAD = MAX_LENGTH = 365 * 86_400
MAX_DURATION = 3_650 * 86_400
MAX_PRICE = 2**96 - 1

UNSOLD = ("treasury", "rewards", "vault")
"""In the order of ``IPrivateSale.Unsold``."""

_ROOT = re.compile(r"0x[0-9a-fA-F]{64}", re.ASCII)


def _address(account: str) -> str:
    if not account.startswith("0x"):
        raise ValueError(f"{account!r} is not an address: write 0x and 40 hexadecimal digits")
    return account


Address = Annotated[Account, AfterValidator(_address)]
"""A checksummed address."""


def _root(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    if not _ROOT.fullmatch(text) or int(text, 16) == 0:
        raise ValueError(
            f"{text!r} is not a root: write the 0x and 64 digits that `ape run sale allowlist` printed"
        )
    return text.lower()


def _cid(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    try:
        content.cid_digest(text)
    except InputError as error:
        raise ValueError(error.message) from None
    return text


class Payment(BaseModel):
    """A currency that the round accepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: Address
    price: str
    """Of one Ecom, in whole units of the currency, as decimal text."""


class RoundTerms(BaseModel):
    """What ``PrivateSale.createRound`` is given. Times are Unix seconds here, text in UTC in files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    round: int = Field(ge=1)
    """The number that the round is going to have: its list is for that number alone."""
    payments: list[Payment] = Field(min_length=1, max_length=MAX_PAYMENTS)
    cap: Ecom = Field(gt=0)
    """1e-18 Ecom; whole Ecom in files."""
    start: Annotated[int, BeforeValidator(times.parse)]
    end: Annotated[int, BeforeValidator(times.parse)]
    cliff: Duration = 0
    """Seconds from the end."""
    duration: Duration = Field(default=0, le=MAX_DURATION)
    """Seconds from the end; 0 releases everything at the end."""
    treasury: Address
    unsold: Literal["treasury", "rewards", "vault"]
    allowlist: Annotated[str, BeforeValidator(_root)]
    content: Annotated[str, BeforeValidator(_cid)]
    """The CID under which terms and list are published."""

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.start < self.end <= self.start + MAX_LENGTH:
            raise ValueError(
                f"end: {times.text(self.end)} is not within 365 days after the start, "
                f"{times.text(self.start)}: write another time"
            )
        if self.cliff > self.duration:
            raise ValueError(
                f"cliff: {self.cliff:,} seconds are longer than the duration, {self.duration:,}: shorten it"
            )
        chosen = [payment.currency for payment in self.payments]
        if twice := {currency for currency in chosen if chosen.count(currency) > 1}:
            raise ValueError(f"payments: {', '.join(sorted(twice))} is there twice: remove one")
        return self

    def struct(self) -> tuple[Any, ...]:
        """The struct ``Terms``, with prices in the smallest units of their currencies on the connected chain.

        Raises SaleError for a price that is zero, too high, or finer than its currency.
        """
        payments = []
        for payment in self.payments:
            currency = currencies.at(payment.currency)
            price = currency.units(payment.price)
            if not 0 < price <= MAX_PRICE:
                raise SaleError(
                    f"payments: {payment.price} {currency.symbol} cannot be the price of an Ecom: give more "
                    f"than 0 and at most {currency.text(MAX_PRICE)}"
                )
            payments.append((payment.currency, price))
        return (
            payments,
            self.cap,
            self.start,
            self.end,
            self.cliff,
            self.duration,
            self.treasury,
            UNSOLD.index(self.unsold),
            bytes.fromhex(self.allowlist[2:]),
            content.struct(self.content),
        )


def load(path: Path) -> RoundTerms:
    """The terms in a file. Raises SaleError with a line for each thing that is wrong, and the remedy."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=TextLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise SaleError(f"{path}: cannot be read: {error}") from None
    except yaml.YAMLError as error:
        raise SaleError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(found, dict):
        raise SaleError(f"{path}: not a mapping: docs/sale.md has terms to copy")
    return validate(found, str(path))


def validate(found: Mapping[str, Any], name: str) -> RoundTerms:
    """Terms from plain data; ``name`` says in errors where they come from."""
    try:
        return RoundTerms.model_validate(found)
    except ValidationError as error:
        raise SaleError("\n".join(f"{name}: {line_of(e)}" for e in error.errors())) from None
