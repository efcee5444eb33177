"""Each restricted function refuses everybody but its role, and no other is restricted (GOV-1, GOV-2)."""

import pytest
from ape import accounts, chain
from clock import DAY, mine_at, next_block_at, now
from eth_abi import encode
from eth_utils import keccak
from surface import ARBITRATOR, FOUNDATION, GOVERNED, GUARDIAN, MANAGER, OPEN, OPERATOR, PUBLISHER, SYSTEM
from web3.exceptions import ContractLogicError

from ecomchain import system as system_contracts
from ecomchain.ids import SHOP, SHOWCASE

from helpers import assert_reverts, custom

CONTRACTS = tuple(name for name in system_contracts.CONTRACTS if name != "access_manager")
ROLES = {1: OPERATOR, 2: GUARDIAN, 3: PUBLISHER}
"""By role of the access manager, what it may call."""

ZERO = "0x0000000000000000000000000000000000000000"
ROOT = b"\x01" * 32
NO_CID = (bytes(32), 0)

CALLS = [
    ("operator", "registry", "setCapability", (SHOWCASE, (1, 1, 1, True))),
    ("operator", "registry", "setCapability", (SHOP, (1, 1, 1, True))),
    ("operator", "registry", "setCooldown", (7 * DAY,)),
    ("operator", "registry", "setOpeningSlots", (1,)),
    ("operator", "registry", "setLevelReader", (ZERO,)),
    ("operator", "catalog", "setMaxIncentive", (1,)),
    ("guardian", "market", "pause", (1,)),
    ("guardian", "market", "unpause", ()),
    ("operator", "market", "setModule", (ZERO, 1)),
    ("operator", "reputation", "setKappa", (1,)),
    ("operator", "reputation", "setMinAverage", (1,)),
    ("operator", "reputation", "setMinRated", (10**18,)),
    ("operator", "reputation", "setThresholds", ([(1, 1)] * 5,)),
    ("operator", "disputes", "setBond", (1, 10**18)),
    ("foundation", "reputation", "setMarket", (ZERO, True)),
    ("foundation", "disputes", "setArbitrator", (ZERO,)),
    (
        "foundation",
        "sale",
        "createRound",
        (
            1,
            ([], 0, 0, 0, 0, 0, ZERO, 0, ROOT, NO_CID),
        ),
    ),
    ("operator", "root_game", "setScoring", (ROOT, NO_CID)),
    ("publisher", "root_game", "post", (1, ROOT, 1, NO_CID)),
    ("guardian", "root_game", "veto", (1, ROOT, NO_CID)),
    ("guardian", "root_game", "recall", (1, 0, NO_CID)),
]
"""The role of each restricted function, and arguments that it takes."""

NEEDED = {
    ("market", "placeVouched"): "vouchers",
    ("market", "openDispute"): "disputes",
    ("market", "closeDispute"): "disputes",
    ("budgets", "reserve"): "market",
    ("budgets", "settle"): "market",
    ("budgets", "openObjection"): "disputes",
    ("budgets", "closeObjection"): "disputes",
    ("reward_pool", "addRoot"): "root_game",
    ("reward_pool", "revokeRoot"): "root_game",
    ("reward_pool", "skipDays"): "root_game",
}
"""Which contract of the system may call what is for the system alone."""


@pytest.fixture(scope="module")
def holders(foundation, operator, guardian, publisher):
    """Who has each role."""
    return {"foundation": foundation, "operator": operator, "guardian": guardian, "publisher": publisher}


def selectors(contract) -> set[str]:
    return {method.selector for method in contract.contract_type.mutable_methods}


@pytest.mark.parametrize("name", CONTRACTS)
def test_abi__functions_that_change_state__are_exactly_the_known_ones(system, name):
    known = [
        sets.get(name, set()) for sets in (*ROLES.values(), FOUNDATION, ARBITRATOR, MANAGER, SYSTEM, OPEN)
    ]
    assert selectors(getattr(system, name)) == set().union(*known)
    assert sum(map(len, known)) == len(set().union(*known)), "a function has two kinds of callers"


@pytest.mark.parametrize("name", CONTRACTS)
def test_call__by_a_stranger_with_nothing__is_refused_by_the_restricted_ones_alone(system, name, stranger):
    contract = getattr(system, name)
    refused = {
        method.selector
        for method in contract.contract_type.mutable_methods
        if is_refused(contract, method, stranger)
    }
    assert refused == set().union(*(sets.get(name, set()) for sets in (*ROLES.values(), FOUNDATION, MANAGER)))


