"""The whole protocol deployed on a fresh chain."""

import re
from functools import cache
from typing import Any

from eth_abi import encode
from web3.utils import get_create_address

from ecomchain.amounts import ECOM, MICRO
from ecomchain.ids import DISTRIBUTION, MODULE_BASE, PROMOTION, SHOP, SHOWCASE
from ecomchain.model.context import DAY
from ecomchain.model.emission import LAST_DAY
from ecomchain.model.structs import CapabilityTerms
from ecomchain.model.structs_trade import Threshold
from ecomchain.model.world import RewardTerms, World, create
from engine.chain import GENESIS, Chain, Contract


def account(number: int) -> str:
    """An address for a test account."""
    return f"0x{number:040x}"


DEPLOYER, OPERATOR, GUARDIAN, ARBITRATOR = account(0xD0), account(0x0F), account(0x6D), account(0xAB)
PUBLISHER = account(0xB0)
PRESALE, FOUNDATION, REWARDS, TEAM = (account(0xA1 + i) for i in range(4))
PERCENTS = (35, 20, 25, 20)
"""The token's first shares; the third is the reward pool's, unless a system gives it to somebody else."""

LINKS_PER_UNIT = 2
MODULE = MODULE_BASE + 7
TERMS = RewardTerms(
    start_day=GENESIS // DAY + 2,
    pool_cap_bps=27,
    vote_bond=6_000_000 * ECOM,
    scoring=b"scoring v1".ljust(32, b"\0"),
    quorum_bps=3_333,
    min_turnout=3,
    votes_start_day=GENESIS // DAY + 30,
    min_shops=4,
)

ROLES = {OPERATOR: 1, GUARDIAN: 2, PUBLISHER: 3}
"""Who holds which role; the deployer administers."""
RESTRICTED = {
    ("registry", "setCapability"): OPERATOR,
    ("registry", "setCooldown"): OPERATOR,
    ("registry", "setOpeningSlots"): OPERATOR,
    ("registry", "setLevelReader"): OPERATOR,
    ("catalog", "setMaxIncentive"): OPERATOR,
    ("market", "setModule"): OPERATOR,
    ("market", "pause"): GUARDIAN,
    ("market", "unpause"): GUARDIAN,
    ("reputation", "setMarket"): DEPLOYER,
    ("reputation", "setKappa"): OPERATOR,
    ("reputation", "setMinRated"): OPERATOR,
    ("reputation", "setThresholds"): OPERATOR,
    ("reputation", "setMinAverage"): OPERATOR,
    ("disputes", "setBond"): OPERATOR,
    ("disputes", "setArbitrator"): DEPLOYER,
    ("root_game", "post"): PUBLISHER,
    ("root_game", "veto"): GUARDIAN,
    ("root_game", "recall"): GUARDIAN,
    ("root_game", "setScoring"): OPERATOR,
    ("sale", "createRound"): DEPLOYER,
}
"""Who alone may call the restricted functions."""

CAPABILITIES = {
    SHOP: CapabilityTerms(100 * ECOM, 10 * ECOM, 1, True),
    SHOWCASE: CapabilityTerms(10 * ECOM + 1, ECOM, 50, True),
    DISTRIBUTION: CapabilityTerms(50 * ECOM + 7, 2 * ECOM, 100, True),
    PROMOTION: CapabilityTerms(200 * ECOM, 0, 3, True),
    MODULE: CapabilityTerms(3, 0, 5, True),
}
"""Prices that do not divide evenly, so that rounding shows."""

