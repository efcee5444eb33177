"""Creating a round: sent at once, or scheduled on the access manager and executed after the delay."""

from pathlib import Path
from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.amounts import grouped_ecom
from ecomchain.sale import lists, times
from ecomchain.sale.errors import SaleError
from ecomchain.sale.terms import MAX_AHEAD, RoundTerms
from ecomchain.system import CONTRACTS, System, title

_LIST_ANEW = "make the list anew with `ape run sale allowlist --round`"

EXPIRES_AFTER = 7 * 86_400
"""Seconds for which OpenZeppelin's access manager keeps a scheduled call executable."""


def allowlist(system: System, csv_file: Path, out: Path, number: int | None = None) -> str:
    """Build the list of the round ``number`` (default: the next one) and write its proofs; what to tell."""
    from ape import chain

    number = number or int(system.sale.rounds()) + 1
    tree = lists.build(csv_file, chain_id=chain.chain_id, contract=str(system.sale.address), number=number)
    cid = lists.write(tree, out)
    return (
        f"{out}: the list of round {number}, {tree.count:,} buyers, who may buy "
        f"{grouped_ecom(tree.total)} Ecom in all\n"
        f"round: {number}\n"
        f"allowlist: '0x{tree.root.hex()}'\n"
        f"content: {cid}"
    )


def create(system: System, account: AccountAPI, terms: RoundTerms) -> str:
    """Create the round, or schedule it where the account has a delay; what to tell.

    The same call executes what it scheduled, once the delay is over. Raises SaleError where the account may
    not, or the round could not start any more, and ActionError where the contract refuses.
    """
    sale, manager = system.sale, system.access_manager
    _require_treasury(system, terms)
    struct = terms.struct()
    data = bytes(sale.createRound.encode_input(struct))
    now = _now(system)
    may, delay = manager.canCall(account, sale, data[:4])
    if may:
        _require_start(terms, now)
        _require_next(system, terms)
        return _created(system, sending.send(system, "create a round", account, sale.createRound, struct))
    if not delay:
        raise SaleError(
            f"{account.address} may not create rounds: that is the foundation's, "
            f"{system.manifest.parameters.roles.foundation.account}"
        )
    ready = int(manager.getSchedule(manager.hashOperation(account, sale, data)))
    if ready == 0:
        _require_start(terms, now + int(delay))
        _require_ahead(system, terms)
        sending.send(system, "schedule a round", account, manager.schedule, sale, data, 0)
        ready = int(manager.getSchedule(manager.hashOperation(account, sale, data)))
        return f"scheduled: {_when(ready)}"
    if ready > now:
        return f"scheduled already: {_when(ready)}"
    _require_start(terms, now)
    _require_next(system, terms)
    return _created(system, sending.send(system, "create a round", account, sale.createRound, struct))


def _created(system: System, receipt: Any) -> str:
    (event,) = system.sale.RoundCreated.from_receipt(receipt)
    found = system.sale.round(event.round)
    return f"round {event.round} is created: open from {times.text(found.start)} to {times.text(found.end)}"


def _when(ready: int) -> str:
    until = times.text(ready + EXPIRES_AFTER)
    return (
        f"run the same command again between {times.text(ready)} and {until} to create the round; "
        "until then everybody can see it, and the account can cancel it"
    )


def _require_start(terms: RoundTerms, earliest: int) -> None:
    if not earliest <= terms.start <= earliest + MAX_AHEAD:
        raise SaleError(
            f"start: {times.text(terms.start)} is not from {times.text(earliest)}, when the round can be "
            f"created at the earliest, to {times.text(earliest + MAX_AHEAD)}: write another time"
        )


def _require_next(system: System, terms: RoundTerms) -> None:
    """Raises SaleError where the round would get another number than its list is for: nobody could buy."""
    following = int(system.sale.rounds()) + 1
    if terms.round != following:
        raise SaleError(
            f"round: the list is for round {terms.round}, and this would become round {following}, in which "
            f"nobody on it could buy: {_LIST_ANEW}, or create the rounds before it first"
        )


def _require_ahead(system: System, terms: RoundTerms) -> None:
    """Raises SaleError where the number that the list is for is taken already."""
    if terms.round <= (last := int(system.sale.rounds())):
        raise SaleError(
            f"round: the list is for round {terms.round}, and there are {last} rounds already: {_LIST_ANEW}"
        )


def _require_treasury(system: System, terms: RoundTerms) -> None:
    """Raises SaleError for a treasury among the system's contracts that could not send anything on."""
    for name, contract in system.contracts():
        if contract.address == terms.treasury and CONTRACTS[name] != "EcomVesting":
            raise SaleError(
                f"treasury: {terms.treasury} is {title(name)}, where what it is sent would be lost: "
                "name an account, a Safe or a vesting"
            )


def _now(system: System) -> int:
    return int(system.token.provider.get_block("latest").timestamp)
