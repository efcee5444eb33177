"""The stage of the demonstration: it acts on the chain, tells what happens, and counts what it compared."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ape import accounts, chain
from ape.api import ReceiptAPI
from ape.contracts import ContractInstance
from ape.exceptions import ContractLogicError
from ape.types import ContractLog
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ecomchain import reverts
from ecomchain.demo.cast import Actor
from ecomchain.demo.text import ecom, item, link, period
from ecomchain.errors import EcomError
from ecomchain.invariants.chain import Reader
from ecomchain.system import System

AMOUNTS = {
    "amount",
    "balance",
    "allowance",
    "cost",
    "maxCost",
    "budget",
    "unitPrice",
    "floor",
    "listPrice",
    "cap",
}
TIMES = {"deadline", "from", "availableAt", "now"}
OWNER = "buyer", "seller", "owner", "caller", "payer"


@dataclass
class Props:
    """Ids that later scenes need, by the owner's letter or by name."""

    shops: dict[str, int] = field(default_factory=dict)
    listings: dict[str, int] = field(default_factory=dict)
    tasks: dict[str, int] = field(default_factory=dict)
    links: dict[str, int] = field(default_factory=dict)


class Stage:
    """A system, the actors on it, and the console that tells the audience."""

    def __init__(self, system: System, actors: Mapping[str, Actor], console: Console) -> None:
        self.system = system
        self.actors = actors
        self.bank = Actor("presale", accounts[system.manifest.parameters.allocation.presale])
        self.console = console
        self.titles: dict[int, str] = {}  # of listings
        self.commission: dict[str, int] = defaultdict(int)  # received, by address
        self.checked = 0
        self.failures: list[str] = []
        self._names = {contract.address: f"the {part}" for part, contract in system.contracts()}
        self._names |= {actor.address: name for name, actor in actors.items()}
        self._contracts = [contract for _, contract in system.contracts()]

    def __getitem__(self, letter: str) -> Actor:
        return self.actors[letter]

    # Acting

    def send(self, actor: Actor, method: Any, *args: Any) -> ReceiptAPI:
        """``actor`` sends a transaction. Raises EcomError where it fails: the play cannot go on."""
        try:
            # Without the type, Ape reads the list of networks anew for each transaction.
            receipt: ReceiptAPI = method(*args, sender=actor.account, type=2)
        except ContractLogicError:
            reason = reverts.attempt(method, *args, sender=actor.account, contracts=self._contracts)
            notice = reason.notice if reason else "it worked when tried again"
            name = method.abis[0].name
            raise EcomError(f"the play stops: {actor.name} cannot {name}: {reason}; {notice}") from None
        return receipt

    def view(self, contract: ContractInstance, name: str, *args: Any) -> Any:
        """What a view says now; structs have their fields as attributes."""
        return Reader(contract.provider.web3).view(contract, name, *args)

    def owner(self, shop: int) -> str:
        """The address of a shop's owner now."""
        return str(self.view(self.system.registry, "ownerOf", shop))

    def wait_until(self, timestamp: int, *, quietly: bool = False) -> None:
        """Let time pass."""
        passed = timestamp - chain.blocks.head.timestamp
        chain.mine(timestamp=timestamp)
        if not quietly:
            self.tell("", Text(f"… {period(passed)} later", style="dim"))

    def event(self, receipt: ReceiptAPI, contract: ContractInstance, name: str) -> Any:
        """The values of the first event ``name`` of ``contract`` in ``receipt``."""
        return self.events(receipt, contract, name)[0].event_arguments

    def events(self, receipt: ReceiptAPI, contract: ContractInstance, name: str) -> list[ContractLog]:
        """All events ``name`` of ``contract`` in ``receipt``, in order."""
        logs = receipt.decode_logs(getattr(contract, name).abi)
        return [log for log in logs if log.contract_address == contract.address]

    # Comparing

    def check(self, what: str, found: Any, wanted: Any) -> bool:
        """Compare and count; a difference is told at once and fails the demonstration."""
        self.checked += 1
        if found == wanted:
            return True
        self.failures.append(f"{what} is {found}, not {wanted}")
        self.console.print(Text(f"✗ {self.failures[-1]}", style="bold red"))
        return False

    def refuse(self, actor: Actor, what: str, error: str, method: Any, *args: Any) -> None:
        """``actor`` tries what the contracts must refuse with ``error``: show their answer."""
        known = [method.contract, *self._contracts]
        revert = reverts.attempt(method, *args, sender=actor.account, contracts=known)
        answer = revert.name or str(revert) if revert else "yes"
        if not self.check(f"the answer to {actor.name}, who {what},", answer, error) or revert is None:
            return
        values = ", ".join(f"{key} {self._shown(key, value)}" for key, value in revert.values.items())
        line = Text.assemble(what, ": ", (f"refused, {revert.name}({values})", "yellow"))
        if revert.notice:
            line.append(f" — {revert.notice.replace('`', '')}", style="dim italic")
        self.tell(actor.name, line)

    # Telling

    def scene(self, title: str) -> None:
        """Begin a scene."""
        self.console.print()
        self.console.rule(Text(title, style="bold"), align="left", characters="─")

    def pause(self) -> None:
        """An empty line between two stories of a scene."""
        self.console.print()

    def tell(self, who: str, what: str | Text) -> None:
        """One line of the story; ``who`` stands in the margin."""
        line = Table.grid(padding=(0, 1))
        line.add_column(width=3, justify="right", style="bold cyan")
        line.add_column(overflow="fold")
        line.add_row(who, what)
        self.console.print(line)

    def name(self, address: str) -> str:
        """An actor's name for its address."""
        return self._names.get(address, f"{address[:8]}…")

    def _shown(self, key: str, value: Any) -> str:
        """A value of an error as people write it."""
        if isinstance(value, bytes):
            return f"0x{value[:4].hex()}…"
        if isinstance(value, str):
            return self.name(value) if value.startswith("0x") else value
        if key == "nonce":
            return f"{value:#x}"[:10] + "…"
        if key == "listing" or key == "task":
            return item(value)
        if key == "link":
            return link(value)
        if key in AMOUNTS or (key in ("given", "current") and value >= 10**12):
            return ecom(value)
        if key in TIMES and value:
            days = (value - self.system.manifest.timestamp) / 86_400
            return f"day {round(days, 1):g}"
        return str(value)
