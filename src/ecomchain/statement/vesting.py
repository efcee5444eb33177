"""Ecom that vests: the account's vesting contracts, and what it bought in rounds of the private sale."""

from collections.abc import Iterator, Sequence

from ecomchain.reports.figures import Check
from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.statement.figures import Position
from ecomchain.statement.story import Story

WALLETS = ("foundation_vesting", "team_vesting")
SALE = "sale"


def positions(source: Source, story: Story) -> list[Position]:
    """Of the vesting contracts whose beneficiary is the account, and of its purchases by round."""
    mine = [
        name for name in WALLETS if source.reader.view(getattr(source.system, name), "owner") == story.address
    ]
    return [*(wallet(source, name) for name in mine), *_bought(source, story.address)]


def wallet(source: Source, name: str) -> Position:
    """A vesting contract as a position; its total is what it holds and has released."""
    reader, contract, token = source.reader, getattr(source.system, name), source.system.token
    start, cliff, end = (int(reader.view(contract, view)) for view in ("start", "cliff", "end"))
    released = int(reader.view(contract, "released", token.address))
    held = int(reader.view(token, "balanceOf", contract.address))
    vested = int(reader.view(contract, "vestedAmount", token.address, source.time))
    releasable = int(reader.view(contract, "releasable", token.address))
    return Position(name, 0, start, cliff, end, held + released, vested, released, releasable)


def _bought(source: Source, account: str) -> list[Position]:
    reader, sale = source.reader, source.system.sale
    rounds = range(1, int(reader.view(sale, "rounds")) + 1)
    held = reader.views([(sale, "position", (number, account)) for number in rounds])
    mine = [(number, one) for number, one in zip(rounds, held, strict=True) if one.bought]
    terms = reader.views([(sale, "round", (number,)) for number, _ in mine])
    vested = reader.views([(sale, "vested", (number, account)) for number, _ in mine])
    releasable = reader.views([(sale, "releasable", (number, account)) for number, _ in mine])
    return [
        Position(
            SALE, number, term.end, term.end + term.cliff, term.end + term.duration,
            one.bought, ripe, one.released, due,
        )
        for (number, one), term, ripe, due in zip(mine, terms, vested, releasable, strict=True)
    ]  # fmt: skip


def checks(source: Source, story: Story, found: Sequence[Position]) -> Iterator[Check]:
    """Vested is released or releasable; positions in the sale are what was bought and released by events.

    The sale may have sent the account more: as the treasury of a round it receives what was not sold.
    """
    for each in found:
        subject = each.kind if each.kind in WALLETS else f"{SALE} {each.round}"
        yield Check("vesting_split", subject, each.released + each.releasable, each.vested)
    bought = sum(int(event.values["amount"]) for event in named(story.mine, "sale.Bought"))
    released = sum(int(event.values["amount"]) for event in named(story.mine, "sale.Released"))
    sale = int(source.system.sale.address, 16)
    came = sum(amount for sender, to, amount in story.transfers.values() if sender == sale)
    in_rounds = [each for each in found if each.kind == SALE]
    for name, counted, stated, covers in (
        ("sale_bought", bought, sum(each.total for each in in_rounds), False),
        ("sale_released", released, sum(each.released for each in in_rounds), False),
        ("sale_received", released, came, True),
    ):
        if counted or stated:
            yield Check(name, "", counted, stated, covers=covers)
