"""Reads the private sale of a live deployment."""

from typing import Any

from ecomchain.invariants.chain import Reader, each, named
from ecomchain.invariants.state_sale import Sale


def read_sale(reader: Reader, system: Any, start: int) -> Sale:
    """With all its events from block ``start`` on."""
    sale, events = system.sale, reader.events(system.sale, start)
    ids = range(1, reader.view(sale, "rounds") + 1)
    keys = sorted({(event.round, event.account) for event in named(events, "Bought", "Released")})
    return Sale(
        address=sale.address,
        unreserved=reader.view(sale, "unreserved"),
        obligations=reader.view(sale, "obligations"),
        rounds=each(reader, sale, "round", ids),
        payments=each(reader, sale, "payments", ids),
        positions=each(reader, sale, "position", keys),
        vested=each(reader, sale, "vested", keys),
        homes=(system.reward_pool.address, system.vault.address),
        events=events,
    )
