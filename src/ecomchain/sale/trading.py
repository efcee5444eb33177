"""What buyers and anyone do in a round: quote, buy, release, close."""

from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.amounts import format_ecom
from ecomchain.sale import currencies, times
from ecomchain.sale.currencies import Currency
from ecomchain.sale.errors import SaleError
from ecomchain.sale.lists import Allowlist
from ecomchain.system import System

TREASURY, REWARDS, VAULT = range(3)
"""``IPrivateSale.Unsold``."""


def accepted(system: System, number: int) -> list[tuple[Currency, int]]:
    """The currencies of a round with their prices in the smallest unit. SaleError where there is no round."""
    require_round(system, number)
    found = sending.read(system, "look at the round", system.sale.payments, number)
    return [(currencies.at(payment.currency), int(payment.price)) for payment in found]


def choose(system: System, number: int, wanted: str | None) -> Currency:
    """The round's currency with this symbol or address; the only one where none is named.

    Raises SaleError where there is none, or several.
    """
    found = [currency for currency, _ in accepted(system, number)]
    fits = [
        currency for currency in found if wanted in (None, currency.symbol)
        or (wanted or "").lower() == currency.address.lower()
    ]  # fmt: skip
    if len(fits) == 1:
        return fits[0]
    known = ", ".join(f"{currency.symbol} ({currency.address})" for currency in found)
    what = "several fit" if fits else "none fits"
    raise SaleError(f"round {number} accepts {known}, and {what}: name one by its address")


def quote(system: System, number: int, amount: int, currency: Currency) -> int:
    """What ``amount`` (1e-18 Ecom) costs, in the currency's smallest unit, rounded up."""
    return int(sending.read(system, "quote", system.sale.quote, number, currency.address, amount))


def buy(
    system: System, account: AccountAPI, number: int, amount: int, currency: Currency, listed: Allowlist
) -> str:
    """Buy ``amount`` (1e-18 Ecom) for the account, allowing the sale exactly the price; what to tell.

    Raises SaleError where the list is another round's or the account is not on it, ActionError where the
    contract or the currency refuses.
    """
    from ape import chain

    sale = system.sale
    found = require_round(system, number)
    if (listed.chain_id, listed.contract, listed.round) != (chain.chain_id, sale.address, number):
        raise SaleError(
            f"{listed.path} is the list of round {listed.round} of {listed.contract} on chain "
            f"{listed.chain_id}, not of round {number} here: name the right file"
        )
    if listed.root != bytes(found.allowlist):
        raise SaleError(f"{listed.path} has another root than round {number} on the chain: get the file anew")
    place = listed.place(account.address)
    price = quote(system, number, amount, currency)
    terms = (number, currency.address, amount, price, place.cap, place.proof)
    sending.send(system, "buy", account, sale.buy, *terms, cost=price, currency=currency.contract)
    position = sale.position(number, account)
    return (
        f"{account.address} bought {format_ecom(amount)} Ecom for {currency.text(price)}; in round {number} "
        f"{format_ecom(position.bought)} of at most {format_ecom(place.cap)}"
    )


def fund(system: System, account: AccountAPI, amount: int) -> str:
    """Add the account's ``amount`` (1e-18 Ecom) to what the next rounds can sell, for good; what to tell."""
    sale = system.sale
    sending.send(system, "fund the sale", account, sale.fund, amount, cost=amount)
    return (
        f"{account.address} added {format_ecom(amount)} Ecom; the next rounds can sell "
        f"{format_ecom(sale.unreserved())}"
    )


def release(system: System, account: AccountAPI, number: int, holder: str) -> str:
    """Send ``holder`` what has vested; anyone. What to tell."""
    require_round(system, number)
    sale = system.sale
    receipt = sending.send(system, "release", account, sale.release, number, holder)
    (event,) = sale.Released.from_receipt(receipt)
    position = sale.position(number, holder)
    return (
        f"{holder} received {format_ecom(event.amount)} Ecom; {format_ecom(position.released)} of "
        f"{format_ecom(position.bought)} in all"
    )


def close(system: System, account: AccountAPI, number: int) -> str:
    """Send what was not sold where the terms say; anyone, after the end. What to tell."""
    require_round(system, number)
    receipt = sending.send(system, "close the round", account, system.sale.close, number)
    (event,) = system.sale.RoundClosed.from_receipt(receipt)
    where = {TREASURY: "the treasury", REWARDS: "the rewards pool", VAULT: "the seal vault"}[event.unsold]
    return f"round {number} is closed: {format_ecom(event.amount)} Ecom were not sold and went to {where}"


def require_round(system: System, number: int) -> Any:
    """The round's view. Raises SaleError where there is no such round."""
    found = sending.read(system, "look at the round", system.sale.round, number)
    if found.cap == 0:
        count = int(system.sale.rounds())
        known = f"there are rounds 1 to {count}" if count else "there are no rounds yet"
        raise SaleError(f"there is no round {number}: {known}")
    return found


def phase(found: Any, now: int) -> str:
    """Where a round stands: waiting, open, over or closed."""
    if found.closed:
        return "closed"
    if now < found.start:
        return f"waiting, opens {times.text(found.start)}"
    return "open" if now < found.end else "over, can be closed"
