"""Is what is on the chain what its manifest says? Code, wiring, parameters, supply and permissions.

Each check compares one thing. Code is compared twice: with the hash in the manifest, and with what the
creation code compiled here, run on the chain with the recorded arguments, would leave there; so every
byte counts, immutables included. Permissions are compared by `ecomchain.permissions` (GOV-1, GOV-2). What was
done and undone before the hand-over is in the events alone: see `verification_history`.
"""

from collections.abc import Iterator

from ape.exceptions import ApeException
from ape.types import ContractLog
from eth_utils import to_hex
from web3.exceptions import Web3Exception

from ecomchain import deployment, logs, supply, verification_code, verification_history
from ecomchain.checks import Check, compare, differences, ecom_text
from ecomchain.ids import capability_name
from ecomchain.manifest import Manifest
from ecomchain.parameters import Parameters
from ecomchain.permissions import changes, reading
from ecomchain.permissions.comparing import Comparison
from ecomchain.permissions.roles import role_name
from ecomchain.rewards import scoring
from ecomchain.system import CONTRACTS, System, connect, title
from ecomchain.verification_history import terms_text

__all__ = ["Check", "differences", "verify"]


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
            self._code, self._wiring, self._parameters, self._supply, self._permissions, self._history,
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
            "registry": {"token": "token", "vault": "vault", "referendum": "referendum"},
            "catalog": {"registry": "registry"},
            "market": {
                "token": "token", "catalog": "catalog", "registry": "registry",
                "reputation": "reputation", "budgets": "budgets",
                "vouchers": "vouchers", "disputes": "disputes",
            },
            "reputation": {"registry": "registry", "referendum": "referendum"},
            "budgets": {
                "token": "token", "catalog": "catalog", "registry": "registry",
                "market": "market", "disputes": "disputes",
            },
            "vouchers": {"market": "market", "registry": "registry"},
            "disputes": {"token": "token", "market": "market", "budgets": "budgets"},
            "splitter": {"token": "token"},
            "group_buy": {"market": "market", "token": "token", "catalog": "catalog", "registry": "registry"},
            "bounty_board": {"token": "token", "registry": "registry"},
            "polls": {"registry": "registry"},
            "reward_pool": {"token": "token", "reputation": "reputation", "rootGame": "root_game"},
            "root_game": {
                "pool": "reward_pool", "polls": "polls", "token": "token",
                "vault": "vault", "referendum": "referendum",
            },
            "factor_vote": {"polls": "polls"},
            "referendum": {
                "polls": "polls", "reputation": "reputation", "rootGame": "root_game", "registry": "registry",
            },
            "grants": {"token": "token"},
            "sale": {"token": "token", "rewardPool": "reward_pool", "vault": "vault"},
        }  # fmt: skip
        for name, views in wires.items():
            for view, target in views.items():
                found = getattr(getattr(self.system, name), view)
                yield compare("wiring", f"{title(name)}.{view}", self.addresses[target], found)

    # Parameters

    def _parameters(self) -> Iterator[Check]:
        registry, catalog, limits = self.system.registry, self.system.catalog, self.parameters.limits
        expected = deployment.capability_terms(self.parameters)
        events = logs.read(registry, "CapabilitySet", first=self.manifest.first_block)
        seen = {log.event_arguments["capability"] for log in events}
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
        ):
            yield compare("parameters", subject, wanted, view)
        yield from self._reward_parameters()
        yield from supply.terms(self.system, self.parameters)

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

    # Supply

    def _supply(self) -> Iterator[Check]:
        yield from supply.checks(self.system, self.parameters)

    # Permissions

    def _permissions(self) -> Iterator[Check]:
        """Roles, authorities and what is no role: all that `ape run permissions` shows."""
        try:
            found = reading.read(self.system)
        except (ApeException, Web3Exception, ValueError) as error:
            what = f"cannot be read: {' '.join(str(error).split())[:200]}"
            yield Check("roles", f"{title('access_manager')}: permissions", "readable", what, False)
            return
        yield from Comparison(self.system, self.parameters, found).checks()
        for change in changes.since(self.system, found.logs, self.manifest.block + 1):
            text = f"changed in block {change.block:,}: {change.text}"
            yield Check("notes", text, "", "after the hand-over", True)

    # History

    def _history(self) -> Iterator[Check]:
        """What was done before the deployer gave up its role, the block of the hand-over included."""
        wanted = (self.manifest.parameters, self.parameters)
        allowed = verification_history.rules(wanted, self.addresses, self.manifest.deployer)
        for name, events in allowed.items():
            contract = getattr(self.system, name)
            found = logs.read(contract, first=self.manifest.first_block, last=self.manifest.block)
            for event, odd in verification_history.findings(found, events):
                subject = f"{title(name)}.{event} up to block {self.manifest.block:,}"
                yield compare("history", subject, verification_history.AS_EXPECTED, odd)
            if name == "access_manager":
                yield from self._handed_over(found)

    def _handed_over(self, found: list[ContractLog]) -> Iterator[Check]:
        """The hand-over is in the manifest's last block, at the latest: else events before it go unread."""
        held = verification_history.holders(found)
        wanted = {role: {holder} for role, (holder, _) in deployment.grants(self.manifest.parameters).items()}
        for role in sorted(held.keys() | wanted.keys()):
            yield compare(
                "history",
                f"{role_name(role)}: who has it in block {self.manifest.block:,}",
                _accounts(wanted.get(role, set())),
                _accounts(held.get(role, set())),
            )


def _accounts(accounts: set[str]) -> str:
    return ", ".join(sorted(accounts)) or "nobody"
