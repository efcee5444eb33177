"""The permissions of a system beside those that its parameters give: each comparison a check."""

from collections.abc import Iterator

from eth_utils import to_hex
from hexbytes import HexBytes

from ecomchain.checks import Check, compare
from ecomchain.deployment import (
    ADMIN_ROLE,
    GUARDIAN_ROLE,
    LABELS,
    MODULES,
    OPERATOR_ROLE,
    ROLES,
    grants,
    wire,
)
from ecomchain.durations import format_time
from ecomchain.governance.calls import describe
from ecomchain.ids import capability_name
from ecomchain.names import Names
from ecomchain.parameters import Parameters
from ecomchain.permissions.reading import NOBODY, grant, managed, restricted
from ecomchain.permissions.roles import role_name
from ecomchain.permissions.state import Appointment, Permissions
from ecomchain.system import System, title

OWNERSHIP = ("owner", "pending owner")
"""Of a vesting: its beneficiary's own to hand over, so that another one is no difference."""


class Comparison:
    """What there is (``found``), and what ``parameters`` (accounts resolved) say there should be."""

    def __init__(self, system: System, parameters: Parameters, found: Permissions) -> None:
        self.system = system
        self.parameters = parameters
        self.found = found
        self.names = Names(system, parameters)
        self.granted = grants(parameters)

    def checks(self) -> list[Check]:
        """All of them, and notes of what is scheduled."""
        return [*self.authorities(), *self.appointments(), *self.roles(), *self.scheduled()]

    def authorities(self) -> Iterator[Check]:
        """Every contract with restricted functions listens to the access manager."""
        wanted = self.system.access_manager.address
        for name, contract in managed(self.system).items():
            found = self.found.targets[contract.address].authority
            yield compare("wiring", f"{title(name)}.authority", wanted, found)

    def appointments(self) -> Iterator[Check]:
        """What contracts themselves allow somebody, besides roles."""
        for each in self.found.appointments:
            if each.what not in OWNERSHIP:
                yield compare("parameters", self.subject(each), self.expected(each), each.value)

    def subject(self, each: Appointment) -> str:
        """What an appointment is called."""
        if each.about:
            return f"{each.what} {self.names.contract(each.about)}"
        if each.what in OWNERSHIP:
            return f"{title(each.contract)}: {each.what}"
        return each.what

    def expected(self, each: Appointment) -> str:
        """What the parameters say of an appointment."""
        system = self.system
        if each.what == "market":
            return "enabled" if each.about == system.market.address else "disabled"
        if each.what == "module":
            modules = {getattr(system, part).address: capability for part, capability in MODULES.items()}
            return capability_name(modules[each.about]) if each.about in modules else "none"
        if each.what == "level reader":
            return str(system.reputation.address)
        if each.what == "owner":
            return self.parameters.allocation.vestings[each.contract.removesuffix("_vesting")].beneficiary
        return NOBODY if each.what == "pending owner" else self.parameters.disputes.arbitrator

    def roles(self) -> Iterator[Check]:
        """What the access manager holds."""
        for name, role in ROLES.items():
            on_record = self.system.manifest.roles[name]
            yield compare(
                "roles",
                f"{role_name(role)}: holder, manifest",
                _holder(*self.granted[role]),
                _holder(on_record.account, on_record.delay),
            )
        yield from self._beginning()
        yield from self._holders()
        yield from self._functions()
        yield from self._kinds()
        yield from self._targets()

    def _beginning(self) -> Iterator[Check]:
        """Holders are known by events alone: these have to be read from the contract's first one on."""
        yield compare(
            "roles", f"{title('access_manager')}: events read begin", "with its creation", self._first_event
        )

    def _first_event(self) -> str:
        logs = self.found.logs
        if logs:
            first = logs[0]
            made = wire.created_by(to_hex(HexBytes(first.transaction_hash)), first.block_number)
            if made == self.system.access_manager.address:
                return "with its creation"
        return f"later: the manifest's first block, {self.system.manifest.first_block:,}, is too late"

    def _holders(self) -> Iterator[Check]:
        roles = self.found.roles
        for role, (account, delay) in self.granted.items():
            yield compare(
                "roles",
                f"{role_name(role)}: {account}",
                f"after {delay:,} s",
                grant(self.system, role, account),
            )
        for role in sorted(roles):
            wanted = {self.granted[role][0]} if role in self.granted else set()
            found = {holder.account for holder in roles[role].holders}
            if wanted or found:
                yield compare("roles", f"{role_name(role)}: who has it", _accounts(wanted), _accounts(found))
        deployer = self.system.manifest.deployer
        kept = sorted(role for role, (account, _) in self.granted.items() if account == deployer)
        left = sorted(role for role in roles if deployer in {h.account for h in roles[role].holders})
        yield compare(
            "roles",
            f"left with the deployer {deployer}",
            ", ".join(map(role_name, kept)) or "nothing",
            ", ".join(map(role_name, left)) or "nothing",
        )

    def _functions(self) -> Iterator[Check]:
        wanted = restricted(self.system)
        for (target, selector), role in self.found.functions.items():
            yield compare(
                "roles",
                f"{self.names.function(target, selector)}: may be called by",
                role_name(wanted.get((target, selector), ADMIN_ROLE)),
                role_name(role),
            )

    def _kinds(self) -> Iterator[Check]:
        """Label, administrator, guardian and wait of each role."""
        roles = self.found.roles
        for role, label in LABELS.items():
            yield compare("roles", f"{role_name(role)}: label", label, roles[role].label or "none")
        for role in sorted(roles):
            guardian = GUARDIAN_ROLE if role == OPERATOR_ROLE else ADMIN_ROLE
            for what, wanted, found in (
                ("administered by", ADMIN_ROLE, roles[role].admin),
                ("calls cancelled by", guardian, roles[role].guardian),
            ):
                yield compare("roles", f"{role_name(role)}: {what}", role_name(wanted), role_name(found))
        for role in sorted(roles):
            yield compare("roles", f"{role_name(role)}: wait of new holders", "0 s", roles[role].wait)

    def _targets(self) -> Iterator[Check]:
        for target, state in self.found.targets.items():
            name = self.names.contract(target)
            closed = "closed" if state.closed else "open"
            yield compare("roles", f"{name}: restricted functions", "open", closed)
            yield compare("roles", f"{name}: wait of changes to its roles", "0 s", state.wait)

    def scheduled(self) -> Iterator[Check]:
        """What waits to be executed or accepted: no difference, but good to know."""
        for offered in self.found.appointments:
            if offered.what == "pending owner" and offered.value != NOBODY:
                to = self.names.account(offered.value)
                yield Check("notes", f"{title(offered.contract)}: offered", "", f"to {to}", True)
        from ecomchain.governance.operations import EXPIRED, now

        time = now() if self.found.operations else 0
        for each in self.found.operations:
            if each.state(time) != EXPIRED:
                what = describe(self.names, each.target, each.data)
                since = f"by {self.names.account(each.caller)}, from {format_time(each.ready)} on"
                yield Check("notes", f"scheduled: {what}", "", since, True)


def _accounts(accounts: set[str]) -> str:
    return ", ".join(sorted(accounts)) or "nobody"


def _holder(account: str, delay: int) -> str:
    return f"{account} after {delay:,} s"
