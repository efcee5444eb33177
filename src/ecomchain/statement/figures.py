"""What an account owns, earns and holds locked: plain data, as of one block.

Amounts are in 1e-18 Ecom, those named ``micro`` in micro-Ecom as the statistics on the chain count; times are
seconds, rates basis points. Ids are the integers of ``interfaces/types/Ids.sol``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ecomchain.reports.figures import Check, Header, Tokens, differences


@dataclass(frozen=True)
class Lock:
    """What a shop holds of one capability, and what giving up all its units now would make pending."""

    capability: int
    units: int
    since: int
    available_at: int
    """From when on what is released now could be withdrawn."""
    locked: Tokens
    released: Tokens


@dataclass(frozen=True)
class Marks:
    """How a shop was found as a seller, or as a distributor."""

    ratings: int
    rating_sum: int
    partner_ratings: int
    partner_sum: int
    missed: int
    lost: int
    fiat_orders: int
    fiat_micro: int


@dataclass(frozen=True)
class Shop:
    """A shop of the account."""

    number: int
    open: bool
    level: int
    level_due: int
    """What the level would be after `syncLevel`."""
    showcase: int
    showcase_used: int
    links: int
    links_used: int
    promotion: bool
    metadata: str
    """A CIDv1, or empty."""
    locks: Sequence[Lock]
    pending_from: int
    """When what is pending can be withdrawn; 0 where nothing is."""
    open_reserves: int
    """Orders with a reserve."""
    seller_orders: int
    seller_micro: int
    seller_counted_micro: int
    seller_commission_micro: int
    distributor_orders: int
    distributor_micro: int
    distributor_counted_micro: int
    distributor_commission_micro: int
    as_seller: Marks
    as_distributor: Marks
    live_lock: Tokens
    pending: Tokens
    budget: Tokens
    reserved: Tokens
    allowance: Tokens
    """How much more of its sales would count now (REP-4)."""


@dataclass(frozen=True)
class OpenOrder:
    """An order that is not closed, on one side of it."""

    order: int
    side: str
    """``buyer``, ``seller``, ``closing`` or ``upper``."""
    state: str
    listing: int
    quantity: int
    deadline: int
    """Of fulfilment, of protection, or of the dispute's stage."""
    level: int
    """Of the account's shop in the chain; 0 for buyer and seller."""
    escrow: Tokens
    fiat: Tokens
    """The declared value of its fiat part."""
    expected: Tokens
    """What closing it at 100 % now would pay this side."""


@dataclass(frozen=True)
class Reserve:
    """What is kept of a shop's budget for the distributors of an order."""

    order: int
    shop: int
    stage: str
    """``Reserved``, ``Held`` or ``Objected``."""
    deadline: int
    """Until when a held one waits for an objection."""
    amount: Tokens


@dataclass(frozen=True)
class Bond:
    """An open bond of the account."""

    kind: str
    """``dispute`` or ``objection``."""
    order: int
    side: str
    """``claimant`` or ``respondent``."""
    stage: str
    deadline: int
    amount: Tokens


@dataclass(frozen=True)
class RootBond:
    """What the account has on an answer of a round about rewards; ``state`` says whether it comes back."""

    round: int
    answer: int
    state: str
    """``running``, ``returnable`` or ``lost``."""
    amount: Tokens


@dataclass(frozen=True)
class Deposit:
    """A deposit in a group of group buying."""

    group: int
    deal: int
    listing: int
    quantity: int
    state: str
    """``open``, ``succeeded``, ``refundable`` or ``void``."""
    until: int
    """When the state ends; 0 for never."""
    amount: Tokens


@dataclass(frozen=True)
class Bounty:
    """A bounty that a shop of the account has posted and still owes for."""

    bounty: int
    shop: int
    free: int
    taken: int
    closed: bool
    reward: Tokens
    owed: Tokens


@dataclass(frozen=True)
class Assignment:
    """A slot that the account has in somebody's bounty."""

    bounty: int
    shop: int
    state: str
    """``Assigned`` or ``Submitted``."""
    deadline: int
    reward: Tokens


@dataclass(frozen=True)
class Commission:
    """What the account was paid for the sales of one listing, from one level of the chain."""

    listing: int
    level: int
    closing: bool
    """Whether as the closing distributor."""
    orders: int
    amount: Tokens


