"""The whole deployment at one block, as plain data: where all tokens are, trade, emission, votes.

Amounts are in 1e-18 Ecom, those named ``micro`` in micro-Ecom as the statistics on the chain count; times are
seconds, days UTC days unless said otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecomchain.reports.figures import Check, Header, Tokens, differences


@dataclass(frozen=True)
class Part:
    """A named part of what a contract holds, or of the supply."""

    name: str
    amount: Tokens


@dataclass(frozen=True)
class Ledger:
    """What a contract holds, and what its own books say that is for."""

    contract: str
    address: str
    owed: Sequence[Part]
    balance: Tokens

    @property
    def surplus(self) -> int:
        """What it holds beyond its books, sent to it by mistake; below zero it would owe more than it has."""
        return self.balance - sum(part.amount for part in self.owed)


@dataclass(frozen=True)
class Supply:
    """Where all tokens are; the parts add up to ``total``."""

    parts: Sequence[Part]
    ledgers: Sequence[Ledger]
    holders: int | None
    """Wallets with tokens; None where transfers were not read."""
    total: Tokens
    circulating: Tokens
    """As the vault says: all but what is sealed."""


@dataclass(frozen=True)
class Capability:
    """A capability's terms for new acquisitions, and what all shops hold of it."""

    number: int
    max_units: int
    enabled: bool
    units: int
    lock_per_unit: Tokens
    seal_per_unit: Tokens
    locked: Tokens


@dataclass(frozen=True)
class TopShop:
    """A shop near the top."""

    shop: int
    owner: str
    orders: int
    micro: int
    """Volume of a seller, commission of a distributor."""
    average: str
    level: int


@dataclass(frozen=True)
class Shops:
    """All shops."""

    total: int
    open: int
    levels: Mapping[int, int]
    """How many shops have each level."""
    capabilities: Sequence[Capability]
    sellers: Sequence[TopShop]
    distributors: Sequence[TopShop]


@dataclass(frozen=True)
class Day:
    """A UTC day's trade."""

    day: int
    orders: int
    """That the statistics know of."""
    volume: Tokens
    counted: Tokens
    commission: Tokens


@dataclass(frozen=True)
class Trade:
    """All orders."""

    orders: int
    by_state: Mapping[str, int]
    by_ending: Mapping[str, int]
    fiat_orders: int
    """Through a link, with a fiat part."""
    days: Sequence[Day]
    paid_in: Tokens
    """The price of all orders in tokens."""
    proceeds: Tokens
    """Tokens that were not given back: sellers' and distributors' out of them."""
    refunded: Tokens
    in_escrow: Tokens
    commission_escrow: Tokens
    """Paid out of prices."""
    commission_budgets: Tokens
    """Paid out of sellers' budgets, for orders with a fiat part."""


@dataclass(frozen=True)
class Emission:
    """Community rewards. Days are reward days, from 1."""

    start_day: int
    """The UTC day of reward day 1."""
    today: int
    covered: int
    """The last day that a root covers, or that was skipped."""
    epoch: int
    emitted: Tokens
    declared: Tokens
    """Given to accounts by roots."""
    claimed: Tokens
    pool: Tokens
    """Topped up, for phase two."""
    a_day: Tokens
    """What today emits, in phase one; 0 before and after."""


@dataclass(frozen=True)
class Round:
    """A round of the private sale."""

    number: int
    start: int
    end: int
    cliff: int
    """When the first of it is released."""
    over: int
    """When all of it is."""
    unsold: str
    """``Treasury``, ``Rewards`` or ``Vault``: where what is not sold goes."""
    closed: bool
    cap: Tokens
    sold: Tokens


@dataclass(frozen=True)
class Poll:
    """A vote of the shops."""

    poll: int
    opener: str
    """``factor_vote``, ``referendum`` or ``root_game``."""
    end: int
    electorate: int
    turnout: int
    quorum: bool
    over: bool


@dataclass(frozen=True)
class Votes:
    """What the shops decide."""

    factors: Mapping[str, int]
    """s, d and b of the block's day, in percent."""
    round: int
    """Of flags."""
    needed: int
    """Flags that open a vote."""
    flags: Mapping[str, int]
    polls: Sequence[Poll]
    proposals: int
    executed: int


@dataclass(frozen=True)
class Overview:
    """Everything."""

    header: Header
    supply: Supply
    shops: Shops
    trade: Trade
    emission: Emission
    rounds: Sequence[Round]
    votes: Votes
    checks: Sequence[Check]

    @property
    def agrees(self) -> bool:
        """Whether every total is the chain's."""
        return not differences(list(self.checks))
