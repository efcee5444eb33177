"""The whole protocol deployed on a fresh chain."""

import re
from functools import cache

from eth_abi import encode

from ecomchain.amounts import ECOM
from ecomchain.ids import DISTRIBUTION, MODULE_BASE, PROMOTION, SHOP, SHOWCASE
from ecomchain.model.structs import CapabilityTerms
from ecomchain.model.world import World, create
from engine.chain import Chain, Contract


def account(number: int) -> str:
    """An address for a test account."""
    return f"0x{number:040x}"


DEPLOYER, OPERATOR, GUARDIAN = account(0xD0), account(0x0F), account(0x6D)
PRESALE, FOUNDATION, REWARDS, TEAM = (account(0xA1 + i) for i in range(4))
SHARES = {PRESALE: 35, FOUNDATION: 20, REWARDS: 25, TEAM: 20}
LINKS_PER_UNIT = 2
MODULE = MODULE_BASE + 7

OPERATOR_ROLE, GUARDIAN_ROLE = 1, 2
RESTRICTED = {
    "registry": ("setCapability", "setCooldown", "setOpeningSlots", "setLevelReader"),
    "catalog": ("setMaxIncentive",),
    "market": ("pause", "unpause"),
}

CAPABILITIES = {
    SHOP: CapabilityTerms(100 * ECOM, 10 * ECOM, 1, True),
    SHOWCASE: CapabilityTerms(10 * ECOM + 1, ECOM, 50, True),
    DISTRIBUTION: CapabilityTerms(50 * ECOM + 7, 2 * ECOM, 100, True),
    PROMOTION: CapabilityTerms(200 * ECOM, 0, 3, True),
    MODULE: CapabilityTerms(3, 0, 5, True),
}
"""Prices that do not divide evenly, so that rounding shows."""

# Runtime code of a level reader: 36 bytes of calldata (a selector and a shop) answer the word stored for the
# shop, anything else (a shop and a level) stores it.
LEVEL_READER = bytes.fromhex("36602414600e576020355f3555005b600435545f5260205ff3")


class System:
    """Contracts by the names that the model has for them, on ``chain``."""

    def __init__(self) -> None:
        self.chain = chain = Chain()
        self.manager = Contract(chain, "EcomAccessManager", DEPLOYER, DEPLOYER)
        self.token = Contract(chain, "EcomToken", DEPLOYER, *SHARES)
        self.vault = Contract(chain, "SealVault", DEPLOYER, self.token.address)
        self.registry = Contract(
            chain,
            "ShopRegistry",
            DEPLOYER,
            self.manager.address,
            self.token.address,
            self.vault.address,
            LINKS_PER_UNIT,
        )
        self.catalog = Contract(chain, "Catalog", DEPLOYER, self.manager.address, self.registry.address)
        self.market = Contract(
            chain,
            "Market",
            DEPLOYER,
            self.manager.address,
            self.token.address,
            self.catalog.address,
            self.registry.address,
        )
        self.splitter = Contract(chain, "Splitter", DEPLOYER, self.token.address)
        self.level_reader = chain.deploy(DEPLOYER, _creation_code(LEVEL_READER))
        self._grant()
        for capability, terms in CAPABILITIES.items():
            self.registry.call(OPERATOR, "setCapability", capability, terms)

    @property
    def contracts(self) -> dict[str, Contract]:
        """The contracts by name, the access manager left out."""
        names = ("token", "vault", "registry", "catalog", "market", "splitter")
        return {name: getattr(self, name) for name in names}

    def model(self) -> World:
        """The model in the state of this fresh system."""
        holders = {
            (contract, snake(function)): frozenset({GUARDIAN if contract == "market" else OPERATOR})
            for contract, functions in RESTRICTED.items()
            for function in functions
        }
        supply = self.token.view("totalSupply")
        world = create(
            now=self.chain.now,
            shares={holder: supply * share // 100 for holder, share in SHARES.items()},
            addresses={name: contract.address for name, contract in self.contracts.items()},
            holders=holders,
            links_per_unit=LINKS_PER_UNIT,
        )
        for capability, terms in CAPABILITIES.items():
            world.registry.set_capability(OPERATOR, capability, terms)
        world.context.events.clear()
        return world

    def set_level(self, shop: int, level: int) -> None:
        """What the level reader answers for a shop."""
        data = encode(["uint256", "uint256"], [shop, level])
        self.chain.send(DEPLOYER, self.level_reader, data)

    def _grant(self) -> None:
        for name, functions in RESTRICTED.items():
            contract = self.contracts[name]
            role = GUARDIAN_ROLE if name == "market" else OPERATOR_ROLE
            selectors = [_selector(contract, function) for function in functions]
            self.manager.call(DEPLOYER, "setTargetFunctionRole", contract.address, selectors, role)
        self.manager.call(DEPLOYER, "grantRole", OPERATOR_ROLE, OPERATOR, 0)
        self.manager.call(DEPLOYER, "grantRole", GUARDIAN_ROLE, GUARDIAN, 0)


def _selector(contract: Contract, function: str) -> bytes:
    [entry] = [entry for (name, _), entry in contract.abi.functions.items() if name == function]
    return entry.digest[:4]


@cache
def snake(name: str) -> str:
    """``setStock`` as ``set_stock``: what the model calls it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _creation_code(runtime: bytes) -> bytes:
    # PUSH1 length, DUP1, PUSH1 9 (the bytes of this head), PUSH0, CODECOPY, PUSH0, RETURN
    return bytes.fromhex(f"60{len(runtime):02x}8060095f395ff3") + runtime