THRESHOLDS = tuple(Threshold(orders, orders * ECOM // MICRO) for orders in (1, 2, 2, 4, 9))
"""Levels that a few sales reach."""

CONTRACTS = (
    "token",
    "vault",
    "registry",
    "catalog",
    "reputation",
    "market",
    "budgets",
    "vouchers",
    "disputes",
    "splitter",
    "group_buy",
    "bounty_board",
    "reward_pool",
    "polls",
    "root_game",
    "factor_vote",
    "referendum",
    "grants",
    "sale",
)
"""All but the access manager, as they are deployed in a row: some know others that come after them."""

# Runtime code of a level reader: 36 bytes of calldata (a selector and a shop) answer the word stored for the
# shop, anything else (a shop and a level) stores it.
LEVEL_READER = bytes.fromhex("36602414600e576020355f3555005b600435545f5260205ff3")


class System:
    """Contracts by the names that the model has for them, on ``chain``.

    ``community`` gets the rewards' share of the token instead of the reward pool.
    """

    def __init__(self, community: str | None = None, terms: RewardTerms = TERMS) -> None:
        self.chain = Chain()
        self.terms = terms
        self.manager = self._deploy("EcomAccessManager", DEPLOYER)
        at = dict(zip(CONTRACTS, self._next_addresses(len(CONTRACTS)), strict=True))
        manager, token, shops, market = self.manager.address, at["token"], at["registry"], at["market"]
        catalog, reputation, pool = at["catalog"], at["reputation"], at["reward_pool"]
        polls, game, referendum = at["polls"], at["root_game"], at["referendum"]
        holders = (PRESALE, FOUNDATION, community or pool, TEAM)
        self.shares = dict(zip(holders, PERCENTS, strict=True))
        governed_from = (terms.start_day + LAST_DAY) * DAY
        self.token = self._deploy("EcomToken", *holders)
        self.vault = self._deploy("SealVault", token)
        self.registry = self._deploy(
            "ShopRegistry", manager, token, at["vault"], LINKS_PER_UNIT, referendum, governed_from
        )
        self.catalog = self._deploy("Catalog", manager, shops)
        self.reputation = self._deploy("Reputation", manager, shops, referendum, governed_from)
        trade = (at["budgets"], at["vouchers"], at["disputes"])
        self.market = self._deploy("Market", manager, token, catalog, shops, reputation, *trade)
        self.budgets = self._deploy("Budgets", token, catalog, shops, market, at["disputes"])
        self.vouchers = self._deploy("Vouchers", market)
        self.disputes = self._deploy("Disputes", manager, market)
        self.splitter = self._deploy("Splitter", token)
        self.group_buy = self._deploy("GroupBuy", market)
        self.bounty_board = self._deploy("BountyBoard", token, shops)
        emission = (terms.start_day, terms.pool_cap_bps)
        self.reward_pool = self._deploy("RewardPool", token, reputation, game, *emission)
        self.polls = self._deploy("ShopPolls", shops, terms.quorum_bps, terms.min_turnout)
        rules = (referendum, terms.vote_bond, terms.scoring)
        self.root_game = self._deploy("RootGame", manager, pool, polls, at["vault"], *rules)
        self.factor_vote = self._deploy("FactorVote", polls, terms.votes_start_day, terms.min_shops)
        self.referendum = self._deploy("Referendum", polls, reputation, game)
        self.grants = self._deploy("Grants", token)
        self.sale = self._deploy("PrivateSale", manager, token, pool, at["vault"])
        assert {name: contract.address for name, contract in self.contracts.items()} == at
        self.money, self.other_money = (self._deploy("HostileCurrency") for _ in range(2))
        self.level_reader = self.chain.deploy(DEPLOYER, creation_code(LEVEL_READER))
        self._grant()
        for contract, function, args in self._settings():
            getattr(self, contract).call(RESTRICTED[contract, function], function, *args)

    @property
    def contracts(self) -> dict[str, Contract]:
        """The contracts by name, the access manager left out."""
        return {name: getattr(self, name) for name in CONTRACTS}

    def model(self) -> World:
        """The model in the state of this fresh system."""
        supply = self.token.view("totalSupply")
        world = create(
            now=self.chain.now,
            chain_id=self.vouchers.view("eip712Domain")[3],
            shares={holder: supply * share // 100 for holder, share in self.shares.items()},
            addresses={name: contract.address for name, contract in self.contracts.items()},
            holders={(name, snake(call)): frozenset({who}) for (name, call), who in RESTRICTED.items()},
            links_per_unit=LINKS_PER_UNIT,
            rewards=self.terms,
            monies=(self.money.address, self.other_money.address),
        )
        for contract, function, args in self._settings():
            getattr(getattr(world, contract), snake(function))(RESTRICTED[contract, function], *args)
        world.context.events.clear()
        return world

    def set_level(self, shop: int, level: int) -> None:
        """What the level reader answers for a shop."""
        data = encode(["uint256", "uint256"], [shop, level])
        self.chain.send(DEPLOYER, self.level_reader, data)

    def _settings(self) -> list[tuple[str, str, tuple[Any, ...]]]:
        """The restricted calls that every system begins with."""
        module = (self.group_buy.address, MODULE)
        return [
            *(("registry", "setCapability", entry) for entry in CAPABILITIES.items()),
            ("registry", "setLevelReader", (self.reputation.address,)),
            ("reputation", "setMarket", (self.market.address, True)),
            ("reputation", "setThresholds", (THRESHOLDS,)),
            ("disputes", "setArbitrator", (ARBITRATOR,)),
            ("market", "setModule", module),
        ]

    def _deploy(self, name: str, *args: Any) -> Contract:
        return Contract(self.chain, name, DEPLOYER, *args)

    def _next_addresses(self, count: int) -> list[str]:
        """Where the deployer's next contracts will be."""
        nonce = self.chain.evm.basic(DEPLOYER).nonce
        return [get_create_address(DEPLOYER, nonce + i).lower() for i in range(count)]

    def _grant(self) -> None:
        for (name, function), holder in RESTRICTED.items():
            contract = self.contracts[name]
            selectors = [_selector(contract, function)]
            role = ROLES.get(holder, 0)
            self.manager.call(DEPLOYER, "setTargetFunctionRole", contract.address, selectors, role)
        for holder, role in ROLES.items():
            self.manager.call(DEPLOYER, "grantRole", role, holder, 0)


def _selector(contract: Contract, function: str) -> bytes:
    [entry] = [entry for (name, _), entry in contract.abi.functions.items() if name == function]
    return entry.digest[:4]


@cache
def snake(name: str) -> str:
    """``setStock`` as ``set_stock``: what the model calls it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def creation_code(runtime: bytes) -> bytes:
    # PUSH1 length, DUP1, PUSH1 9 (the bytes of this head), PUSH0, CODECOPY, PUSH0, RETURN
    return bytes.fromhex(f"60{len(runtime):02x}8060095f395ff3") + runtime
