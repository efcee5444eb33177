"""Where the transactions of a governing account go: to the network, to a Safe's queue, or into a file."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.system import System


@dataclass(frozen=True)
class Posted:
    """A transaction as it is to be sent: a contract's function with its arguments."""

    action: str
    """What it does, for a person."""
    method: Any
    arguments: tuple[Any, ...]

    @property
    def to(self) -> str:
        """The contract's address."""
        return str(self.method.contract.address)

    @property
    def data(self) -> bytes:
        """The calldata."""
        return bytes(self.method.encode_input(*self.arguments))


class Outbox(ABC):
    """Takes transactions; each is tried as a call first, and refused with the contract's reason."""

    def __init__(self, system: System, address: str) -> None:
        self.system = system
        self.address = address
        """In whose name they are sent."""

    @property
    def sends_at_once(self) -> bool:
        """Whether a transaction has been made when `post` returns."""
        return False

    @abstractmethod
    def post(self, action: str, method: Any, *arguments: Any) -> None:
        """Take a transaction. Raises ActionError where a contract would refuse it."""

    @abstractmethod
    def finish(self) -> list[str]:
        """Pass on what was collected; returns what to tell the person, a line each."""


class Network(Outbox):
    """An account that signs and sends by itself, one transaction after the other."""

    def __init__(self, system: System, account: AccountAPI) -> None:
        super().__init__(system, account.address)
        self._account = account

    @property
    def sends_at_once(self) -> bool:
        """Always."""
        return True

    def post(self, action: str, method: Any, *arguments: Any) -> None:
        """Send it, and wait for it."""
        sending.send(self.system, action, self._account, method, *arguments)

    def finish(self) -> list[str]:
        """There is nothing left to do."""
        return []


class Collecting(Outbox):
    """Collects transactions, which are passed on together."""

    def __init__(self, system: System, address: str) -> None:
        super().__init__(system, address)
        self.posted: list[Posted] = []

    def post(self, action: str, method: Any, *arguments: Any) -> None:
        """Keep it, once it has been tried."""
        sending.require_accepted(self.system, action, self.address, method, *arguments)
        self.posted.append(Posted(action, method, arguments))
