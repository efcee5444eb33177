"""Every permission of a system, as it is on the chain: what was read, without judging it."""

from dataclasses import dataclass, field

from ape.types import ContractLog

from ecomchain.durations import format_duration
from ecomchain.governance.operations import Operation


@dataclass(frozen=True)
class Wait:
    """A wait that the access manager changes after days only, in seconds."""

    now: int
    set_to: int | None = None
    """What the last event has it at; None where it was never set."""
    block: int | None = None

    def __str__(self) -> str:
        if self.set_to is None or self.set_to == self.now:
            return f"{self.now:,} s"
        return f"{self.now:,} s, set to {self.set_to:,} s in block {self.block:,}"

    @property
    def short(self) -> str:
        """For a table: both values where it is being changed."""
        now = format_duration(self.now) if self.now else "not"
        if self.set_to is None or self.set_to == self.now:
            return now
        return f"{now}, then {format_duration(self.set_to) if self.set_to else 'not'}"


@dataclass(frozen=True)
class Grant:
    """An account's hold on a role. Times are Unix seconds, delays seconds."""

    account: str
    since: int
    """From when on; 0: it has not got the role."""
    delay: int
    pending: int
    """The delay from ``effect`` on."""
    effect: int
    """0: no change is pending."""

    def __str__(self) -> str:
        if self.since == 0:
            return "not a holder"
        return f"after {self.delay:,} s" + (
            f", {self.pending:,} s from {self.effect} on" if self.effect else ""
        )

    @property
    def short(self) -> str:
        """For a table."""
        now = format_duration(self.delay) if self.delay else "at once"
        later = format_duration(self.pending) if self.pending else "at once"
        return f"{now}, then {later}" if self.effect else now


@dataclass(frozen=True)
class Role:
    """A role of the access manager."""

    id: int
    label: str
    """Empty: none."""
    admin: int
    """The role whose holders appoint its holders."""
    guardian: int
    """The role whose holders can cancel what its holders have scheduled."""
    wait: Wait
    """How long a new holder has to wait."""
    holders: tuple[Grant, ...]


@dataclass(frozen=True)
class Target:
    """A contract that has restricted functions, or about which the access manager was ever told something."""

    address: str
    closed: bool
    wait: Wait
    """How long changes of its roles and authority have to wait."""
    authority: str | None
    """Who decides about its restricted functions, or why it cannot be read; None: it asks nobody."""


@dataclass(frozen=True)
class Appointment:
    """A permission that is not a role: somebody whom a contract itself listens to."""

    contract: str
    """The contract's part in the system."""
    what: str
    """``market``, ``module``, ``arbitrator``, ``level reader``, ``owner`` or ``pending owner``."""
    about: str
    """Of markets and modules the contract that it is about; otherwise empty."""
    value: str
    """An address, or of markets and modules what they may."""


@dataclass(frozen=True)
class Permissions:
    """All of it."""

    roles: dict[int, Role]
    functions: dict[tuple[str, bytes], int]
    """By contract and selector, the role that may call it: every function that is restricted or ever was."""
    targets: dict[str, Target]
    appointments: list[Appointment]
    operations: list[Operation]
    """What is scheduled, expired operations too."""
    logs: list[ContractLog] = field(repr=False, compare=False)
    """Every event of the access manager."""
