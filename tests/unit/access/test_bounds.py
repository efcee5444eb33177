"""Every restricted function against its bounds in code (GOV-3): just outside is refused, the edge goes.

A new restricted function turns this red until its bounds, or the reason why it has none, are written here.
"""

from pathlib import Path

import pytest
from clock import DAY, mine_at

from ecomchain.amounts import ECOM, MICRO
from ecomchain.deployment import FUNCTIONS
from ecomchain.ids import DISTRIBUTION, SHOP, SHOWCASE

from helpers import assert_reverts, custom

UNIT_TESTS = Path(__file__).parents[1]
NO_CID = (bytes(32), 0)
ROOT = b"\x01" * 32
MAX_LOCK = 1_000_000 * ECOM
UINT32 = 2**32 - 1


def bounds(value, least, most):
    """Every contract's error for a parameter."""
    return "ParameterOutOfBounds", {"value": value, "min": least, "max": most}


def levels(**changed):
    """Thresholds that rise, but for those that are given by number."""
    rising = {n: (n, n) for n in range(1, 6)} | {int(key[1:]): value for key, value in changed.items()}
    return ([rising[n] for n in range(1, 6)],)


REFUSED = {
    ("registry", "setCapability"): [
        ((SHOWCASE, (MAX_LOCK + 1, 1, 1, True)), bounds(MAX_LOCK + 1, 0, MAX_LOCK)),
        ((SHOWCASE, (1, MAX_LOCK + 1, 1, True)), bounds(MAX_LOCK + 1, 0, MAX_LOCK)),
        ((DISTRIBUTION, (1, 0, 1, True)), bounds(0, 1, MAX_LOCK)),
        ((SHOWCASE, (1, 1, 0, True)), bounds(0, 1, 10_000)),
        ((SHOWCASE, (1, 1, 10_001, True)), bounds(10_001, 1, 10_000)),
        ((SHOP, (1, 1, 0, True)), bounds(0, 1, 1)),
        ((SHOP, (1, 1, 2, True)), bounds(2, 1, 1)),
        ((0, (1, 1, 1, True)), bounds(0, 1, UINT32)),
    ],
    ("registry", "setCooldown"): [
        ((7 * DAY - 1,), bounds(7 * DAY - 1, 7 * DAY, 30 * DAY)),
        ((30 * DAY + 1,), bounds(30 * DAY + 1, 7 * DAY, 30 * DAY)),
    ],
    ("registry", "setOpeningSlots"): [((1_001,), bounds(1_001, 0, 1_000))],
    ("catalog", "setMaxIncentive"): [((10_001,), ("RateTooHigh", {"bps": 10_001, "max": 10_000}))],
    ("market", "pause"): [
        ((0,), ("PauseOutOfRange", {"duration": 0, "max": 7 * DAY})),
        ((7 * DAY + 1,), ("PauseOutOfRange", {"duration": 7 * DAY + 1, "max": 7 * DAY})),
    ],
    ("market", "unpause"): [((), ("NotPaused", {}))],
    ("reputation", "setKappa"): [((0,), bounds(0, 1, 2_000)), ((2_001,), bounds(2_001, 1, 2_000))],
    ("reputation", "setMinRated"): [
        ((ECOM // 100 - MICRO,), bounds(ECOM // 100 - MICRO, ECOM // 100, 1_000 * ECOM)),
        ((1_000 * ECOM + MICRO,), bounds(1_000 * ECOM + MICRO, ECOM // 100, 1_000 * ECOM)),
        ((ECOM + 1,), ("NotWholeMicro", {"amount": ECOM + 1, "micro": MICRO})),
    ],
    ("reputation", "setMinAverage"): [((501,), bounds(501, 0, 500))],
    ("reputation", "setThresholds"): [
        (levels(n1=(0, 1)), bounds(0, 1, UINT32)),
        (levels(n3=(1, 3)), bounds(1, 2, UINT32)),
        (levels(n5=(5, 3)), bounds(3, 4, 2**56 - 1)),
    ],
    ("disputes", "setBond"): [
        ((1_001, ECOM), bounds(1_001, 0, 1_000)),
        ((0, ECOM // 100 - 1), bounds(ECOM // 100 - 1, ECOM // 100, 1_000 * ECOM)),
        ((0, 1_000 * ECOM + 1), bounds(1_000 * ECOM + 1, ECOM // 100, 1_000 * ECOM)),
    ],
    ("root_game", "setScoring"): [((bytes(32), NO_CID), ("ZeroHash", {}))],
    ("root_game", "post"): [
        ((1, ROOT, 2**96 - 1, NO_CID), ("TotalTooHigh", {"total": 2**96 - 1, "available": ...})),
        ((1, bytes(32), 1, NO_CID), ("ZeroRoot", {})),
        ((1_096, ROOT, 1, NO_CID), ("NotPhaseOne", {"day": 1_096, "lastDay": 1_095})),
    ],
    ("root_game", "veto"): [
        ((0, ROOT, NO_CID), ("NothingPending", {})),
        ((2, ROOT, NO_CID), ("NothingPending", {})),
    ],
    ("root_game", "recall"): [((1, 7, NO_CID), ("FinalRoot", {"epoch": 1, "index": 7}))],
}
"""Arguments just outside the bounds, and the error with its values."""

ACCEPTED = {
    ("registry", "setCapability"): [
        (SHOWCASE, (MAX_LOCK, MAX_LOCK, 10_000, True)), (SHOWCASE, (0, 0, 1, False)),
        (DISTRIBUTION, (0, 1, 1, True)), (UINT32, (0, 0, 1, True)), (SHOP, (0, 0, 1, True)),
    ],
    ("registry", "setCooldown"): [(7 * DAY,), (30 * DAY,)],
    ("registry", "setOpeningSlots"): [(0,), (1_000,)],
    ("catalog", "setMaxIncentive"): [(0,), (10_000,)],
    ("market", "pause"): [(1,), (7 * DAY,)],
    ("reputation", "setKappa"): [(1,), (2_000,)],
    ("reputation", "setMinRated"): [(ECOM // 100,), (1_000 * ECOM,)],
    ("reputation", "setMinAverage"): [(0,), (500,)],
    ("reputation", "setThresholds"): [
        ([(1, 0)] * 5,), ([(UINT32, 2**56 - 1)] * 5,),
    ],
    ("disputes", "setBond"): [(0, ECOM // 100), (1_000, 1_000 * ECOM)],
}  # fmt: skip
"""Arguments on the edge of the bounds."""

UNBOUNDED = {
    ("registry", "setLevelReader"): "test_sync_level__above_the_highest__is_the_highest",
    ("market", "setModule"): "test_place_for__no_floor__reverts_at_any_price",
    (
        "reputation",
        "setMarket",
    ): "test_market__switched_off__every_ending_goes_and_nothing_is_noted",
    ("disputes", "setArbitrator"): "test_rule__more_than_all__reverts",
}
"""Restricted functions that name somebody, and the test of what bounds whoever is named."""

ELSEWHERE = {
    ("sale", "createRound"): {
        "test_create_round__cap_beyond_what_is_unreserved__reverts",
        "test_create_round__start_out_of_range__reverts",
        "test_create_round__start_at_a_bound__goes",
        "test_create_round__end_out_of_range__reverts",
        "test_create_round__end_at_a_bound__goes",
        "test_create_round__release_too_long__reverts",
        "test_create_round__cliff_longer_than_the_release__reverts",
        "test_create_round__no_currency_or_too_many__reverts",
        "test_create_round__free__reverts",
    },
}
"""Restricted functions with a file of their own for all the bounds of a struct."""

HOLDERS = ("foundation", "operator", "guardian", "publisher")
ROLE_OF = {
    (name, function): HOLDERS[role]
    for role, targets in FUNCTIONS.items()
    for name, functions in targets.items()
    for function in functions
}


@pytest.fixture
def holders(foundation, operator, guardian, publisher):
    return dict(zip(HOLDERS, (foundation, operator, guardian, publisher), strict=True))


def test_bounds__below__are_of_every_restricted_function():
    assert sorted([*REFUSED, *UNBOUNDED, *ELSEWHERE]) == sorted(ROLE_OF)
    assert set(ACCEPTED) <= set(REFUSED)
    named = set(UNBOUNDED.values()).union(*ELSEWHERE.values())
    text = "\n".join(path.read_text(encoding="utf-8") for path in UNIT_TESTS.rglob("test_*.py"))
    assert [name for name in sorted(named) if f"\ndef {name}(" not in text] == []


def error(system, contract, name):
    """The error of that name, of the contract itself or of the one that it asks."""
    return next(
        getattr(each, name)
        for each in (contract, system.reward_pool)
        if name in [abi.name for abi in each.contract_type.errors]
    )


@pytest.mark.parametrize(
    ("function", "arguments", "expected"),
    [(key, arguments, expected) for key, cases in REFUSED.items() for arguments, expected in cases],
    ids=[f"{key[1]}-{n}" for key, cases in REFUSED.items() for n in range(len(cases))],
)
def test_restricted__just_outside_its_bounds__reverts(system, holders, function, arguments, expected):
    contract = getattr(system, function[0])
    if function[0] == "root_game":
        mine_at(system.reward_pool.endOf(1))
    name, values = expected
    assert_reverts(
        custom(error(system, contract, name), **values),
        getattr(contract, function[1]),
        *arguments,
        sender=holders[ROLE_OF[function]],
    )


@pytest.mark.parametrize(
    ("function", "arguments"),
    [(key, arguments) for key, cases in ACCEPTED.items() for arguments in cases],
    ids=[f"{key[1]}-{n}" for key, cases in ACCEPTED.items() for n in range(len(cases))],
)
def test_restricted__on_the_edge_of_its_bounds__goes(system, holders, function, arguments):
    contract, sender = getattr(system, function[0]), holders[ROLE_OF[function]]
    assert not getattr(contract, function[1])(*arguments, sender=sender).failed
