"""Putting an overview together: read, count up, check."""

from ecomchain.amounts import MAX_SUPPLY
from ecomchain.overview import emission, sale, shops, supply, trade, votes
from ecomchain.overview.figures import Overview
from ecomchain.reports.counting import SETTINGS, Counting
from ecomchain.reports.source import LATEST, Quiet, Source, open_source
from ecomchain.rewards.chain.sync import WIDEST
from ecomchain.system import System

_EVENTS = (*trade.EVENTS, *shops.EVENTS, *sale.EVENTS, *SETTINGS, "grants.GrantCreated")


def overview(
    system: System,
    *,
    block: str = LATEST,
    widest: int = WIDEST,
    progress: Quiet | None = None,
    holders: bool = True,
) -> Overview:
    """The deployment as of a block (``latest``, ``final``, or a number).

    ``holders``: whether to follow every transfer of the token, for the number of wallets and as a second way
    to several totals. Raises ReportError for a block that is not there, ChainReadError or ReadError where the
    node refuses.
    """
    return gather(open_source(system, block=block, widest=widest, progress=progress), holders=holders)


def gather(source: Source, *, holders: bool = True) -> Overview:
    """The deployment at the source's block."""
    found = source.logs.all(*_EVENTS)
    held = supply.holders(source) if holders else None
    tokens = supply.supply(source, supply.ledgers(source, found), held)
    activity = trade.Activity(source, found, Counting(source, found))
    traded, all_shops, rounds = activity.trade(), shops.shops(source, found), sale.rounds(source)
    return Overview(
        header=source.header,
        supply=tokens,
        shops=all_shops,
        trade=traded,
        emission=emission.emission(source),
        rounds=rounds,
        votes=votes.votes(source),
        checks=[
            *supply.checks(tokens, MAX_SUPPLY),
            *activity.checks(traded, held),
            *shops.checks(source, all_shops),
            *sale.checks(source, found, rounds),
        ],
    )