@pytest.mark.parametrize("name", CONTRACTS)
def test_function_role__of_every_function__is_the_known_one(system, access_manager, name):
    contract = getattr(system, name)
    for method in contract.contract_type.mutable_methods:
        role = access_manager.getTargetFunctionRole(contract, keccak(text=method.selector)[:4])
        known = [key for key, sets in ROLES.items() if method.selector in sets.get(name, set())]
        assert [role] == (known or [access_manager.ADMIN_ROLE()]), method.selector


def test_calls__below__are_of_all_restricted_functions():
    restricted = {
        (contract, selector.partition("(")[0])
        for sets in (*ROLES.values(), FOUNDATION)
        for contract, selectors in sets.items()
        for selector in selectors
    }
    assert restricted == {(contract, function) for _, contract, function, _ in CALLS}


@pytest.mark.parametrize(("role", "name", "function", "arguments"), CALLS, ids=[call[2] for call in CALLS])
def test_restricted__by_anyone_but_its_role__reverts(
    system, everybody, holders, role, name, function, arguments
):
    contract = getattr(system, name)
    holder = holders[role]
    for caller in (*everybody, *(getattr(system, other) for other in (*CONTRACTS, "access_manager"))):
        if caller != holder:
            expected = custom(contract.AccessManagedUnauthorized, caller=caller)
            assert_reverts(expected, getattr(contract, function), *arguments, sender=caller)


@pytest.mark.parametrize(("role", "name", "function", "arguments"), CALLS, ids=[call[2] for call in CALLS])
def test_restricted__by_its_role__goes(system, holders, role, name, function, arguments):
    contract = getattr(system, name)
    arguments = prepare(system, function, holders) or arguments
    assert not getattr(contract, function)(*arguments, sender=holders[role]).failed


@pytest.mark.parametrize("function", ["rule", "ruleObjection"])
def test_ruling__by_anyone_but_the_arbitrator__reverts(disputes, everybody, foundation, arbitrator, function):
    assert disputes.arbitrator() == arbitrator
    for caller in everybody:
        if caller != arbitrator:
            expected = custom(disputes.NotArbitrator, caller=caller, arbitrator=arbitrator)
            assert_reverts(expected, getattr(disputes, function), 1, 1, sender=caller)
    # The arbitrator is let in: what stops the call is that there is no such case.
    expected = custom(disputes.WrongStage, order=1, stage=0)
    assert_reverts(expected, getattr(disputes, function), 1, 1, sender=arbitrator)


@pytest.mark.parametrize("name", SYSTEM)
def test_system_only__by_anyone__reverts(system, everybody, name):
    contract = getattr(system, name)
    for method in contract.contract_type.mutable_methods:
        if method.selector not in SYSTEM[name]:
            continue
        needed = NEEDED[name, method.name]
        arguments = [zero(item.canonical_type) for item in method.inputs]
        others = (getattr(system, other) for other in (*CONTRACTS, "access_manager") if other != needed)
        for caller in (*everybody, *others):
            who = getattr(system, needed)
            if name == "reward_pool":
                expected = custom(contract.NotRootGame, caller=caller, rootGame=who)
            else:
                expected = custom(contract.NotSystem, caller=caller, contract_=who)
            assert_reverts(expected, getattr(contract, method.name), *arguments, sender=caller)


@pytest.mark.parametrize("name", MANAGER)
def test_set_authority__by_anyone_but_the_manager__reverts(system, everybody, stranger, name):
    contract = getattr(system, name)
    for caller in everybody:
        expected = custom(contract.AccessManagedUnauthorized, caller=caller)
        assert_reverts(expected, contract.setAuthority, stranger, sender=caller)


GOVERNED_CALLS = [
    call
    for call in CALLS
    if any(s.startswith(f"{call[2]}(") for s in GOVERNED.get(call[1], ())) and call[3][0] != SHOWCASE
]


def test_governed__calls__are_all_of_them():
    assert len(GOVERNED_CALLS) == sum(map(len, GOVERNED.values())) == 5


