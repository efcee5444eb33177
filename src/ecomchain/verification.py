"""Is what is on the chain what its manifest says? Code, wiring, parameters, supply and permissions.

Each check compares one thing. Code is compared twice: with the hash in the manifest, and with what the
creation code compiled here, run on the chain with the recorded arguments, would leave there; so every
byte counts, immutables included. Permissions are read by views and, because views cannot list who else
has a role, by replaying every event of the access manager (GOV-1, GOV-2). What was done and undone before
the hand-over is in the events alone: see `verification_history`.
"""

from collections.abc import Iterator
from typing import Any

from ape.contracts import ContractInstance
from ape.types import ContractLog
from eth_utils import keccak, to_checksum_address, to_hex

from ecomchain import deployment, logs, supply, verification_code, verification_history
from ecomchain.checks import Check, compare, differences, ecom_text
from ecomchain.deployment import ADMIN_ROLE, FUNCTIONS, GUARDIAN_ROLE, LABELS, OPERATOR_ROLE, ROLES
from ecomchain.ids import capability_name
from ecomchain.manifest import Manifest
from ecomchain.parameters import Parameters
from ecomchain.rewards import scoring
from ecomchain.system import CONTRACTS, System, connect, title
from ecomchain.verification_history import terms_text, wait_text

__all__ = ["Check", "differences", "verify"]

PUBLIC_ROLE = 2**64 - 1
"""OpenZeppelin's role that everybody has."""

_ROLE_NAMES = {ADMIN_ROLE: "ADMIN", **LABELS, PUBLIC_ROLE: "PUBLIC"}


def verify(manifest: Manifest, parameters: Parameters | None = None) -> list[Check]:
    """Every check of the deployment on the connected chain; those that are not ``ok`` are its differences.

    ``parameters`` (default: the manifest's) say what is expected, with accounts resolved. Raises
    DeploymentError where the chain is another one or a contract is not on it.
    """
    return list(_Verification(connect(manifest), parameters or manifest.parameters).run())


