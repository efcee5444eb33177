"""Who may do what after the deployment: roles, the functions of each, and their holders (GOV-2)."""

from ape.contracts import ContractInstance
from eth_utils import keccak

from ecomchain.parameters import Parameters

ADMIN_ROLE = 0

OPERATOR_ROLE = 1

GUARDIAN_ROLE = 2

PUBLISHER_ROLE = 3
"""Roles of the access manager; the foundation administers (0 is OpenZeppelin's)."""

ROLES = {
    "foundation": ADMIN_ROLE,
    "operator": OPERATOR_ROLE,
    "guardian": GUARDIAN_ROLE,
    "publisher": PUBLISHER_ROLE,
}
"""The role of each entry of ``Parameters.roles``."""

LABELS = {OPERATOR_ROLE: "OPERATOR", GUARDIAN_ROLE: "GUARDIAN", PUBLISHER_ROLE: "PUBLISHER"}
"""What the access manager calls them on the chain; ADMIN has no label."""

FUNCTIONS: dict[int, dict[str, tuple[str, ...]]] = {
    ADMIN_ROLE: {
        "reputation": ("setMarket",),
        "disputes": ("setArbitrator",),
        "sale": ("createRound",),
    },
    OPERATOR_ROLE: {
        "registry": ("setCapability", "setCooldown", "setOpeningSlots", "setLevelReader"),
        "catalog": ("setMaxIncentive",),
        "market": ("setModule",),
        "reputation": ("setKappa", "setMinRated", "setThresholds", "setMinAverage"),
        "disputes": ("setBond",),
        "root_game": ("setScoring",),
    },
    GUARDIAN_ROLE: {"market": ("pause", "unpause"), "root_game": ("veto", "recall")},
    PUBLISHER_ROLE: {"root_game": ("post",)},
}
"""Every restricted function: who may call it."""


def grants(parameters: Parameters) -> dict[int, tuple[str, int]]:
    """By role, the account that holds it and its delay in seconds."""
    return {ROLES[name]: (holder.account, holder.delay) for name, holder in parameters.roles}


def selectors(contract: ContractInstance, functions: tuple[str, ...]) -> list[bytes]:
    """The selectors of functions that are not overloaded."""
    by_name = {abi.name: keccak(text=abi.selector)[:4] for abi in contract.contract_type.mutable_methods}
    return [by_name[name] for name in functions]
