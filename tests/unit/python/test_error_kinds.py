"""Every value of every custom error has a kind, and reads as it should."""

import re
from typing import Any

import pytest
from ape import project
from ethpm_types.abi import ErrorABI

from ecomchain import reverts
from ecomchain.amounts import ECOM
from ecomchain.error_kinds import Kind, kind_of
from ecomchain.error_text import shown
from ecomchain.ids import link_id, listing_id, task_id
from ecomchain.reverts import ENUMS, kinds_of, value_name

MOMENT = 1_800_000_000
ADDRESS = "0x" + "1" * 40


def errors() -> dict[str, ErrorABI]:
    """Every error of every contract of this project, by its form with names."""
    found = {}
    for contract in project.contracts.values():
        for abi in contract.errors:
            form = f"{abi.selector} {' '.join(value_name(item) for item in abi.inputs)}"
            found[form] = abi
    return found


def test_kinds__every_value_of_every_error__has_one() -> None:
    missing = [
        f"{form}: {value_name(item)}"
        for form, abi in errors().items()
        for item in abi.inputs
        if value_name(item) not in kinds_of(abi)
    ]
    assert missing == []
    assert len(errors()) > 100


def test_kinds__every_value_of_every_error__fits_its_type() -> None:
    """An address is one, an enum has its names, a typed id is of its type; nothing else is taken for it."""
    typed = {
        "ListingId": Kind.LISTING, "TaskId": Kind.TASK, "LinkId": Kind.LINK, "CapabilityId": Kind.CAPABILITY,
        "struct ICatalog.PriceOption": Kind.PRICE,
    }  # fmt: skip
    for form, abi in errors().items():
        for item in abi.inputs:
            kind, inner = kinds_of(abi)[value_name(item)], str(item.internal_type)
            if item.type == "address":
                assert kind is Kind.ADDRESS, (form, item.name)
            elif inner.startswith("enum "):
                assert kind is Kind.ENUM, (form, item.name)
                assert inner.removeprefix("enum ") in ENUMS
            elif item.type.startswith("bytes"):
                assert kind is Kind.HASH, (form, item.name)
            elif inner in typed:
                assert kind is typed[inner], (form, item.name)
            elif inner.endswith("Id"):
                assert kind is Kind.ID, (form, item.name)
            else:
                others = {Kind.ADDRESS, Kind.ENUM, Kind.HASH, *typed.values()}
                assert kind not in others, (form, item.name)


def test_kinds__table__has_nothing_that_no_error_has() -> None:
    from ecomchain import error_kinds

    standard = {name for _, items in reverts._STANDARD for _, name in items}
    names = {value_name(item) for abi in errors().values() for item in abi.inputs} | standard
    assert set(error_kinds._KINDS) - names == set()
    plain = {abi.name for abi in errors().values()} | {name for name, _ in reverts._STANDARD}
    assert {key.partition(".")[0].partition("(")[0] for key in error_kinds._EXCEPTIONS} - plain == set()


@pytest.mark.parametrize("form", sorted(errors()))
def test_text__every_error__is_without_raw_amounts_and_times(form: str) -> None:
    """However large its values: no number of more than ten digits but ids, no Unix time."""
    abi = errors()[form]
    kinds = kinds_of(abi)
    values: dict[str, Any] = {}
    for item in abi.inputs:
        name, kind = value_name(item), kinds[value_name(item)]
        values[name] = {
            Kind.AMOUNT: 12_500_000_000_000_000_000, Kind.WEI: 10**16, Kind.TIME: MOMENT, Kind.PERIOD: 90_000,
            Kind.UTC_DAY: 20_000, Kind.BPS: 1_250, Kind.LISTING: listing_id(3, 2), Kind.TASK: task_id(3, 1),
            Kind.LINK: link_id(task_id(3, 1), 7), Kind.CAPABILITY: 3, Kind.PRICE: (ECOM, 990, 840, 9 * ECOM),
            Kind.ENUM: "raised", Kind.ADDRESS: ADDRESS, Kind.HASH: b"\1" * 32,
        }.get(kind, 7)  # fmt: skip
    text = str(reverts.Revert(abi.name, values, "", b"", kinds, now=MOMENT))
    ids = r"\d+ \((listing|task|shop) "
    assert re.findall(r"(?<![0-9a-fx])\d{10,}", re.sub(ids, "", text)) == [], text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.AMOUNT, 12_500_000_000_000_000_000, "12.5 Ecom"),
        (Kind.AMOUNT, 0, "0 Ecom"),
        (Kind.AMOUNT, 2**256 - 1, "unlimited"),
        (Kind.WEI, 10**16, "0.01 of the chain's coin"),
        (Kind.TIME, MOMENT, "2027-01-15 08:00:00 UTC (now)"),
        (Kind.TIME, MOMENT + 3_600, "2027-01-15 09:00:00 UTC (in 1 hour)"),
        (Kind.TIME, MOMENT - 2 * 86_400 - 43_200, "2027-01-12 20:00:00 UTC (2.5 days ago)"),
        (Kind.TIME, 0, "never"),
        (Kind.TIME, 2**60, f"time {2**60}"),
        (Kind.PERIOD, 604_800, "7 days"),
        (Kind.PERIOD, 1, "1 second"),
        (Kind.UTC_DAY, 20_000, "2024-10-04"),
        (Kind.REWARD_DAY, 1_096, "1096"),
        (Kind.BPS, 5_000, "50%"),
        (Kind.BPS, 1, "0.01%"),
        (Kind.LISTING, listing_id(3, 2), f"{listing_id(3, 2)} (listing 2 of shop 3)"),
        (Kind.LISTING, 7, "7"),
        (Kind.TASK, task_id(3, 1), f"{task_id(3, 1)} (task 1 of shop 3)"),
        (
            Kind.LINK,
            link_id(task_id(3, 1), 8),
            f"{link_id(task_id(3, 1), 8)} (shop 8 in task 1 of shop 3)",
        ),
        (Kind.LINK, 0, "none"),
        (Kind.CAPABILITY, 3, "DISTRIBUTION"),
        (Kind.CAPABILITY, 65_537, "MODULE(1)"),
        (Kind.PRICE, (ECOM, 0, 0, 0), "1 Ecom"),
        (
            Kind.PRICE,
            (ECOM, 990, 840, 9 * ECOM),
            "1 Ecom and 990 minor units of currency 840, declared to be worth 9 Ecom",
        ),
        (
            Kind.PRICE,
            (0, 990, 840, 9 * ECOM),
            "990 minor units of currency 840, declared to be worth 9 Ecom",
        ),
        (Kind.HASH, b"\xab" * 4, "0xabababab"),
        (Kind.COUNT, 2**256 - 1, "more than there are"),
        (Kind.COUNT, 7, "7"),
        (Kind.ID, 2**200, str(2**200)),
    ],
)
def test_shown__each_kind__reads_well(kind: Kind, value: Any, text: str) -> None:
    assert shown(kind, value, MOMENT) == text


def test_kind_of__same_name_of_other_errors__is_told_apart() -> None:
    assert kind_of("WrongPrice(uint64,uint256,uint256)", "given") is Kind.AMOUNT
    assert kind_of("StaleRevision(uint64,uint256,uint256)", "given") is Kind.COUNT
    form = "DayOutOfRange(uint256,uint256,uint256)"
    assert kind_of(form, "lastDay", ("day", "today", "lastDay")) is Kind.UTC_DAY
    assert kind_of(form, "day", ("day", "coveredDay", "last")) is Kind.REWARD_DAY
    assert kind_of("Surprise(uint256)", "surprise") is None