@pytest.mark.parametrize(
    ("role", "name", "function", "arguments"), GOVERNED_CALLS, ids=[call[2] for call in GOVERNED_CALLS]
)
def test_governed__from_its_time_on__is_the_referendums_alone(
    system, referendum, everybody, holders, role, name, function, arguments
):
    contract = getattr(system, name)
    time = contract.governedFrom()
    assert time == system.reward_pool.endOf(system.reward_pool.LAST_DAY())

    mine_at(time - 1)
    refused = custom(contract.AccessManagedUnauthorized, caller=referendum)
    assert_reverts(refused, getattr(contract, function), *arguments, sender=referendum)
    mine_at(time)
    others = (getattr(system, other) for other in (*CONTRACTS, "access_manager") if other != "referendum")
    for caller in (*everybody, *others):
        refused = custom(contract.OnlyByReferendum, caller=caller, referendum=referendum)
        assert_reverts(refused, getattr(contract, function), *arguments, sender=caller)
    chain.provider.web3.eth.call(
        {
            "to": contract.address,
            "from": referendum.address,
            "data": getattr(contract, function).encode_input(*arguments),
        }
    )


@pytest.mark.parametrize(
    ("role", "name", "function", "arguments"), GOVERNED_CALLS, ids=[call[2] for call in GOVERNED_CALLS]
)
def test_governed__in_its_roles_last_second__goes(system, holders, role, name, function, arguments):
    contract = getattr(system, name)
    next_block_at(contract.governedFrom() - 1)
    assert not getattr(contract, function)(*arguments, sender=holders[role]).failed


def test_set_capability__after_the_hand_over_of_shop__stays_the_operators_for_every_other(
    registry, referendum, operator
):
    mine_at(registry.governedFrom())
    refused = custom(registry.AccessManagedUnauthorized, caller=referendum)
    assert_reverts(refused, registry.setCapability, SHOWCASE, (1, 1, 1, True), sender=referendum)
    registry.setCapability(SHOWCASE, (1, 1, 1, True), sender=operator)
    assert registry.capability(SHOWCASE) == (1, 1, 1, True)


def prepare(system, function, holders):
    """What has to be so before the function goes; its arguments, where `CALLS` cannot know them yet."""
    root_game, end = system.root_game, system.reward_pool.endOf(1)
    if function == "unpause":
        system.market.pause(60, sender=holders["guardian"])
    elif function == "post":
        mine_at(end)
    elif function in ("veto", "recall"):
        next_block_at(end)
        root_game.post(1, ROOT, 1, NO_CID, sender=holders["publisher"])
    elif function == "createRound":
        return (1, round_terms(system, holders["foundation"]))
    if function == "recall":
        next_block_at(root_game.pending().readyAt)
        root_game.activate(sender=holders["operator"])
    return None


def round_terms(system, treasury):
    """Of a round that sells all that there is for the vault's code, which is as good as a currency here."""
    deployer, start = accounts.test_accounts[0], now() + DAY
    system.token.approve(system.sale, 1, sender=deployer)
    system.sale.fund(1, sender=deployer)
    return ([(system.vault, 1)], 1, start, start + 1, 0, 0, treasury, 0, ROOT, NO_CID)


def is_refused(contract, method, caller) -> bool:
    """Whether the access manager is what stops ``caller``, with a zero for every argument."""
    types = [item.canonical_type for item in method.inputs]
    data = keccak(text=method.selector)[:4] + encode(types, [zero(kind) for kind in types])
    try:
        chain.provider.web3.eth.call({"to": contract.address, "from": caller.address, "data": data})
    except ContractLogicError as error:
        wanted = keccak(text="AccessManagedUnauthorized(address)")[:4] + encode(["address"], [caller.address])
        return error.data == "0x" + wanted.hex()
    return False


def zero(kind: str):
    """A zero of an ABI type."""
    if kind.endswith("[5]"):
        return [zero(kind[:-3])] * 5
    if kind.endswith("[]"):
        return []
    if kind.startswith("("):
        return tuple(zero(part) for part in parts(kind[1:-1]))
    if kind.startswith("bytes"):
        return bytes(int(kind[5:] or 0))
    return {"address": ZERO, "bool": False, "string": ""}.get(kind, 0)


def parts(kinds: str) -> list[str]:
    """The types of a tuple, whose commas within other tuples separate nothing."""
    found, depth = [""], 0
    for letter in kinds:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found
