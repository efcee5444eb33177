"""One order of the plan, from placing to its last rating."""

from dataclasses import dataclass
from enum import StrEnum

from ecomchain.replay.source import Status


class Kind(StrEnum):
    """What an order is paid with: the price options of every listing, in their order."""

    TOKEN = "token"
    MIXED = "mixed"
    FIAT = "fiat"

    @property
    def option(self) -> int:
        """The number of the price option."""
        return list(Kind).index(self)


class Ending(StrEnum):
    """How an order ends."""

    CONFIRMED = "confirmed"
    SETTLED = "settled"
    REFUNDED = "refunded"
    AGREED = "agreed"
    CANCELLED_BY_BUYER = "cancelled_by_buyer"
    CANCELLED_BY_STRANGER = "cancelled_by_stranger"
    UNCONTESTED = "uncontested"
    RULED = "ruled"
    UNRULED = "unruled"


CANCELLED = (Ending.CANCELLED_BY_BUYER, Ending.CANCELLED_BY_STRANGER)


class Direction(StrEnum):
    """Who rates whom: IReputation.Direction, in its order."""

    PRODUCT = "product"
    SERVICE = "service"
    PAYMENT = "payment"
    PARTNER = "partner"


@dataclass(frozen=True)
class Rating:
    """A score of 1 to 5, given in this window."""

    direction: Direction
    score: int
    window: int


@dataclass(frozen=True)
class Dispute:
    """Raised in this window, and contested in it or not; how it ends is the order's ending."""

    raised: int
    contested: bool


@dataclass(frozen=True)
class Objection:
    """The closing distributor objects; the seller matches its bond or not; ``ruling`` None: nobody rules."""

    matched: bool
    ruling: int | None


@dataclass(frozen=True)
class Hold:
    """What the end of an order left unpaid of its reserve, held until this window."""

    closed: int
    objection: Objection | None


@dataclass(frozen=True)
class Sale:
    """One order on chain. People, sellers, buyers and listings are numbers from 0.

    ``chain`` holds the distributors, the one nearest the seller first; ``placed`` is a window and
    the round within it, ``fulfilled`` and ``closed`` are windows; ``proposed_by_seller`` matters
    for an agreement only. A unit costs ``unit_tokens``, and fiat of which the seller declares
    ``unit_fiat`` as the value in tokens. Amounts in the token's smallest unit.
    """

    line: int
    status: Status
    kind: Kind
    buyer: int
    seller: int
    listing: int
    unit_tokens: int
    unit_fiat: int
    quantity: int
    revision: int
    chain: tuple[int, ...]
    placed: tuple[int, int]
    fulfilled: int | None
    ending: Ending
    settled_bps: int
    proposed_by_seller: bool
    closed: int
    dispute: Dispute | None
    hold: Hold | None
    ratings: tuple[Rating, ...]

    @property
    def escrow(self) -> int:
        """What the buyer pays in tokens, and the market holds."""
        return self.unit_tokens * self.quantity

    @property
    def fiat(self) -> int:
        """The declared value of what the buyer pays in fiat."""
        return self.unit_fiat * self.quantity

    @property
    def base(self) -> int:
        """What commission is computed on: the whole price."""
        return self.escrow + self.fiat
