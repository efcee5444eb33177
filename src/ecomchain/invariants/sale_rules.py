"""Invariants of the private sale."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ecomchain.amounts import ECOM, format_ecom
from ecomchain.invariants.chain import named
from ecomchain.invariants.rule import covers, equal, invariant
from ecomchain.invariants.state import Record, State

TERMS = ("treasury", "cap", "start", "end", "cliff", "duration", "unsold", "allowlist", "content")
"""Of a round's terms all but the prices."""


@invariant("PRESALE-1", "the sale covers what it owes")
def solvent(state: State) -> Iterator[str]:
    held = state.token.balances.get(state.sale.address, 0)
    yield from covers("the sale", held, state.sale.obligations)


@invariant("PRESALE-2", "it owes what no round took, what open rounds have not sold, and what was bought")
def owed(state: State) -> Iterator[str]:
    sale = state.sale
    unsold = sum(view.cap - view.sold for view in sale.rounds.values() if not view.closed)
    positions = sum(position.bought - position.released for position in sale.positions.values())
    yield from equal("obligations", sale.obligations, sale.unreserved + unsold + positions)


@invariant("PRESALE-3", "a round sells its cap at most: the sum of its positions")
def caps(state: State) -> Iterator[str]:
    sale, bought = state.sale, Counter[tuple[int, str]]()
    for event in named(sale.events, "Bought"):
        bought[event.round, event.account] += event.amount
    for key, position in sale.positions.items():
        yield from equal(f"what {key[1]} bought in round {key[0]}", position.bought, bought[key])
    for id_, view in sale.rounds.items():
        total = sum(position.bought for (of, _), position in sale.positions.items() if of == id_)
        yield from equal(f"what round {id_} has sold", view.sold, total)
        yield from covers(f"the cap of round {id_}", view.cap, view.sold)


@invariant("PRESALE-4", "what was released has vested, and went to whom it belongs to")
def released(state: State) -> Iterator[str]:
    sale, sent, given = state.sale, Counter[str](), Counter[tuple[int, str]]()
    for event in named(sale.events, "Released"):
        given[event.round, event.account] += event.amount
        sent[event.account] += event.amount
    for key, position in sale.positions.items():
        who = f"{key[1]} in round {key[0]}"
        yield from equal(f"what was released to {who}", position.released, given[key])
        yield from covers(f"what has vested of {who}", sale.vested[key], position.released)
        yield from covers(f"what was bought by {who}", position.bought, sale.vested[key])
    for account, amount in sent.items():
        flow = state.token.flows.get((sale.address, account), 0)
        yield from covers(f"all that the sale sent to {account}", flow, amount)


@invariant("PRESALE-5", "the terms of a round are those that it was created with")
def terms(state: State) -> Iterator[str]:
    created = {event.round: event.terms for event in named(state.sale.events, "RoundCreated")}
    if list(created) != list(state.sale.rounds):
        yield f"created were the rounds {list(created)}, there are {list(state.sale.rounds)}"
    for id_, view in state.sale.rounds.items():
        for name in TERMS if id_ in created else ():
            wanted, found = getattr(created[id_], name), getattr(view, name)
            if found != wanted:
                yield f"the {name} of round {id_} is {found}, not {wanted} as it was created"
        if id_ in created and _prices(state.sale.payments[id_]) != _prices(created[id_].payments):
            yield f"round {id_} accepts {_prices(state.sale.payments[id_])}, unlike when it was created"


@invariant("PRESALE-6", "payments are rounded up, and what was not sold went where the terms say")
def payments(state: State) -> Iterator[str]:
    sale, left = state.sale, Counter[str]()
    for event in named(sale.events, "Bought"):
        price = _prices(sale.payments[event.round]).get(event.currency, 0)
        due = -(-event.amount * price // ECOM)
        if event.payment != due:
            bought = format_ecom(event.amount)
            yield f"{bought} in round {event.round} cost {event.payment} of {event.currency}, not {due}"
    closings = named(sale.events, "RoundClosed")
    if len({event.round for event in closings}) != len(closings):
        yield "a round was closed twice"
    for event in closings:
        view = sale.rounds[event.round]
        yield from equal(f"what round {event.round} did not sell", event.amount, view.cap - view.sold)
        home = (view.treasury, *sale.homes)[view.unsold]
        if event.to != home:
            yield f"what round {event.round} did not sell went to {event.to}, not {home}"
        left[event.to] += event.amount
    for to, amount in left.items():
        flow = state.token.flows.get((sale.address, to), 0)
        yield from covers(f"all that the sale sent to {to}", flow, amount)
    closed = {id_ for id_, view in sale.rounds.items() if view.closed}
    if closed != {event.round for event in closings}:
        yield f"closed are the rounds {sorted(closed)}, by the events {sorted(e.round for e in closings)}"


def _prices(accepted: Sequence[Record]) -> dict[str, int]:
    return {payment.currency: payment.price for payment in accepted}