@dataclass(frozen=True)
class Sales:
    """What the account sold of one listing, closed orders only."""

    listing: int
    orders: int
    units: int
    fiat_orders: int
    proceeds: Tokens
    """Tokens that it was paid."""
    refunded: Tokens
    """Tokens that went back to buyers."""
    commission: Tokens
    """What distributors were paid, out of escrow or budget."""


@dataclass(frozen=True)
class Purchases:
    """What the account bought."""

    orders: int
    open: int
    spent: Tokens
    """Out of its wallet."""
    refunded: Tokens
    """Back into it."""
    in_escrow: Tokens


@dataclass(frozen=True)
class Day:
    """What the account earned on a UTC day."""

    day: int
    proceeds: Tokens
    commission: Tokens


@dataclass(frozen=True)
class Position:
    """Ecom that vests: of a vesting contract whose beneficiary the account is, or bought in the sale."""

    kind: str
    """``foundation_vesting``, ``team_vesting`` or ``sale``."""
    round: int
    """Of the sale; 0 for a vesting contract."""
    start: int
    """When vesting begins to count."""
    cliff: int
    """Before then nothing is releasable."""
    end: int
    total: Tokens
    vested: Tokens
    released: Tokens
    releasable: Tokens


@dataclass(frozen=True)
class Claimed:
    """What the account was paid of an epoch of community rewards, or of a grant."""

    epoch: int
    amount: Tokens


@dataclass(frozen=True)
class Claimable:
    """What the account could claim now, by the reward days that were computed on this machine.

    ``reason`` says what is missing where that is unknown: then the amounts are None.
    """

    reason: str
    detail: str
    epochs: Sequence[Claimed]
    amount: Tokens | None


@dataclass(frozen=True)
class Grant:
    """A grant that the account has created."""

    grant: int
    total: Tokens
    claimed: Tokens


@dataclass(frozen=True)
class Vote:
    """A ballot that the account has cast for one of its shops."""

    poll: int
    shop: int
    option: int
    over: bool
    end: int


@dataclass(frozen=True)
class Buyer:
    """The account's statistics as a buyer."""

    orders: int
    micro: int
    counted_micro: int
    ratings: int
    rating_sum: int
    lost: int
    fiat_orders: int


@dataclass(frozen=True)
class Sealed:
    """What the account has sealed for one reason."""

    reason: str
    amount: Tokens


@dataclass(frozen=True)
class Flow:
    """What the token's transfers moved between the account and one contract, or all ``others`` together."""

    contract: str
    paid: Tokens
    """By the account."""
    received: Tokens


@dataclass(frozen=True)
class Totals:
    """The figures to see first; each is a sum over what follows."""

    wallet: Tokens
    locked: Tokens
    pending: Tokens
    budgets: Tokens
    reserves: Tokens
    in_escrow: Tokens
    """As buyer."""
    bonds: Tokens
    deposits: Tokens
    bounties: Tokens
    unreleased: Tokens
    """Vesting or bought, and not released yet."""
    proceeds: Tokens
    commission: Tokens
    rewards: Tokens
    sealed: Tokens

    @property
    def owned(self) -> int:
        """In the wallet, and in contracts for the account or to come back to it under their rules."""
        return (
            self.wallet + self.locked + self.pending + self.budgets + self.reserves + self.in_escrow
            + self.bonds + self.deposits + self.bounties + self.unreleased
        )  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """Everything about one account."""

    header: Header
    address: str
    ether: Tokens
    totals: Totals
    shops: Sequence[Shop]
    former_shops: Sequence[int]
    vesting: Sequence[Position]
    open_orders: Sequence[OpenOrder]
    reserves: Sequence[Reserve]
    bonds: Sequence[Bond]
    root_bonds: Sequence[RootBond]
    deposits: Sequence[Deposit]
    bounties: Sequence[Bounty]
    assignments: Sequence[Assignment]
    commission: Sequence[Commission]
    sales: Sequence[Sales]
    purchases: Purchases
    days: Sequence[Day]
    rewards: Sequence[Claimed]
    claimable: Claimable
    grants_created: Sequence[Grant]
    grants_claimed: Sequence[Claimed]
    votes: Sequence[Vote]
    proposals: Sequence[int]
    buyer: Buyer
    sealed: Sequence[Sealed]
    flows: Sequence[Flow]
    checks: Sequence[Check]

    @property
    def agrees(self) -> bool:
        """Whether every total is the chain's."""
        return not differences(list(self.checks))
