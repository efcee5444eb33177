"""Ecom that vests: the account's vesting contracts, and what it bought in rounds of the private sale.

A deployment from before these contracts has none of them: then there is nothing to report or check.
"""

from collections.abc import Sequence
from typing import Any

from ecomchain.reports.figures import Check
from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.statement.figures import Position
from ecomchain.statement.story import Story

WALLETS = ("foundation_vesting", "team_vesting")
SALE = "sale"


def contracts(source: Source) -> dict[str, Any]:
    """Those of the deployment that hold what vests."""
    known = dict(source.system.contracts())
    return {name: known[name] for name in (*WALLETS, SALE) if name in known}


def positions(source: Source, story: Story) -> list[Position]:
    """Of the vesting contracts whose beneficiary is the account, and of its purchases by round."""
    there = contracts(source)
    found = [
        wallet(source, name)
        for name in WALLETS
        if name in there and source.reader.view(there[name], "owner") == story.address
    ]
    return found + (_bought(source, there[SALE], story.address) if SALE in there else [])


def wallet(source: Source, name: str) -> Position:
    """A vesting contract as a position; its total is what it holds and has released."""
    reader, contract, token = source.reader, contracts(source)[name], source.system.token
    start, cliff, end = (int(reader.view(contract, view)) for view in ("start", "cliff", "end"))
    released = int(reader.view(contract, "released", token.address))
    held = int(reader.view(token, "balanceOf", contract.address))
    vested = int(reader.view(contract, "vestedAmount", token.address, source.time))
    releasable = int(reader.view(contract, "releasable", token.address))
    return Position(name, 0, start, cliff, end, held + released, vested, released, releasable)


def _bought(source: Source, sale: Any, account: str) -> list[Position]:
    reader = source.reader
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


def checks(source: Source, story: Story, found: Sequence[Position]) -> list[Check]:
    """What sale and vesting contracts have paid the account, by its transfers and as the contracts say."""
    result = [
        Check("vesting_split", each.kind, each.released + each.releasable, each.vested)
        for each in found
        if each.kind != SALE
    ]
    there = contracts(source)
    if SALE in there:
        number = int(there[SALE].address, 16)
        came = sum(
            int(event.values["amount"])
            for event in named(story.mine, "token.Transfer")
            if event.values["from"] == number and event.values["to"] == story.number
        )
        released = sum(position.released for position in found if position.kind == SALE)
        result.append(Check("sale_released", "", came, released))
    return result
