"""Invariants of the private sale, on what the contracts' views and events say."""

from ecomchain.model.structs_sale import SaleRound, Unsold
from invariant.checks import invariant
from invariant.history import History
from invariant.seen import Seen


@invariant("PRESALE-1")
def sale_is_solvent(seen: Seen, _: History) -> None:
    assert seen.contracts["sale"] >= seen.sale.obligations


@invariant("PRESALE-2")
def obligations_are_all_that_is_owed(seen: Seen, _: History) -> None:
    """What no round took, what open rounds have not sold, what is bought and not released."""
    sale = seen.sale
    unsold = sum(r.cap - r.sold for r in sale.rounds.values() if not r.closed)
    owed = sum(p.bought - p.released for p in sale.positions.values())
    assert sale.obligations == sale.unreserved + unsold + owed


@invariant("PRESALE-3")
def rounds_sell_their_cap_at_most(seen: Seen, history: History) -> None:
    """What a round sold is what its positions bought, each within the cap that its list has."""
    for number, found in seen.sale.rounds.items():
        bought = {who: p.bought for (of, who), p in seen.sale.positions.items() if of == number}
        assert found.sold == sum(bought.values()) <= found.cap
        assert bought == {
            who: sum(amounts) for (of, who), amounts in history.sale.bought.items() if of == number
        }
        for who, amount in bought.items():
            assert amount <= history.sale.caps[number].get(who, 0)


@invariant("PRESALE-4")
def released_has_vested(seen: Seen, history: History) -> None:
    """And has arrived, at whom it belongs to."""
    for key, position in seen.sale.positions.items():
        assert position.released <= seen.sale.vested[key] <= position.bought
        assert position.released == history.sale.released[key]
    assert history.sale.released_elsewhere == []


@invariant("PRESALE-5")
def terms_stay(seen: Seen, history: History) -> None:
    """Those that the round was created with, prices too."""
    for number, terms in history.sale.terms.items():
        found = seen.sale.rounds[number]
        same = SaleRound(
            terms[6], terms[1], found.sold, *terms[2:6], terms[7], found.closed, terms[8], tuple(terms[9])
        )  # fmt: skip
        assert found == same
        assert seen.sale.payments[number] == tuple(map(tuple, terms[0]))
    assert len(seen.sale.rounds) == len(history.sale.terms) + 1


@invariant("PRESALE-6")
def payments_arrive(seen: Seen, history: History) -> None:
    """Each payment in full, rounded up; what is not sold goes once, after the end, where the terms say."""
    assert history.sale.short == []
    for number, (amount, to, time) in history.sale.closed.items():
        found, name = seen.sale.rounds[number], Unsold(seen.sale.rounds[number].unsold).name
        assert found.closed
        assert time >= found.end
        assert amount == found.cap - found.sold
        assert to == history.sale.homes.get(name, found.treasury)
    assert {number for number, found in seen.sale.rounds.items() if found.closed} == set(history.sale.closed)