class _Verification:
    def __init__(self, system: System, parameters: Parameters) -> None:
        self.system = system
        self.manifest = system.manifest
        self.parameters = parameters
        self.addresses = {name: contract.address for name, contract in system.contracts()}

    def run(self) -> Iterator[Check]:
        for topic in (
            self._code, self._wiring, self._parameters, self._supply, self._roles, self._history,
        ):  # fmt: skip
            yield from topic()

    # Code

    def _code(self) -> Iterator[Check]:
        from ape import chain

        block = self.manifest.block
        yield compare(
            "code",
            f"hash of block {block:,}",
            self.manifest.block_hash,
            lambda: to_hex(chain.provider.get_block(block).hash),
        )
        for name in CONTRACTS:
            yield from verification_code.checks(self.manifest, self.parameters, self.addresses, name)

    # Wiring

    def _wiring(self) -> Iterator[Check]:
        wires = {
            "vault": {"token": "token"},
            "registry": {
                "authority": "access_manager", "token": "token", "vault": "vault", "referendum": "referendum",
            },
            "catalog": {"authority": "access_manager", "registry": "registry"},
            "market": {
                "authority": "access_manager", "token": "token", "catalog": "catalog", "registry": "registry",
                "reputation": "reputation", "budgets": "budgets",
                "vouchers": "vouchers", "disputes": "disputes",
            },
            "reputation": {
                "authority": "access_manager", "registry": "registry", "referendum": "referendum",
            },
            "budgets": {
                "token": "token", "catalog": "catalog", "registry": "registry",
                "market": "market", "disputes": "disputes",
            },
            "vouchers": {"market": "market", "registry": "registry"},
            "disputes": {
                "authority": "access_manager", "token": "token", "market": "market", "budgets": "budgets",
            },
            "splitter": {"token": "token"},
            "group_buy": {"market": "market", "token": "token", "catalog": "catalog", "registry": "registry"},
            "bounty_board": {"token": "token", "registry": "registry"},
            "polls": {"registry": "registry"},
            "reward_pool": {"token": "token", "reputation": "reputation", "rootGame": "root_game"},
            "root_game": {
                "authority": "access_manager", "pool": "reward_pool", "polls": "polls", "token": "token",
                "vault": "vault", "referendum": "referendum",
            },
            "factor_vote": {"polls": "polls"},
            "referendum": {
                "polls": "polls", "reputation": "reputation", "rootGame": "root_game", "registry": "registry",
            },
            "grants": {"token": "token"},
            "sale": {
                "authority": "access_manager", "token": "token", "rewardPool": "reward_pool",
                "vault": "vault",
            },
        }  # fmt: skip
        for name, views in wires.items():
            for view, target in views.items():
                found = getattr(getattr(self.system, name), view)
                yield compare("wiring", f"{title(name)}.{view}", self.addresses[target], found)

    # Parameters

    def _parameters(self) -> Iterator[Check]:
        registry, catalog, limits = self.system.registry, self.system.catalog, self.parameters.limits
        expected = deployment.capability_terms(self.parameters)
        seen = {log.event_arguments["capability"] for log in self._logs(registry, "CapabilitySet")}
        for key in sorted(expected.keys() | seen):
            terms = terms_text(expected[key]) if key in expected else "no such capability"
            yield compare(
                "parameters",
                f"capability {capability_name(key)}",
                terms,
                lambda key=key: terms_text(tuple(registry.capability(key))),
            )
        for subject, wanted, view in (
            ("cooldown", limits.cooldown, registry.cooldown),
            ("opening slots", limits.opening_slots, registry.openingSlots),
            ("links per unit", limits.links_per_unit, registry.linksPerUnit),
            ("level reader", self.addresses["reputation"], registry.levelReader),
            ("most incentive (bps)", limits.max_incentive_bps, catalog.maxIncentive),
        ):
            yield compare("parameters", subject, wanted, view)
        yield from self._trade_parameters()

    def _trade_parameters(self) -> Iterator[Check]:
        reputation, disputes = self.system.reputation, self.system.disputes
        scores, bonds = self.parameters.reputation, self.parameters.disputes
        for subject, wanted, view in (
            ("counted a day (bps of the lock)", scores.kappa_bps, reputation.kappaBps),
            ("least sale that counts", ecom_text(scores.min_rated), lambda: ecom_text(reputation.minRated())),
            ("least average rating (hundredths)", scores.min_average_centi, reputation.minAverage),
            (
                "levels",
                deployment.thresholds(self.parameters),
                lambda: [tuple(t) for t in reputation.thresholds()],
            ),
            ("bond (bps)", bonds.bond_bps, lambda: disputes.totals().bondBps),
            ("least bond", ecom_text(bonds.min_bond), lambda: ecom_text(disputes.totals().minBond)),
            ("arbitrator", bonds.arbitrator, disputes.arbitrator),
        ):
            yield compare("parameters", subject, wanted, view)
        yield from self._reward_parameters()
        yield from supply.terms(self.system, self.parameters)
        yield from self._registered()

    def _reward_parameters(self) -> Iterator[Check]:
        system, rewards, votes = self.system, self.parameters.rewards, self.parameters.votes
        governed_from = deployment.governed_from(self.parameters)
        for subject, wanted, view in (
            ("first reward day (UTC day)", rewards.start_day, system.reward_pool.startDay),
            ("most of the pool a day (bps)", rewards.pool_cap_bps, system.reward_pool.poolCapBps),
            (
                "bond that starts a vote",
                ecom_text(rewards.vote_bond),
                lambda: ecom_text(system.root_game.voteBond()),
            ),
            ("scoring on the first day", scoring.HASH, lambda: to_hex(system.root_game.scoringOn(0))),
            ("Reputation is the shops' from", governed_from, system.reputation.governedFrom),
            ("RootGame is the shops' from", governed_from, system.root_game.governedFrom),
            ("ShopRegistry is the shops' from", governed_from, system.registry.governedFrom),
            ("fewest votes that decide", votes.min_turnout, system.polls.minTurnout),
            ("quorum (bps)", votes.quorum_bps, system.polls.quorumBps),
            ("first round of flags (UTC day)", rewards.start_day, system.factor_vote.startDay),
            ("fewest shops that vote on factors", votes.min_shops, system.factor_vote.minShops),
        ):
            yield compare("parameters", subject, wanted, view)

    def _registered(self) -> Iterator[Check]:
        """The markets that tell of sales, and the marketing modules; all that ever were."""
        reputation, market = self.system.reputation, self.system.market
        markets = {self.addresses["market"]: "enabled"}
        modules = {
            self.addresses[name]: capability_name(capability)
            for name, capability in deployment.MODULES.items()
        }

        def is_market(target: str) -> str:
            return "enabled" if reputation.isMarket(target) else "disabled"

        def module(target: str) -> str:
            capability = market.moduleCapability(target)
            return capability_name(capability) if capability else "none"

        for contract, event, key, expected, view, nothing in (
            (reputation, "MarketSet", "market", markets, is_market, "disabled"),
            (market, "ModuleSet", "module", modules, module, "none"),
        ):
            seen = {log.event_arguments[key] for log in self._logs(contract, event)}
            for target in sorted(expected.keys() | seen):
                yield compare(
                    "parameters",
                    f"{key} {self._name(target)}",
                    expected.get(target, nothing),
                    lambda target=target, view=view: view(target),
                )

    # Supply

    def _supply(self) -> Iterator[Check]:
        yield from supply.checks(self.system, self.parameters)

    # Roles

    def _roles(self) -> Iterator[Check]:
        manager = self.system.access_manager
        logs = self._logs(manager)
        granted = deployment.grants(self.parameters)
        for name, role in ROLES.items():
            wanted = _holder(*granted[role])
            on_record = self.manifest.roles[name]
            yield compare(
                "roles",
                f"{_role(role)}: holder, manifest",
                wanted,
                _holder(on_record.account, on_record.delay),
            )
        yield from self._holders(logs, granted)
        yield from self._functions(logs)
        labels = _last(logs, "RoleLabel", ("roleId",), "label")
        admins = _last(logs, "RoleAdminChanged", ("roleId",), "admin")
        guardians = _last(logs, "RoleGuardianChanged", ("roleId",), "guardian")
        grant_delays = _last_logs(logs, "RoleGrantDelayChanged", ("roleId",))
        for role in LABELS:
            yield compare("roles", f"{_role(role)}: label", LABELS[role], labels.get((role,), "none"))
        for (role,) in sorted({(role,) for role in LABELS} | admins.keys() | guardians.keys()):
            guardian = GUARDIAN_ROLE if role == OPERATOR_ROLE else ADMIN_ROLE
            yield compare(
                "roles",
                f"{_role(role)}: administered by",
                _role(ADMIN_ROLE),
                lambda role=role: _role(manager.getRoleAdmin(role)),
            )
            yield compare(
                "roles",
                f"{_role(role)}: calls cancelled by",
                _role(guardian),
                lambda role=role: _role(manager.getRoleGuardian(role)),
            )
        for (role,) in sorted(grant_delays):
            yield compare(
                "roles",
                f"{_role(role)}: wait of new holders",
                "0 s",
                lambda role=role: wait_text(manager.getRoleGrantDelay(role), grant_delays[role,]),
            )
        yield from self._targets(logs)
        yield from self._scheduled(logs)

    def _holders(self, logs: list[ContractLog], granted: dict[int, tuple[str, int]]) -> Iterator[Check]:
        manager = self.system.access_manager
        holders: dict[int, set[str]] = {role: set() for role in granted}
        for log in logs:
            arguments = log.event_arguments
            if log.event_name == "RoleGranted":
                holders.setdefault(arguments["roleId"], set()).add(arguments["account"])
            elif log.event_name == "RoleRevoked":
                holders.setdefault(arguments["roleId"], set()).discard(arguments["account"])
        for role, (account, delay) in granted.items():
            yield compare(
                "roles",
                f"{_role(role)}: {account}",
                f"after {delay:,} s",
                lambda role=role, account=account: _access(manager.getAccess(role, account)),
            )
        for role in sorted(holders):
            wanted = {granted[role][0]} if role in granted else set()
            yield compare("roles", f"{_role(role)}: who has it", _accounts(wanted), _accounts(holders[role]))
        deployer = self.manifest.deployer
        kept = sorted(role for role, (account, _) in granted.items() if account == deployer)
        found = sorted(role for role, accounts in holders.items() if deployer in accounts)
        yield compare(
            "roles",
            f"left with the deployer {deployer}",
            ", ".join(map(_role, kept)) or "nothing",
            ", ".join(map(_role, found)) or "nothing",
        )

    def _functions(self, logs: list[ContractLog]) -> Iterator[Check]:
        manager = self.system.access_manager
        wanted = {
            (self.addresses[name], selector): role
            for role, targets in FUNCTIONS.items()
            for name, functions in targets.items()
            for selector in deployment.selectors(getattr(self.system, name), functions)
        }
        seen = {
            (target, bytes(selector))
            for target, selector in _last(logs, "TargetFunctionRoleUpdated", ("target", "selector"), "roleId")
        }
        for target, selector in sorted(wanted.keys() | seen):
            yield compare(
                "roles",
                f"{self._function(target, selector)}: may be called by",
                _role(wanted.get((target, selector), ADMIN_ROLE)),
                lambda t=target, s=selector: _role(manager.getTargetFunctionRole(t, s)),
            )

    def _targets(self, logs: list[ContractLog]) -> Iterator[Check]:
        manager = self.system.access_manager
        seen = {target for (target,) in _last(logs, "TargetClosed", ("target",), "closed")}
        delays = _last_logs(logs, "TargetAdminDelayUpdated", ("target",))
        seen |= {target for (target,) in delays}
        seen |= {self.addresses[name] for targets in FUNCTIONS.values() for name in targets}
        for target in sorted(seen):
            name = self._name(target)
            yield compare(
                "roles",
                f"{name}: restricted functions",
                "open",
                lambda t=target: "closed" if manager.isTargetClosed(t) else "open",
            )
            yield compare(
                "roles",
                f"{name}: wait of changes to its roles",
                "0 s",
                lambda t=target: wait_text(manager.getTargetAdminDelay(t), delays.get((t,))),
            )

    def _scheduled(self, logs: list[ContractLog]) -> Iterator[Check]:
        """What waits to be executed: no difference, but good to know."""
        waiting: dict[bytes, dict[str, Any]] = {}
        for log in logs:
            if log.event_name == "OperationScheduled":
                waiting[bytes(log.event_arguments["operationId"])] = log.event_arguments
            elif log.event_name in ("OperationExecuted", "OperationCanceled"):
                waiting.pop(bytes(log.event_arguments["operationId"]), None)
        for operation, arguments in waiting.items():
            when = self.system.access_manager.getSchedule(operation)
            if when == 0:
                continue  # it has expired
            what = self._function(arguments["target"], bytes(arguments["data"])[:4])
            yield Check("notes", f"scheduled: {what}", "", f"by {arguments['caller']}, from {when} on", True)

    # History

    def _history(self) -> Iterator[Check]:
        """What was done before the deployer gave up its role, the block of the hand-over included."""
        wanted = (self.manifest.parameters, self.parameters)
        allowed = verification_history.rules(wanted, self.addresses)
        for name, events in allowed.items():
            logs = self._logs(getattr(self.system, name), last=self.manifest.block)
            for event, odd in verification_history.findings(logs, events):
                subject = f"{title(name)}.{event} up to block {self.manifest.block:,}"
                yield compare("history", subject, verification_history.AS_EXPECTED, odd)

    def _name(self, target: str) -> str:
        known = {address: title(name) for name, address in self.addresses.items()}
        return known.get(target, target)

    def _function(self, target: str, selector: bytes) -> str:
        for name, contract in self.system.contracts():
            if contract.address == target:
                for abi in contract.contract_type.mutable_methods:
                    if keccak(text=abi.selector)[:4] == selector:
                        return f"{title(name)}.{abi.name}"
        return f"{self._name(target)}.{to_hex(selector)}"

    def _logs(
        self,
        contract: ContractInstance,
        event: str | None = None,
        first: int | None = None,
        last: int | None = None,
    ) -> list[ContractLog]:
        """The contract's events in the order they happened: of one kind or all, in these blocks or all."""
        start = self.manifest.first_block if first is None else first
        return logs.read(contract, event, first=start, last=last)


def _last(
    logs: list[ContractLog], event: str, keys: tuple[str, ...], value: str
) -> dict[tuple[Any, ...], Any]:
    """The last value that events of a kind gave to each key."""
    return {key: log.event_arguments[value] for key, log in _last_logs(logs, event, keys).items()}


def _last_logs(
    logs: list[ContractLog], event: str, keys: tuple[str, ...]
) -> dict[tuple[Any, ...], ContractLog]:
    """The last event of a kind about each key."""
    return {tuple(log.event_arguments[key] for key in keys): log for log in logs if log.event_name == event}


def _access(access: Any) -> str:
    since, delay, pending, effect = access
    if since == 0:
        return "not a holder"
    return f"after {delay:,} s" + (f", {pending:,} s from {effect} on" if effect else "")


def _accounts(accounts: set[str]) -> str:
    return ", ".join(sorted(map(to_checksum_address, accounts))) or "nobody"


def _holder(account: str, delay: int) -> str:
    return f"{account} after {delay:,} s"


def _role(role: int) -> str:
    return _ROLE_NAMES.get(role, f"role {role}")
