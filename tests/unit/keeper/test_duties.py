"""The tables of what a keeper does, against the ABIs: nothing that anyone may do by time is forgotten."""

import re
from collections import Counter
from functools import cache

import pytest
from ape import project

from ecomchain.keeper.duties import CALLER, CLAIM, DUTIES, OTHERS, REQUEST
from ecomchain.keeper.effects import EFFECTS
from ecomchain.keeper.jobs import JOBS
from ecomchain.system import CONTRACTS

TABLES = sorted({*CONTRACTS.values(), "ArbitratorAdapter", *DUTIES, *OTHERS})


def sorted_functions(contract: str) -> Counter[str]:
    """Every function of the contract in the tables."""
    others = [name for names in OTHERS.get(contract, {}).values() for name in names]
    return Counter([*DUTIES.get(contract, {}), *others])


@cache
def functions(contract: str) -> set[str]:
    """The functions of the contract's ABI that change something."""
    return {method.name for method in getattr(project, contract).contract_type.mutable_methods}


@pytest.mark.parametrize("contract", TABLES)
def test_tables__each_contract__sort_every_function_once(contract):
    assert sorted_functions(contract) == Counter(functions(contract))


def test_tables__contracts__are_all_there():
    assert set(CONTRACTS.values()) <= {*DUTIES, *OTHERS}


def test_duties__jobs__are_all_there_and_all_used():
    assert {job for duties in DUTIES.values() for job in duties.values()} == set(JOBS)


def natspec(contract: str) -> dict[str, str]:
    """What the interface says of each function that changes something, the section's title included."""
    path = project.path / "interfaces" / f"I{contract}.sol"
    if not path.exists():
        return {}
    found, section, comment = {}, "", ""
    for piece in re.findall(
        r"^ *///.*$|^ *// .*$|^ *function [^;]*;", path.read_text(encoding="utf-8"), re.M
    ):
        line = piece.strip()
        if line.startswith("///"):
            comment += line[3:]
            continue
        if line.startswith("//"):
            section = line[2:]
        elif not re.search(r"\b(view|pure)\b", line):
            name = re.split(r"\W+", line)[1]  # of several with the same name, all is taken together
            found[name] = f"{found.get(name, '')} {section}: {comment}"
        comment = ""
    return found


BY_TIME = re.compile(
    r"\b(once|after|before|from|over|deadline|due|until|within|time|elapsed|finished)\b", re.I
)
"""Words with which the interfaces speak of time."""

ANYONE = re.compile(r"\b(anyone|anybody)\b", re.I)

EXPLAINED = {
    "Budgets.fund", "Market.placeFor", "Vouchers.place", "GroupBuy.start", "GroupBuy.join", "ShopPolls.open",
    "ShopRegistry.join", "RootGame.logActions", "BountyBoard.requestSlot", "RewardPool.topUp",
    "RewardPool.topUpWithPermit", "Grants.create", "Splitter.split", "SealVault.seal", "Referendum.propose",
    "FactorVote.flag", "PrivateSale.fund",
}  # fmt: skip
"""Anyone may, for itself: with its own tokens, for its own sake, or as a mere event."""


@pytest.mark.parametrize("contract", TABLES)
def test_interfaces__anyone_and_time__are_a_keepers(contract):
    """Whatever an interface says anyone may call, and when, is in the table of duties."""
    duties = set(DUTIES.get(contract, {}))
    free = {name for reason in (CLAIM, REQUEST) for name in OTHERS.get(contract, {}).get(reason, ())}
    found = {name for name, text in natspec(contract).items() if ANYONE.search(text) and BY_TIME.search(text)}
    own = {name.partition(".")[2] for name in EXPLAINED if name.startswith(f"{contract}.")}
    assert found - free - own <= duties
    assert own <= set(OTHERS.get(contract, {}).get(CALLER, ()))


@pytest.mark.parametrize(
    ("contract", "function"),
    [(contract, function) for contract, duties in DUTIES.items() for function in duties],
)
def test_duties__each__may_be_called_by_anyone(contract, function):
    text = natspec(contract).get(function.removesuffix("Many"), "")
    assert ANYONE.search(text), text


def test_effects__each__is_about_indexed_values_of_an_event(system):
    for name, effects in EFFECTS.items():
        role, _, event = name.partition(".")
        contract = getattr(system, role)
        (abi,) = [abi for abi in contract.contract_type.events if abi.name == event]
        indexed = {item.name for item in abi.inputs if item.indexed}
        for effect in effects:
            assert set(effect.names) <= indexed, name
            assert effect.job in JOBS
