"""From parameters to what the contracts are given: constructor arguments and the values of setters."""

from typing import Any

from ape.contracts import ContractContainer

from ecomchain import ids
from ecomchain.amounts import MICRO
from ecomchain.parameters import SALE, Parameters, Vesting
from ecomchain.rewards import scoring
from ecomchain.rewards.emission import PHASE_ONE_DAYS
from ecomchain.system import CONTRACTS

ROW = tuple(name for name in CONTRACTS if name != "access_manager")
"""Contracts that know one another for ever, later ones too. They are deployed one right after the other, so
that all addresses follow from the deployer's nonce."""

MODULES = {"group_buy": ids.MODULE_BASE + 1}
"""The marketing modules: the capability with which a shop enables each."""

DAY = 86_400


def constructor_arguments(
    parameters: Parameters, deployer: str, addresses: dict[str, str]
) -> dict[str, dict[str, Any]]:
    """By contract, its constructor's arguments by name, as far as ``addresses`` knows the contracts."""
    at = addresses.get
    allocation = parameters.allocation
    return {
        "access_manager": {"admin": deployer},
        "token": {
            "presale": at("sale") if allocation.presale == SALE else allocation.presale,
            "foundation": at("foundation_vesting"),
            "rewards": at("reward_pool"),
            "team": at("team_vesting"),
        },
        "vault": {"token_": at("token")},
        "registry": {
            "authority": at("access_manager"),
            "token_": at("token"),
            "vault_": at("vault"),
            "linksPerUnit_": parameters.limits.links_per_unit,
            "referendum_": at("referendum"),
            "governedFrom_": governed_from(parameters),
        },
        "catalog": {"authority": at("access_manager"), "registry_": at("registry")},
        "reputation": {
            "authority": at("access_manager"),
            "registry_": at("registry"),
            "referendum_": at("referendum"),
            "governedFrom_": governed_from(parameters),
        },
        "market": {
            "authority": at("access_manager"),
            "token_": at("token"),
            "catalog_": at("catalog"),
            "registry_": at("registry"),
            "reputation_": at("reputation"),
            "budgets_": at("budgets"),
            "vouchers_": at("vouchers"),
            "disputes_": at("disputes"),
        },
        "budgets": {
            "token_": at("token"),
            "catalog_": at("catalog"),
            "registry_": at("registry"),
            "market_": at("market"),
            "disputes_": at("disputes"),
        },
        "vouchers": {"market_": at("market")},
        "disputes": {"authority": at("access_manager"), "market_": at("market")},
        "splitter": {"token_": at("token")},
        "group_buy": {"market_": at("market")},
        "bounty_board": {"token_": at("token"), "registry_": at("registry")},
        "polls": {
            "registry_": at("registry"),
            "quorumBps_": parameters.votes.quorum_bps,
            "minTurnout_": parameters.votes.min_turnout,
        },
        "reward_pool": {
            "token_": at("token"),
            "reputation_": at("reputation"),
            "rootGame_": at("root_game"),
            "startDay_": parameters.rewards.start_day,
            "poolCapBps_": parameters.rewards.pool_cap_bps,
        },
        "root_game": {
            "authority": at("access_manager"),
            "pool_": at("reward_pool"),
            "polls_": at("polls"),
            "vault_": at("vault"),
            "referendum_": at("referendum"),
            "voteBond_": parameters.rewards.vote_bond,
            "scoring_": scoring.HASH,
        },
        "factor_vote": {
            "polls_": at("polls"),
            "startDay_": parameters.rewards.start_day,
            "minShops_": parameters.votes.min_shops,
        },
        "referendum": {
            "polls_": at("polls"),
            "reputation_": at("reputation"),
            "rootGame_": at("root_game"),
        },
        "grants": {"token_": at("token")},
        "sale": {
            "authority": at("access_manager"),
            "token_": at("token"),
            "rewardPool_": at("reward_pool"),
            "vault_": at("vault"),
        },
        "foundation_vesting": _vesting_arguments(allocation.foundation),
        "team_vesting": _vesting_arguments(allocation.team),
    }


def _vesting_arguments(vesting: Vesting) -> dict[str, Any]:
    start, duration, cliff = vesting.terms
    return {
        "beneficiary": vesting.beneficiary,
        "startTimestamp": start,
        "durationSeconds": duration,
        "cliffSeconds": cliff,
    }


def governed_from(parameters: Parameters) -> int:
    """When phase one of the rewards is over, and with it the foundation's say over them (DST-3); seconds."""
    return (int(parameters.rewards.start_day) + PHASE_ONE_DAYS) * DAY


def capability_terms(parameters: Parameters) -> dict[int, tuple[int, int, int, bool]]:
    """By capability, the arguments of ``ShopRegistry.setCapability``."""
    return {
        key: (terms.lock_per_unit, terms.seal_per_unit, terms.max_units, terms.enabled)
        for key, terms in parameters.capabilities.items()
    }


def thresholds(parameters: Parameters) -> list[tuple[int, int]]:
    """The argument of ``Reputation.setThresholds``: orders and counted micro-Ecom, by level from 1."""
    return [(level.orders, level.counted // MICRO) for level in parameters.reputation.levels]


def creation(container: ContractContainer, arguments: dict[str, Any]) -> bytes:
    """The creation code with arguments by name; a renamed one is a KeyError, never a wrong place."""
    values = [arguments[str(item.name)] for item in container.contract_type.constructor.inputs]
    return bytes(container.constructor.serialize_transaction(*values).data)
