"""The report of a replay: what happened, and whether every sum agrees whichever way it is computed."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from ecomchain.amounts import format_ecom
from ecomchain.replay.errors import InputError
from ecomchain.replay.settings import Settings

Ecom = Annotated[int, PlainSerializer(format_ecom, return_type=str)]
"""An amount in the token's smallest unit; in the file as decimal text in Ecom, exactly."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class Source(_Model):
    """One file, and how many of its rows were left out."""

    file: str
    rows: int
    skipped: int


class Row(_Model):
    """One row of a file: its line there (the header is line 1)."""

    file: str
    line: int
    detail: str


class Orders(_Model):
    """Orders on chain: one for each usable order line."""

    placed: int
    by_kind: dict[str, dict[str, int]]
    """By what they were paid with, then by ending."""
    by_ending: dict[str, int]
    by_status: dict[str, dict[str, int]]
    """By the status in the data, then by ending."""
    by_levels: dict[int, int]
    """By the number of distributors; 0 is straight from the seller."""
    buyers: int


class Shops(_Model):
    """What was set up for them."""

    sellers: int
    distributors: int
    listings: int
    price_changes: int
    links: int
    most_links: int
    """Of one distributor."""


class Amounts(_Model):
    """All in Ecom, as decimal text."""

    paid_in: Ecom
    refunded: Ecom
    proceeds: Ecom
    """The sellers', in tokens."""
    commission: Ecom
    commission_out_of_escrow: Ecom
    commission_out_of_budgets: Ecom
    commission_by_level: dict[int, Ecom]
    """Level 1 is nearest the seller."""
    fiat_declared: Ecom
    """The declared value of all that was to be paid in fiat: no token was."""
    sealed: Ecom
    locked: Ecom
    open_escrow: Ecom
    freight_left_out: Ecom
    """No part of any price."""


class Budgets(_Model):
    """The sellers' commission budgets."""

    funded: Ecom
    reserved: Ecom
    """By all orders together, each its worst case."""
    paid: Ecom
    returned: Ecom
    """To the budgets, of what had been reserved."""
    held: Ecom
    """For objections, in all."""
    withdrawn: Ecom
    left: Ecom
    open_reserves: Ecom


class Disputes(_Model):
    """Disputes and commission objections, and the bonds of both."""

    disputes: dict[str, int]
    """By outcome."""
    objections: dict[str, int]
    """By outcome; `not_raised`: what was held went back to the budget."""
    bonds_put_up: Ecom
    bonds_won: Ecom
    """By the winners, from the losers."""
    open_bonds: Ecom


class Ratings(_Model):
    """Ratings of one direction."""

    count: int
    average: float | None


class Reputation(_Model):
    """What the parties have earned."""

    volume: Ecom
    """Token proceeds of orders that brought at least `minRated`."""
    counted: Ecom
    """What of them the sellers' locks let count."""
    ratings: dict[str, Ratings]
    """By direction."""
    levels: dict[int, int]
    """Distributors by level."""


class Check(_Model):
    """One sum computed in several ways; None where a way does not lead to it.

    ``model``: from the plan with the reference model. ``events``: from the contracts' events.
    ``transfers``: from the token's. ``balances``: from balances at the end, less those at the
    beginning. ``stated``: from the contracts' own totals.
    """

    name: str
    unit: str
    model: str
    events: str | None = None
    transfers: str | None = None
    balances: str | None = None
    stated: str | None = None
    agrees: bool


class Gas(_Model):
    """Gas of one action."""

    count: int
    min: int
    median: int
    max: int


class Speed(_Model):
    """Time on the chain; of an interrupted run, of all its parts together."""

    seconds: float
    transactions: int
    transactions_per_second: float
    orders_per_second: float
    resumed: bool


class Report(_Model):
    """What a replay found."""

    version: int = 2
    network: str
    chain_id: int
    market: str
    first_block: int
    last_block: int
    plan: str
    """Equal for equal files, seed and settings."""
    settings: Settings
    files: dict[str, Source]
    orders: Orders
    shops: Shops
    amounts: Amounts
    budgets: Budgets
    disputes: Disputes
    reputation: Reputation
    conserved: bool
    """Whether every check agrees."""
    checks: list[Check]
    differences: list[str]
    """Accounts whose balance is not what it should be; at most a few are named."""
    gas: dict[str, Gas]
    speed: Speed
    skipped: dict[str, list[Row]]
    """Rows left out, by reason."""
    notes: dict[str, list[Row]]
    """Odd rows that were kept, by oddity."""

    def save(self, path: Path) -> None:
        """Write the report as JSON."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(
                f"{path} cannot be written: {error.strerror}; name another with --report"
            ) from None


def check(name: str, model: int, *, unit: str = "Ecom", **others: int | None) -> Check:
    """A sum in all the ways in which it was computed."""
    text = format_ecom if unit == "Ecom" else str
    found = {way: value for way, value in others.items() if value is not None}
    return Check(
        name=name,
        unit=unit,
        model=text(model),
        **{way: text(value) for way, value in found.items()},
        agrees=all(value == model for value in found.values()),
    )
