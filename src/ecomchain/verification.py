"""Is what is on the chain what its manifest says? Code, wiring, parameters, supply and permissions.

Each check compares one thing. Code is compared twice: with the hash in the manifest, and with what the
creation code compiled here, run on the chain with the recorded arguments, would leave there; so every
byte counts, immutables included. Permissions are compared by `ecomchain.permissions` (GOV-1, GOV-2). What was
done and undone before the hand-over is in the events alone: see `verification_history`.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ape.exceptions import ApeException
from eth_utils import keccak, to_hex
from web3.exceptions import Web3Exception

from ecomchain import deployment, verification_history
from ecomchain.amounts import BPS, MAX_SUPPLY, format_ecom
from ecomchain.checks import Check, compare
from ecomchain.ids import capability_name
from ecomchain.logs import contract_logs
from ecomchain.manifest import ContractRecord, Manifest
from ecomchain.parameters import Parameters
from ecomchain.permissions import changes, reading
from ecomchain.permissions.comparing import Comparison
from ecomchain.rewards import scoring
from ecomchain.system import CONTRACTS, System, connect, title
from ecomchain.verification_history import terms_text

MAX_CODE_SIZE = 24_576
"""Bytes of code that a contract may have (EIP-170)."""

SHARES = {"presale": 3_500, "foundation": 2_000, "rewards": 2_500, "team": 2_000}
"""Basis points of the supply by share (TOK-2); ``rewards`` is `RewardPool`'s, the others the allocation's."""

NOWHERE = "0x" + "00" * 20


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
        from ape import chain, project

        block = self.manifest.block
        yield compare(
            "code",
            f"hash of block {block:,}",
            self.manifest.block_hash,
            lambda: to_hex(chain.provider.get_block(block).hash),
        )
        arguments = deployment.constructor_arguments(self.parameters, self.manifest.deployer, self.addresses)
        for name, contract in CONTRACTS.items():
            label = title(name)
            record = self.manifest.contracts[name]
            code = bytes(chain.provider.get_code(record.address))
            yield Check(
                "code",
                f"{label}: size",
                f"at most {MAX_CODE_SIZE:,} bytes",
                f"{len(code):,} bytes",
                len(code) <= MAX_CODE_SIZE,
            )
            found = to_hex(keccak(code))
            yield compare("code", f"{label}: code on the chain, manifest", record.runtime_hash, found)
            container = getattr(project, contract)
            yield compare(
                "code",
                f"{label}: creation code, compiled here",
                record.creation_hash,
                deployment.creation_hash(container),
            )
            yield compare(
                "code",
                f"{label}: constructor arguments, manifest",
                _arguments(arguments[name]),
                _arguments(record.constructor_arguments),
            )
            creation = container.constructor.serialize_transaction(
                *(arguments[name][str(item.name)] for item in container.contract_type.constructor.inputs)
            ).data
            yield compare(
                "code",
                f"{label}: code on the chain, compiled here",
                lambda record=record, data=creation: to_hex(keccak(self._created(record, bytes(data)))),
                found,
            )

    def _created(self, record: ContractRecord, creation: bytes) -> bytes:
        """The code that this creation code leaves when run at the contract's address, at its block's time."""
        from ape import chain

        address = record.address
        call = {"from": self.manifest.deployer, "to": address}
        # For this call the creation code is there, for constructors that ask for their own address.
        instead = {address: {"code": to_hex(creation), "state": {}}}
        then = {"time": hex(chain.provider.get_block(record.block).timestamp)}
        return bytes.fromhex(chain.provider.make_request("eth_call", [call, "latest", instead, then])[2:])

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
        }  # fmt: skip
        for name, views in wires.items():
            for view, target in views.items():
                found = getattr(getattr(self.system, name), view)
                yield compare("wiring", f"{title(name)}.{view}", self.addresses[target], found)

    # Parameters

    def _parameters(self) -> Iterator[Check]:
        registry, catalog, limits = self.system.registry, self.system.catalog, self.parameters.limits
        expected = deployment.capability_terms(self.parameters)
        seen = {
            log.event_arguments["capability"]
            for log in contract_logs(registry, "CapabilitySet", first=self.manifest.first_block)
        }
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
            ("least sale that counts", _ecom(scores.min_rated), lambda: _ecom(reputation.minRated())),
            ("least average rating (hundredths)", scores.min_average_centi, reputation.minAverage),
            (
                "levels",
                deployment.thresholds(self.parameters),
                lambda: [tuple(t) for t in reputation.thresholds()],
            ),
            ("bond (bps)", bonds.bond_bps, lambda: disputes.totals().bondBps),
            ("least bond", _ecom(bonds.min_bond), lambda: _ecom(disputes.totals().minBond)),
        ):
            yield compare("parameters", subject, wanted, view)
        yield from self._reward_parameters()

    def _reward_parameters(self) -> Iterator[Check]:
        system, rewards, votes = self.system, self.parameters.rewards, self.parameters.votes
        governed_from = deployment.governed_from(self.parameters)
        for subject, wanted, view in (
            ("first reward day (UTC day)", rewards.start_day, system.reward_pool.startDay),
            ("most of the pool a day (bps)", rewards.pool_cap_bps, system.reward_pool.poolCapBps),
            ("bond that starts a vote", _ecom(rewards.vote_bond), lambda: _ecom(system.root_game.voteBond())),
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
        token = self.system.token
        yield compare("supply", "total supply", _ecom(MAX_SUPPLY), lambda: _ecom(token.totalSupply()))
        record = self.manifest.contracts["token"]
        logs = contract_logs(token, "Transfer", first=record.block, last=record.block)
        minted: dict[str, int] = defaultdict(int)
        for log in logs:
            if log.event_arguments["from"] == NOWHERE:
                minted[log.event_arguments["to"]] += log.event_arguments["amount"]
        shares: dict[str, int] = defaultdict(int)
        names: dict[str, list[str]] = defaultdict(list)
        for name, account in (*self.parameters.allocation, ("rewards", self.addresses["reward_pool"])):
            shares[account] += MAX_SUPPLY * SHARES[name] // BPS
            names[account].append(name)
        for account in sorted(shares.keys() | minted.keys()):
            of = " and ".join(names[account]) or "nobody's"
            yield compare(
                "supply", f"minted to {account} ({of})", _ecom(shares[account]), _ecom(minted[account])
            )
        deployer = self.manifest.deployer
        received = sum(
            log.event_arguments["amount"]
            for log in contract_logs(
                token, "Transfer", first=self.manifest.first_block, last=self.manifest.block
            )
            if log.event_arguments["to"] == deployer
        )
        yield compare("supply", f"to the deployer {deployer}", _ecom(shares[deployer]), _ecom(received))

    # Permissions

    def _permissions(self) -> Iterator[Check]:
        """Roles, authorities and what is not a role, all that `ape run permissions` shows."""
        try:
            found = reading.read(self.system)
        except (ApeException, Web3Exception, ValueError) as error:
            what = f"cannot be read: {' '.join(str(error).split())[:200]}"
            yield Check("roles", f"{title('access_manager')}: permissions", "readable", what, False)
            return
        comparison = Comparison(self.system, self.parameters, found)
        yield from comparison.checks()
        for change in changes.since(self.system, found.logs, self.manifest.block + 1):
            text = f"changed in block {change.block:,}: {change.text}"
            yield Check("notes", text, "", "after the hand-over", True)

    # History

    def _history(self) -> Iterator[Check]:
        """What was done before the deployer gave up its role, the block of the hand-over included."""
        wanted = (self.manifest.parameters, self.parameters)
        allowed = verification_history.rules(wanted, self.addresses, self.manifest.deployer)
        for name, events in allowed.items():
            logs = contract_logs(
                getattr(self.system, name), first=self.manifest.first_block, last=self.manifest.block
            )
            for event, odd in verification_history.findings(logs, events):
                subject = f"{title(name)}.{event} up to block {self.manifest.block:,}"
                yield compare("history", subject, verification_history.AS_EXPECTED, odd)


def _arguments(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in arguments.items())


def _ecom(amount: int) -> str:
    return f"{format_ecom(amount)} Ecom"
