"""Putting a statement together: read, count up, check."""

from collections.abc import Sequence
from pathlib import Path

from eth_utils import is_address, to_checksum_address

from ecomchain.errors import ArgumentError
from ecomchain.reports.source import LATEST, Quiet, Source, open_source
from ecomchain.rewards.chain.sync import WIDEST
from ecomchain.rewards.desk import DIRECTORY
from ecomchain.statement import cases, checks, claims, earnings, holdings, story, trade, vesting
from ecomchain.statement.figures import Buyer, Flow, Statement, Totals
from ecomchain.statement.story import Story
from ecomchain.system import System

OTHERS = "others"


def statement(
    system: System,
    address: str,
    *,
    block: str = LATEST,
    widest: int = WIDEST,
    progress: Quiet | None = None,
    rewards: Path = DIRECTORY,
) -> Statement:
    """Everything about an account as of a block (``latest``, ``final``, or a number).

    ``rewards`` is where reward days were computed, if they were. Raises ArgumentError for what is no
    address, ReportError for a block that is not there, ChainReadError or ReadError where the node refuses.
    """
    if not is_address(address):
        raise ArgumentError(f"{address!r} is not an address: give 0x and 40 hexadecimal digits, or a name")
    source = open_source(system, block=block, widest=widest, progress=progress)
    return gather(source, to_checksum_address(address), rewards)


def gather(source: Source, address: str, rewards: Path = DIRECTORY) -> Statement:
    """Everything about an account, at the source's block."""
    reader, system = source.reader, source.system
    told = story.read(source, address)
    closed = earnings.closings(told)
    lines = earnings.lines(told, closed)
    reserves = holdings.reserves(source, told)
    shops = holdings.shops(source, told, reserves)
    positions = vesting.positions(source, told)
    bonds, root_bonds = cases.bonds(source, told), cases.root_bonds(source, told)
    deposits, bounties = cases.deposits(source, told), cases.bounties(source, told)
    commission, sales = trade.commission(lines), trade.sales(told, closed)
    purchases = trade.purchases(told, closed, lines)
    received = claims.claimed(told, "reward_pool")
    sealed = holdings.sealed(told)
    balance = int(reader.view(system.token, "balanceOf", address))
    buyer = reader.view(system.reputation, "buyer", address)
    found = checks.Audit(source, told, shops, closed, lines, balance).run()
    return Statement(
        header=source.header,
        address=address,
        ether=source.ether(address),
        totals=Totals(
            wallet=balance,
            locked=sum(shop.live_lock for shop in shops),
            pending=sum(shop.pending for shop in shops),
            budgets=sum(shop.budget for shop in shops),
            reserves=sum(reserve.amount for reserve in reserves),
            in_escrow=purchases.in_escrow,
            bonds=sum(b.amount for b in bonds) + sum(b.amount for b in root_bonds if b.state != "lost"),
            deposits=sum(deposit.amount for deposit in deposits),
            bounties=sum(bounty.owed for bounty in bounties),
            unreleased=sum(position.total - position.released for position in positions),
            proceeds=sum(sale.proceeds for sale in sales),
            commission=sum(each.amount for each in commission),
            rewards=sum(each.amount for each in received),
            sealed=sum(each.amount for each in sealed),
        ),
        shops=shops,
        former_shops=sorted(told.ever - set(told.shops)),
        vesting=positions,
        open_orders=trade.open_orders(source, told),
        reserves=reserves,
        bonds=bonds,
        root_bonds=root_bonds,
        deposits=deposits,
        bounties=bounties,
        assignments=cases.assignments(source, told),
        commission=commission,
        sales=sales,
        purchases=purchases,
        days=trade.days(source, lines),
        rewards=received,
        claimable=claims.claimable(source, told, rewards),
        grants_created=claims.grants_created(source, told),
        grants_claimed=claims.claimed(told, "grants"),
        votes=claims.votes(source, told),
        proposals=claims.proposals(told),
        buyer=Buyer(
            orders=buyer.orders,
            micro=buyer.volume,
            counted_micro=buyer.counted,
            ratings=buyer.ratings,
            rating_sum=buyer.ratingSum,
            lost=buyer.lost,
            fiat_orders=buyer.fiatOrders,
        ),
        sealed=sealed,
        flows=flows(source, told),
        checks=[*found, *vesting.checks(source, told, positions)],
    )


def flows(source: Source, told: Story) -> Sequence[Flow]:
    """What went between the account and every contract of the system, and between it and all others."""
    names = {int(contract.address, 16): name for name, contract in source.system.contracts()}
    sums: dict[str, list[int]] = {name: [0, 0] for name in [*names.values(), OTHERS]}
    for sender, to, amount in told.transfers.values():
        if sender == told.number:
            sums[names.get(to, OTHERS)][0] += amount
        if to == told.number:
            sums[names.get(sender, OTHERS)][1] += amount
    return [Flow(name, *both) for name, both in sums.items() if any(both)]
