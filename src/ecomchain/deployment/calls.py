"""The transactions after the contracts: parameters, then the hand-over, as calls of the deployer's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ape.contracts import ContractInstance

from ecomchain.deployment.arguments import MODULES, capability_terms, thresholds
from ecomchain.deployment.permissions import (
    ADMIN_ROLE,
    FUNCTIONS,
    GUARDIAN_ROLE,
    LABELS,
    OPERATOR_ROLE,
    grants,
    selectors,
)
from ecomchain.parameters import Parameters

HAND_OVER = "hand-over"

Contracts = Mapping[str, ContractInstance]
"""By role in the system."""


@dataclass(frozen=True)
class Call:
    """One transaction to a contract."""

    step: str
    """What it is known by in journal and manifest."""
    to: str
    data: bytes


def configuration(parameters: Parameters, contracts: Contracts) -> Iterator[Call]:
    """Set the parameters; the deployer may, as long as it administers the access manager."""
    registry, catalog = contracts["registry"], contracts["catalog"]
    reputation, disputes = contracts["reputation"], contracts["disputes"]
    market, limits = contracts["market"], parameters.limits
    yield _all_of(
        "capabilities and limits of shops",
        registry,
        [
            *(
                registry.setCapability.encode_input(key, terms)
                for key, terms in capability_terms(parameters).items()
            ),
            registry.setCooldown.encode_input(limits.cooldown),
            registry.setOpeningSlots.encode_input(limits.opening_slots),
            registry.setLevelReader.encode_input(reputation.address),
        ],
    )
    yield Call(
        "limit of incentives",
        catalog.address,
        bytes(catalog.setMaxIncentive.encode_input(limits.max_incentive_bps)),
    )
    scores = parameters.reputation
    yield _all_of(
        "limits of reputation",
        reputation,
        [
            reputation.setKappa.encode_input(scores.kappa_bps),
            reputation.setMinRated.encode_input(scores.min_rated),
            reputation.setThresholds.encode_input(thresholds(parameters)),
            reputation.setMinAverage.encode_input(scores.min_average_centi),
            reputation.setMarket.encode_input(market.address, True),
        ],
    )
    bonds = parameters.disputes
    yield _all_of(
        "bonds and arbitrator of disputes",
        disputes,
        [
            disputes.setBond.encode_input(bonds.bond_bps, bonds.min_bond),
            disputes.setArbitrator.encode_input(bonds.arbitrator),
        ],
    )
    yield _all_of(
        "marketing modules",
        market,
        [market.setModule.encode_input(contracts[name].address, id_) for name, id_ in MODULES.items()],
    )


def hand_over(parameters: Parameters, contracts: Contracts, deployer: str) -> Call:
    """Map functions to roles, appoint the holders, and take the deployer's own role: all or nothing."""
    manager = contracts["access_manager"]
    calls = [manager.labelRole.encode_input(role, label) for role, label in LABELS.items()]
    calls.append(manager.setRoleGuardian.encode_input(OPERATOR_ROLE, GUARDIAN_ROLE))
    for role, targets in FUNCTIONS.items():
        for name, functions in targets.items():
            target = contracts[name]
            calls.append(
                manager.setTargetFunctionRole.encode_input(target.address, selectors(target, functions), role)
            )
    appointed = grants(parameters)
    # The administrator last: a delay of the deployer's own role would stop the calls after it.
    calls += [
        manager.grantRole.encode_input(role, *appointed[role]) for role in sorted(appointed, reverse=True)
    ]
    if appointed[ADMIN_ROLE][0] != deployer:
        calls.append(manager.renounceRole.encode_input(ADMIN_ROLE, deployer))
    return _all_of(HAND_OVER, manager, calls)


CONFIGURATION_STEPS = 5
"""How many calls `configuration` yields."""


def _all_of(step: str, contract: ContractInstance, calls: list[bytes]) -> Call:
    return Call(step, contract.address, bytes(contract.multicall.encode_input(calls)))
