"""Reads the state of a live deployment: views and events only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ecomchain.ids import listing_id, task_id
from ecomchain.invariants import reading_people as people
from ecomchain.invariants import reading_trade as trade
from ecomchain.invariants.chain import Reader, each, named
from ecomchain.invariants.reading_people import RATED
from ecomchain.invariants.reading_rewards import read_rewards
from ecomchain.invariants.reading_sale import read_sale
from ecomchain.invariants.reading_trade import CLOSED
from ecomchain.invariants.state import Catalog, Event, Record, Registry, Shop, State, Token, Vault
from ecomchain.system import System

ZERO = "0x" + "0" * 40
IDLE = ("token", "catalog", "reputation", "vouchers", "splitter", "polls", "factor_vote", "referendum")
"""Contracts that hold no tokens but what strangers send them."""


def read_state(system: System, block: int | None = None) -> State:
    """The state of ``system`` at ``block`` (default: the latest), with all its events up to then.

    Raises ChainReadError where the node does not answer.
    """
    start = system.manifest.first_block
    reader = Reader(system.token.provider.web3, block)
    registry = _registry(reader, system, reader.events(system.registry, start))
    catalog = _catalog(reader, system, reader.events(system.catalog, start), registry.shops)
    market = trade.read_market(reader, system, catalog, reader.events(system.market, start))
    shops, orders = registry.shops, sorted(market.orders)
    reputation = people.read_reputation(reader, system, shops, market)
    timed = [event for event in market.events if event.name == CLOSED]
    timed += [event for event in reputation.events if event.name == RATED]
    return State(
        block=reader.block,
        token=_token(reader, system, reader.events(system.token, start)),
        vault=_vault(reader, system, reader.events(system.vault, start)),
        registry=registry,
        catalog=catalog,
        market=market,
        budgets=trade.read_budgets(reader, system, shops, orders),
        vouchers=trade.read_vouchers(reader, system),
        disputes=trade.read_disputes(reader, system, orders),
        reputation=reputation,
        group_buy=people.read_group_buy(reader, system),
        bounties=people.read_bounties(reader, system),
        times=reader.times({event.position[0] for event in timed}),
        idle={name: getattr(system, name).address for name in IDLE},
        rewards=read_rewards(reader, system, [*registry.events, *reputation.events], start),
        sale=read_sale(reader, system, start),
    )


def _token(reader: Reader, system: System, events: Sequence[Event]) -> Token:
    moves = [tuple(vars(transfer).values()) for transfer in named(events, "Transfer")]  # from, to, amount
    receivers = sorted({to for _, to, _ in moves})
    sent: dict[str, int] = defaultdict(int)
    flows: dict[tuple[str, str], int] = defaultdict(int)
    for sender, receiver, amount in moves:
        sent[sender] += amount
        flows[sender, receiver] += amount
    return Token(
        supply=reader.view(system.token, "totalSupply"),
        minted=[amount for sender, _, amount in moves if sender == ZERO],
        balances=each(reader, system.token, "balanceOf", receivers),
        sent=sent,
        flows=flows,
    )


def _vault(reader: Reader, system: System, events: Sequence[Event]) -> Vault:
    vault = system.vault
    seals = named(events, "Sealed")
    days = sorted({(seal.reason, seal.day, seal.ref) for seal in seals})
    return Vault(
        address=vault.address,
        total=reader.view(vault, "totalSealed"),
        circulating=reader.view(vault, "circulatingSupply"),
        events=seals,
        by_payer=each(reader, vault, "sealedBy", sorted({seal.payer for seal in seals})),
        by_reason=each(reader, vault, "sealedFor", sorted({seal.reason for seal in seals})),
        by_day=each(reader, vault, "sealedOn", days),
    )


def _registry(reader: Reader, system: System, events: Sequence[Event]) -> Registry:
    registry = system.registry
    totals = reader.view(registry, "totals")
    ids = range(1, totals.shops + 1)
    acquisitions = named(events, "CapabilityAcquired")
    held = sorted({(event.shop, event.capability) for event in acquisitions if event.shop in ids})
    views, locks = each(reader, registry, "shop", ids), each(reader, registry, "locks", ids)
    positions: dict[int, dict[int, Record]] = defaultdict(dict)
    for (shop, capability), position in each(reader, registry, "position", held).items():
        positions[shop][capability] = position
    acquired: dict[int, int] = defaultdict(int)
    released: dict[int, int] = defaultdict(int)
    withdrawn: dict[int, int] = defaultdict(int)
    for event in acquisitions:
        acquired[event.shop] += event.locked
    for event in named(events, "CapabilityReleased"):
        released[event.shop] += event.amount
    for event in named(events, "Withdrawn"):
        withdrawn[event.shop] += event.amount
    return Registry(
        address=registry.address,
        totals=totals,
        links_per_unit=reader.view(registry, "linksPerUnit"),
        shops={id_: Shop(views[id_], locks[id_], positions[id_]) for id_ in ids},
        acquired=acquired,
        released=released,
        withdrawn=withdrawn,
        events=events,
    )


def _catalog(reader: Reader, system: System, events: Sequence[Event], shops: Iterable[int]) -> Catalog:
    catalog = system.catalog
    counts = each(reader, catalog, "counts", shops)
    listings = [listing_id(shop, i + 1) for shop, (count, _) in counts.items() for i in range(count)]
    tasks = [task_id(shop, i + 1) for shop, (_, count) in counts.items() for i in range(count)]
    links = [event.link for event in named(events, "LinkTaken")]
    from_zero = [(shop, 0) for shop in counts]
    free_listings = each(reader, catalog, "freeListingNumber", from_zero)
    free_links = each(reader, catalog, "freeLinkNumber", from_zero)
    return Catalog(
        listings=each(reader, catalog, "listing", listings),
        tasks={id_: answer and answer[0] for id_, answer in each(reader, catalog, "task", tasks).items()},
        links=each(reader, catalog, "link", links),
        events=events,
        free_listing_number={shop: free for (shop, _), free in free_listings.items()},
        free_link_number={shop: free for (shop, _), free in free_links.items()},
    )
