"""What `ape run sale status` and `ape run vesting status` tell."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ecomchain import logs, sending
from ecomchain.amounts import format_ecom
from ecomchain.content.cid import Cid, Codec
from ecomchain.sale import times, trading
from ecomchain.sale.errors import SaleError
from ecomchain.sale.terms import UNSOLD
from ecomchain.system import System, title

VESTINGS = {"foundation": "foundation_vesting", "team": "team_vesting"}
"""By the name of the share, the contract that holds it."""


@dataclass(frozen=True)
class Buyer:
    """A position. Amounts are 1e-18 Ecom."""

    account: str
    bought: int
    released: int
    releasable: int


def summary(system: System) -> dict[str, Any]:
    """The sale and its rounds as plain data; amounts are text in 1e-18 Ecom, times Unix seconds."""
    sale, now = system.sale, _now(system)
    return {
        "contract": sale.address,
        "unreserved": str(sale.unreserved()),
        "obligations": str(sale.obligations()),
        "balance": str(system.token.balanceOf(sale)),
        "rounds": [_round(system, number, now) for number in range(1, int(sale.rounds()) + 1)],
    }


def one_round(system: System, number: int) -> dict[str, Any]:
    """A round and all its positions as plain data. Raises SaleError where there is none."""
    trading.require_round(system, number)
    found = _round(system, number, _now(system))
    found["buyers"] = [
        {
            "account": buyer.account,
            "bought": str(buyer.bought),
            "released": str(buyer.released),
            "releasable": str(buyer.releasable),
        }
        for buyer in buyers(system, number)
    ]
    return found


def buyers(system: System, number: int) -> Iterator[Buyer]:
    """The positions of a round, in the order of first purchases."""
    sale = system.sale
    bought = logs.read(sale, "Bought", first=system.manifest.first_block, indexed=(number,))
    for account in dict.fromkeys(log.event_arguments["account"] for log in bought):
        position = sale.position(number, account)
        yield Buyer(account, position.bought, position.released, sale.releasable(number, account))


def show_sale(found: dict[str, Any], console: Console) -> None:
    """The sale for a person."""
    unreserved, owed = (_ecom(found[key]) for key in ("unreserved", "obligations"))
    console.print(f"PrivateSale {found['contract']}: {unreserved} Ecom not in a round, {owed} owed in all")
    table = Table(box=None, pad_edge=False)
    for column in ("round", "state", "sold", "of", "from", "to", "accepts"):
        table.add_column(column, justify="right" if column in ("sold", "of") else "left", overflow="fold")
    for entry in found["rounds"]:
        table.add_row(
            str(entry["round"]),
            entry["state"],
            _ecom(entry["sold"]),
            _ecom(entry["cap"]),
            times.text(entry["start"]),
            times.text(entry["end"]),
            Text(", ".join(payment["text"] for payment in entry["payments"])),
        )
    console.print(table if found["rounds"] else "there are no rounds yet: `ape run sale create` makes one")


def show_round(found: dict[str, Any], console: Console) -> None:
    """A round for a person."""
    end = found["end"]
    lines = {
        "state": found["state"],
        "sold": f"{_ecom(found['sold'])} of {_ecom(found['cap'])} Ecom",
        "open": f"{times.text(found['start'])} to {times.text(end)}",
        "released": f"from {times.text(end + found['cliff'])}, all by {times.text(end + found['duration'])}",
        "accepts": ", ".join(payment["text"] for payment in found["payments"]),
        "treasury": found["treasury"],
        "unsold": f"to the {found['unsold']}",
        "allowlist": found["allowlist"],
        "content": found["content"],
    }
    console.print(f"round {found['round']}", style="bold")
    for name, text in lines.items():
        console.print(f"{name:10} {text}", markup=False, highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for column in ("buyer", "bought", "released", "releasable now"):
        table.add_column(column, justify="left" if column == "buyer" else "right", overflow="fold")
    for buyer in found["buyers"]:
        amounts = (_ecom(buyer[key]) for key in ("bought", "released", "releasable"))
        table.add_row(buyer["account"], *amounts)
    console.print(table if found["buyers"] else "nobody has bought")


def vestings(system: System) -> list[dict[str, Any]]:
    """The vested shares as plain data; amounts are text in 1e-18 Ecom, times Unix seconds."""
    token = system.token.address
    found = []
    for share, name in VESTINGS.items():
        wallet = getattr(system, name)
        released = int(wallet.released(token))
        found.append(
            {
                "share": share,
                "contract": wallet.address,
                "beneficiary": wallet.owner(),
                "successor": _nobody(wallet.pendingOwner()),
                "start": int(wallet.start()),
                "cliff": int(wallet.cliff()),
                "end": int(wallet.end()),
                "total": str(released + int(system.token.balanceOf(wallet))),
                "released": str(released),
                "releasable": str(wallet.releasable(token)),
            }
        )
    return found


def show_vestings(found: list[dict[str, Any]], console: Console) -> None:
    """The vested shares for a person."""
    for entry in found:
        name = VESTINGS[entry["share"]]
        console.print(f"{title(name)} {entry['contract']}", style="bold", highlight=False, soft_wrap=True)
        successor = f", handed to {entry['successor']} once it accepts" if entry["successor"] else ""
        lines = {
            "beneficiary": entry["beneficiary"] + successor,
            "vests": f"{times.text(entry['start'])} to {times.text(entry['end'])}, "
            f"nothing before {times.text(entry['cliff'])}",
            "released": f"{_ecom(entry['released'])} of {_ecom(entry['total'])} Ecom",
            "releasable": f"{_ecom(entry['releasable'])} Ecom now",
        }
        for what, text in lines.items():
            console.print(f"{what:11} {text}", markup=False, highlight=False, soft_wrap=True)


def release_share(system: System, account: Any, share: str) -> str:
    """Send the share's beneficiary what has vested; anyone. What to tell.

    Raises SaleError where nothing has: the contract would take the gas for sending nothing.
    """
    wallet, token = getattr(system, VESTINGS[share]), system.token
    if not int(wallet.releasable(token.address)):
        raise SaleError(
            f"nothing of the {share}'s share can be released now: it vests from "
            f"{times.text(int(wallet.start()))} to {times.text(int(wallet.end()))}, nothing before "
            f"{times.text(int(wallet.cliff()))}"
        )
    receipt = sending.send(system, "release", account, wallet.release, token.address)
    (event,) = wallet.ERC20Released.from_receipt(receipt)
    return f"{wallet.owner()} received {format_ecom(event.amount)} Ecom of the {share}'s share"


def to_json(found: Any) -> str:
    """For programs."""
    return json.dumps(found, indent=1)


def _round(system: System, number: int, now: int) -> dict[str, Any]:
    found = system.sale.round(number)
    return {
        "round": number,
        "state": trading.phase(found, now),
        "cap": str(found.cap),
        "sold": str(found.sold),
        "start": int(found.start),
        "end": int(found.end),
        "cliff": int(found.cliff),
        "duration": int(found.duration),
        "treasury": found.treasury,
        "unsold": UNSOLD[found.unsold],
        "closed": bool(found.closed),
        "allowlist": "0x" + bytes(found.allowlist).hex(),
        "content": _cid(found.content),
        "payments": [
            {"currency": currency.address, "price": str(price), "text": currency.text(price)}
            for currency, price in trading.accepted(system, number)
        ],
    }


def _cid(struct: Any) -> str:
    return str(Cid(bytes(struct.digest), Codec(struct.codec)))


def _nobody(address: str) -> str | None:
    return None if int(address, 16) == 0 else address


def _ecom(text: str) -> str:
    return format_ecom(int(text))


def _now(system: System) -> int:
    return int(system.token.provider.get_block("latest").timestamp)
