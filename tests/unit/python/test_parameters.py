"""ecomchain.parameters: files to parameters; every error names the entry and the remedy."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from ape import accounts, project
from clock import DAY, now
from web3.utils import get_create_address

from ecomchain import deployment, ids, parameters
from ecomchain.amounts import BPS, ECOM, MICRO, format_ecom
from ecomchain.errors import ParameterError
from ecomchain.parameters import Parameters

from helpers import assert_reverts, custom

LEVELS_6 = [{"orders": "1", "counted": "1"}] * 6
ADDRESSES = [f"0x{number:040x}" for number in range(1, 10)]


def public() -> dict[str, Any]:
    """A complete public configuration: the example, filled in."""
    content = yaml.load(Path("deployments/parameters/example.yaml").read_text(), Loader=yaml.BaseLoader)
    for name, address in zip(("foundation", "team"), ADDRESSES[1:], strict=False):
        content["allocation"][name].update(beneficiary=address, start="2027-01-31")
    content["disputes"]["arbitrator"] = ADDRESSES[7]
    for holder, address in zip(content["roles"].values(), [*ADDRESSES[4:7], ADDRESSES[8]], strict=True):
        holder["account"] = address
    content["rewards"]["start_day"] = "2027-01-31"
    return content  # type: ignore[no-any-return]


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def apply(content: dict[str, Any]) -> None:
        *parents, last = [int(key) if key.isdigit() else key for key in path.split(".")]
        for parent in parents:
            content = content[parent]  # type: ignore[index]
        if value is None:
            del content[last]  # type: ignore[arg-type]
        else:
            content[last] = value  # type: ignore[index]

    return apply


@pytest.mark.parametrize("network", ["local", "devnet"])
def test_load__the_shipped_files__are_valid(network: str) -> None:
    loaded = parameters.load(network)
    assert loaded.network == network
    assert not loaded.is_public
    assert loaded.capabilities[ids.SHOP].lock_per_unit == 100 * ECOM
    assert loaded.limits.cooldown == 7 * 86_400
    assert loaded.reputation.min_rated == loaded.disputes.min_bond == ECOM
    assert deployment.thresholds(loaded)[1] == (50, 10_000 * 10**6)
    assert loaded.rewards.start_day == "today"
    assert (loaded.rewards.pool_cap_bps, loaded.rewards.vote_bond) == (27, 1_000_000 * ECOM)
    assert (loaded.votes.quorum_bps, loaded.votes.min_turnout, loaded.votes.min_shops) == (1_000, 1, 3)
    foundation, team = loaded.allocation.vestings.values()
    assert (foundation.start, foundation.cliff, foundation.duration) == ("today", 0, 1_461 * DAY)
    assert (team.start, team.cliff, team.duration) == ("today", 365 * DAY, 1_461 * DAY)


def test_load__the_example__names_each_address_that_is_missing() -> None:
    with pytest.raises(ParameterError) as caught:
        parameters.load("example")
    entries = ["disputes.arbitrator", "rewards.start_day"]
    entries += [
        f"allocation.{name}.{of}" for name in ("foundation", "team") for of in ("beneficiary", "start")
    ]
    entries += [f"roles.{name}.account" for name in ("foundation", "operator", "guardian", "publisher")]
    missing = dict.fromkeys(entries, "the address is missing: fill it in")
    for entry in ("rewards.start_day", "allocation.foundation.start", "allocation.team.start"):
        missing[entry] = "the date is missing: fill it in"
    assert caught.value.message.splitlines() == [
        f"deployments/parameters/example.yaml: {entry}: {what}" for entry, what in missing.items()
    ]


def test_validate__the_example_filled_in__is_public() -> None:
    loaded = parameters.validate(public(), "sepolia.yaml")
    assert loaded.is_public
    assert loaded.chain_id == 11_155_111
    assert loaded.roles.operator.delay == 2 * 86_400
    assert loaded.roles.publisher.account == ADDRESSES[8]
    assert (loaded.votes.min_turnout, loaded.votes.min_shops) == (25, 100)
    terms = [loaded.capabilities[key] for key in (ids.PROMOTION, ids.module_id(1))]
    assert [each.seal_per_unit for each in terms] == [10 * ECOM, 5 * ECOM]
    first = (date(2027, 1, 31) - date(1970, 1, 1)).days
    assert loaded.rewards.start_day == first
    assert loaded.allocation.presale == "sale"
    assert loaded.allocation.foundation.terms == (first * DAY, 1_461 * DAY, 0)
    assert loaded.allocation.team.terms == (first * DAY, 1_461 * DAY, 365 * DAY)


def test_dump__any__validates_to_the_same() -> None:
    loaded = parameters.validate(public(), "sepolia.yaml")
    assert Parameters.model_validate_json(loaded.model_dump_json()) == loaded
    assert loaded.model_dump(mode="json")["rewards"] == {
        "start_day": "2027-01-31", "pool_cap_bps": 27, "vote_bond": "1000000",
    }  # fmt: skip
    local = parameters.load("local")
    assert Parameters.model_validate_json(local.model_dump_json()) == local
    assert local.model_dump(mode="json")["rewards"]["start_day"] == "today"


@pytest.mark.parametrize(
    ("text", "day"), [("1970-01-01", 0), ("1970-01-02", 1), ("2024-02-29", 19_782), (" 2027-01-31 ", 20_849)]
)
def test_start_day__a_date__is_days_since_1970(text: str, day: int) -> None:
    content = public()
    content["rewards"]["start_day"] = text
    loaded = parameters.validate(content, "sepolia.yaml")
    assert loaded.rewards.start_day == day
    assert parameters.date_text(day) == text.strip()


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("network", None, "network: missing: add it"),
        ("chain_id", None, "chain_id: missing: write the chain id of sepolia"),
        ("capabilities.SHOP", None, "capabilities: SHOP is missing: set its terms"),
        ("capabilities.SHOPS", {}, "capabilities: 'SHOPS' is not a capability"),
        ("capabilities.SHOP.max_units", "2", "SHOP.max_units is 2: a shop is open once, write 1"),
        ("capabilities.SHOP.lock_per_unit", "1,5", "capabilities.SHOP.lock_per_unit: '1,5' is not an amount"),
        ("capabilities.SHOP.lock_per_unit", None, "capabilities.SHOP.lock_per_unit: missing: add it"),
        (
            "capabilities.SHOP.lock_per_unit", "1000000.5",
            "capabilities.SHOP.lock_per_unit: 1000000.5 is too much: at most 1000000 Ecom",
        ),
        (
            "capabilities.PROMOTION.seal_per_unit", "2000000",
            "capabilities.PROMOTION.seal_per_unit: 2000000 is too much: at most 1000000 Ecom",
        ),
        ("capabilities.SHOWCASE.max_units", "10001", "SHOWCASE.max_units: 10001 is too much: at most 10000"),
        ("capabilities.SHOWCASE.max_units", "0", "SHOWCASE.max_units: 0 is too little: at least 1"),
        ("capabilities.SHOWCASE.max_units", "many", "SHOWCASE.max_units: Input should be a valid integer"),
        ("capabilities.SHOWCASE.lock", "1", "capabilities.SHOWCASE.lock: unknown entry: remove it"),
        ("capabilities.DISTRIBUTION.seal_per_unit", "0", "DISTRIBUTION.seal_per_unit is 0: it must"),
        ("limits", None, "limits: missing: add it"),
        ("limits.cooldown", None, "limits.cooldown: missing: add it"),
        ("limits.links_per_unit", None, "limits.links_per_unit: missing: add it"),
        ("limits.cooldown", "604799", "limits.cooldown: 604799 is too little: at least 604800"),
        ("limits.cooldown", "31 days", "limits.cooldown: 2678400 is too much: at most 2592000"),
        ("limits.cooldown", "soon", "limits.cooldown: 'soon' is not a duration: write seconds"),
        ("limits.opening_slots", "1001", "limits.opening_slots: 1001 is too much: at most 1000"),
        ("limits.links_per_unit", "0", "limits.links_per_unit: 0 is too little: at least 1"),
        ("limits.links_per_unit", "1001", "limits.links_per_unit: 1001 is too much: at most 1000"),
        ("limits.max_incentive_bps", "10001", "limits.max_incentive_bps: 10001 is too much: at most 10000"),
        ("reputation", None, "reputation: missing: add it"),
        ("reputation.kappa_bps", None, "reputation.kappa_bps: missing: add it"),
        ("reputation.kappa_bps", "0", "reputation.kappa_bps: 0 is too little: at least 1"),
        ("reputation.kappa_bps", "2001", "reputation.kappa_bps: 2001 is too much: at most 2000"),
        ("reputation.min_rated", "0.009", "reputation.min_rated: 0.009 is too little: at least 0.01 Ecom"),
        ("reputation.min_rated", "1000.1", "reputation.min_rated: 1000.1 is too much: at most 1000 Ecom"),
        ("reputation.min_rated", "0.5000001", "min_rated: 0.5000001 is finer than 0.000001 Ecom: round it"),
        ("reputation.min_average_centi", "501", "min_average_centi: 501 is too much: at most 500"),
        ("reputation.min_average_centi", "-1", "min_average_centi: -1 is too little: at least 0"),
        ("reputation.levels", None, "reputation.levels: missing: add it"),
        ("reputation.levels.4", None, "reputation.levels: 4 entries: there must be 5"),
        ("reputation.levels", LEVELS_6, "reputation.levels: 6 entries: there must be 5"),
        ("reputation.levels.0.orders", "0", "reputation.levels.0.orders: 0 is too little: at least 1"),
        ("reputation.levels.0.orders", None, "reputation.levels.0.orders: missing: add it"),
        (
            "reputation.levels.4.orders", str(2**32),
            "reputation.levels.4.orders: 4294967296 is too much: at most 4294967295",
        ),
        ("reputation.levels.1.counted", "-5", "reputation.levels.1.counted: '-5' is not an amount"),
        (
            "reputation.levels.1.counted", "10000.0000001",
            "reputation.levels.1.counted: 10000.0000001 is finer than 0.000001 Ecom: round it",
        ),
        ("reputation.levels.1.orders", "9", "reputation.levels: level 2 takes less than level 1: let levels"),
        ("reputation.levels.3.counted", "49999", "reputation.levels: level 4 takes less than level 3"),
        ("reputation.levels.3.rating", "4", "reputation.levels.3.rating: unknown entry: remove it"),
        ("disputes", None, "disputes: missing: add it"),
        ("disputes.min_bond", None, "disputes.min_bond: missing: add it"),
        ("disputes.bond_bps", "1001", "disputes.bond_bps: 1001 is too much: at most 1000"),
        ("disputes.bond_bps", "-1", "disputes.bond_bps: -1 is too little: at least 0"),
        ("disputes.min_bond", "0.009", "disputes.min_bond: 0.009 is too little: at least 0.01 Ecom"),
        ("disputes.min_bond", "1001", "disputes.min_bond: 1001 is too much: at most 1000 Ecom"),
        ("disputes.arbitrator", None, "disputes.arbitrator: missing: add it"),
        ("disputes.arbitrator", "TEST::4", "disputes.arbitrator: 'TEST::4' is for local networks only"),
        ("disputes.arbitrator", "0x" + "0" * 40, "disputes.arbitrator: the zero address can hold nothing"),
        ("allocation.team", None, "allocation.team: missing: add it"),
        (
            "allocation.team.beneficiary", "deployer",
            "allocation.team.beneficiary: 'deployer' is for local networks only",
        ),
        (
            "allocation.foundation.beneficiary", "TEST::1",
            "allocation.foundation.beneficiary: 'TEST::1' is for local networks only",
        ),
        ("allocation.team.beneficiary", "0x12", "allocation.team.beneficiary: '0x12' is not an address"),
        (
            "allocation.team.beneficiary", "0x" + "0" * 40,
            "allocation.team.beneficiary: the zero address can hold nothing",
        ),
        (
            "allocation.presale", ADDRESSES[0],
            f"allocation.presale: '{ADDRESSES[0]}' is for local networks only: write 'sale'",
        ),
        ("allocation.presale", "sales", "allocation.presale: 'sales' is not an address"),
        (
            "allocation.team.start", "today",
            "allocation.team.start: 'today' is for local networks only: write a date",
        ),
        (
            "allocation.team.cliff", "1462 days",
            "allocation.team: cliff: 126,316,800 seconds are longer than the duration, 126,230,400:",
        ),
        (
            "allocation.foundation.duration", "3654 days",
            "allocation.foundation.duration: 315705600 is too much: at most 315619200",
        ),
        (
            "allocation.foundation.duration", "86399",
            "allocation.foundation.duration: 86399 is too little: at least 86400",
        ),
        (
            "allocation.team.beneficiary", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD".replace("aA", "Aa"),
            "has a wrong checksum",
        ),
        ("roles.operator.delay", "1 day", "roles.operator.delay: 86400 seconds is less than the 2 days"),
        ("roles.foundation.delay", "0", "roles.foundation.delay: 0 seconds is less than the 2 days"),
        ("roles.foundation.delay", "31 days", "roles.foundation.delay: 2678400 is too much: at most 2592000"),
        ("roles.guardian.delay", "1", "roles.guardian: the guardian's delay is 1 seconds"),
        ("roles.guardian.account", ADDRESSES[5], "roles.guardian.account: the same as roles.operator"),
        ("roles.publisher", None, "roles.publisher: missing: add it"),
        ("roles.publisher.account", "TEST::5", "publisher.account: 'TEST::5' is for local networks only"),
        ("roles.publisher.account", ADDRESSES[6], "roles.guardian.account: the same as roles.publisher"),
        ("roles.publisher.delay", "1", "roles.publisher: the publisher's delay is 1 seconds: it has"),
        ("roles.auditor", {}, "roles.auditor: unknown entry"),
        ("rewards", None, "rewards: missing: add it"),
        ("rewards.start_day", None, "rewards.start_day: missing: add it"),
        ("rewards.start_day", "today", "rewards.start_day: 'today' is for local networks only: write a date"),
        ("rewards.start_day", "", "rewards.start_day: the date is missing: fill it in"),
        ("rewards.start_day", "31.1.2027", "rewards.start_day: '31.1.2027' is not a date: write one such as"),
        ("rewards.start_day", "2027-02-29", "rewards.start_day: '2027-02-29' is not a date"),
        ("rewards.start_day", "2027-1-31", "rewards.start_day: '2027-1-31' is not a date"),
        ("rewards.start_day", "20849", "rewards.start_day: '20849' is not a date"),
        ("rewards.pool_cap_bps", None, "rewards.pool_cap_bps: missing: add it"),
        ("rewards.pool_cap_bps", "0", "rewards.pool_cap_bps: 0 is too little: at least 1"),
        ("rewards.pool_cap_bps", "1001", "rewards.pool_cap_bps: 1001 is too much: at most 1000"),
        ("rewards.vote_bond", None, "rewards.vote_bond: missing: add it"),
        ("rewards.vote_bond", "9999.9", "rewards.vote_bond: 9999.9 is too little: at least 10000 Ecom"),
        ("rewards.vote_bond", "100000000.1", "vote_bond: 100000000.1 is too much: at most 100000000 Ecom"),
        ("rewards.vote_bond", "1e6", "rewards.vote_bond: '1e6' is not an amount"),
        ("rewards.cap", "1", "rewards.cap: unknown entry: remove it"),
        ("votes", None, "votes: missing: add it"),
        ("votes.quorum_bps", None, "votes.quorum_bps: missing: add it"),
        ("votes.quorum_bps", "0", "votes.quorum_bps: 0 is too little: at least 1"),
        ("votes.quorum_bps", "5001", "votes.quorum_bps: 5001 is too much: at most 5000"),
        ("votes.min_turnout", None, "votes.min_turnout: missing: add it"),
        ("votes.min_turnout", "0", "votes.min_turnout: 0 is too little: at least 1"),
        ("votes.min_turnout", "1000001", "votes.min_turnout: 1000001 is too much: at most 1000000"),
        ("votes.min_shops", None, "votes.min_shops: missing: add it"),
        ("votes.min_shops", "0", "votes.min_shops: 0 is too little: at least 1"),
        ("votes.min_shops", "1000001", "votes.min_shops: 1000001 is too much: at most 1000000"),
        ("allocation.rewards", ADDRESSES[2], "allocation.rewards: unknown entry: remove it"),
    ],
)  # fmt: skip
def test_validate__one_wrong_entry__says_which_and_what_to_do(path: str, value: Any, says: str) -> None:
    content = public()
    change(path, value)(content)
    with pytest.raises(ParameterError) as caught:
        parameters.validate(content, "sepolia.yaml")
    (line,) = caught.value.message.splitlines()
    assert line.startswith("sepolia.yaml: ")
    assert says in line


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a mapping"),
        ("- 1", "not a mapping"),
        ("a: [", "not YAML"),
        ("network: local\nnetwork: devnet\n", "'network' is there twice"),
    ],
)
def test_load__no_parameters__says_so(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(ParameterError) as caught:
        parameters.load(file)
    (line,) = caught.value.message.splitlines()
    assert str(file) in line
    assert says in line


def test_load__no_file__says_where_to_get_one() -> None:
    with pytest.raises(ParameterError) as caught:
        parameters.load("nowhere")
    assert "deployments/parameters/nowhere.yaml: no such file: copy" in caught.value.message


def test_load__amounts_and_addresses__stay_text(tmp_path: Path) -> None:
    file = tmp_path / "exact.yaml"
    text = Path("deployments/parameters/local.yaml").read_text()
    text = text.replace("lock_per_unit: 100, seal_per_unit: 10,", "lock_per_unit: 0.1, seal_per_unit: 1e-1,")
    file.write_text(
        text.replace("1e-1", "0.000000000000000001").replace("presale: deployer", f"presale: {ADDRESSES[0]}")
    )
    loaded = parameters.load(file)
    assert loaded.capabilities[ids.SHOP].lock_per_unit == 10**17
    assert loaded.capabilities[ids.SHOP].seal_per_unit == 1
    assert loaded.allocation.presale == "0x0000000000000000000000000000000000000001"


def test_resolve__test_accounts__are_addresses() -> None:
    names = {"deployer": ADDRESSES[0]} | {f"TEST::{i}": ADDRESSES[i] for i in range(1, 6)}
    resolved = parameters.load("local").resolve(names, 20_000)
    assert resolved.disputes.arbitrator == ADDRESSES[4]
    assert [holder.account for _, holder in resolved.roles] == [*ADDRESSES[1:4], ADDRESSES[5]]
    assert resolved.allocation.presale == ADDRESSES[0]
    assert [vesting.beneficiary for vesting in resolved.allocation.vestings.values()] == ADDRESSES[1:2] * 2


def test_resolve__today__is_the_day_that_is_given_and_a_date_stays() -> None:
    names = {"deployer": ADDRESSES[0]} | {f"TEST::{i}": ADDRESSES[i] for i in range(1, 6)}
    once = parameters.load("local").resolve(names, 20_000)
    assert once.rewards.start_day == 20_000
    assert once.resolve({}, 20_001) == once
    assert once.rewards == parameters.load("local").rewards.model_copy(update={"start_day": 20_000})
    assert set(once.days.values()) == {20_000}
    assert deployment.governed_from(once) == (20_000 + 1_095) * 86_400
    dated = parameters.validate(public(), "sepolia.yaml")
    assert dated.resolve({}, 20_000) == dated


def test_resolve__unknown_account__says_which() -> None:
    with pytest.raises(ParameterError, match=r"there is no account 'TEST::1' here"):
        parameters.load("local").resolve({"deployer": ADDRESSES[0]}, 20_000)


def test_bounds__are_the_contracts(
    registry: Any,
    catalog: Any,
    reputation: Any,
    disputes: Any,
    operator: Any,
    token: Any,
    vault: Any,
    system: Any,
) -> None:
    """Every bound is read from the contract, or, where it has no view, tried."""
    assert registry.MAX_PER_UNIT() == parameters.MAX_PER_UNIT
    assert registry.MAX_UNITS() == parameters.MAX_UNITS
    assert registry.MIN_COOLDOWN() == parameters.MIN_COOLDOWN
    assert registry.MAX_COOLDOWN() == parameters.MAX_COOLDOWN
    assert registry.MAX_OPENING_SLOTS() == parameters.MAX_OPENING_SLOTS
    assert reputation.MAX_KAPPA() == parameters.MAX_KAPPA
    assert reputation.MIN_RATED_FLOOR() == parameters.MIN_RATED_FLOOR
    assert reputation.MIN_RATED_CAP() == parameters.MIN_RATED_CAP
    assert reputation.MAX_LEVEL() == parameters.LEVELS
    assert reputation.MICRO() == MICRO
    assert disputes.MAX_BOND_BPS() == parameters.MAX_BOND_BPS
    assert disputes.MIN_BOND_FLOOR() == parameters.MIN_BOND_FLOOR
    assert disputes.MIN_BOND_CAP() == parameters.MIN_BOND_CAP

    def out_of_bounds(value: int, least: int, most: int) -> Any:
        return custom(registry.ParameterOutOfBounds, value=value, min=least, max=most)

    assert_reverts(out_of_bounds(2, 1, 1), registry.setCapability, ids.SHOP, (0, 0, 2, True), sender=operator)
    assert_reverts(
        out_of_bounds(0, 1, parameters.MAX_PER_UNIT),
        registry.setCapability, ids.DISTRIBUTION, (0, 0, 1, True), sender=operator,
    )  # fmt: skip
    for links in (0, parameters.MAX_LINKS_PER_UNIT + 1):
        assert_reverts(
            out_of_bounds(links, 1, parameters.MAX_LINKS_PER_UNIT),
            project.ShopRegistry, operator, token, vault, links, system.referendum, 0,
        )  # fmt: skip
    assert_reverts(
        custom(catalog.RateTooHigh, bps=BPS + 1, max=BPS), catalog.setMaxIncentive, BPS + 1, sender=operator
    )

    def refused(value: int, least: int, most: int) -> Any:
        return custom(reputation.ParameterOutOfBounds, value=value, min=least, max=most)

    too_good = parameters.MAX_AVERAGE + 1
    assert_reverts(
        refused(too_good, 0, parameters.MAX_AVERAGE), reputation.setMinAverage, too_good, sender=operator
    )
    assert_reverts(refused(0, 1, parameters.MAX_KAPPA), reputation.setKappa, 0, sender=operator)
    nothing = [(0, 0)] + [(1, 0)] * (parameters.LEVELS - 1)
    assert_reverts(refused(0, 1, 2**32 - 1), reputation.setThresholds, nothing, sender=operator)
    bounds_of_rewards(system)


def bounds_of_rewards(system: Any) -> None:
    """The constructors' own bounds, and that the values just within them pass."""
    polls, pool, game = system.polls, system.reward_pool, system.root_game
    most = parameters.MAX_QUORUM_BPS
    for quorum in (0, most + 1):
        expected = custom(polls.ParameterOutOfBounds, value=quorum, min=1, max=most)
        assert_reverts(expected, project.ShopPolls, system.registry, quorum, 1)
    most, start = parameters.MAX_SHOPS, now() // DAY
    for shops in (0, most + 1):
        expected = custom(polls.ParameterOutOfBounds, value=shops, min=1, max=most)
        assert_reverts(expected, project.ShopPolls, system.registry, 1, shops)
        assert_reverts(expected, project.FactorVote, polls, start, shops)
    most, today = parameters.MAX_POOL_CAP_BPS, now() // DAY
    for cap in (0, most + 1):
        expected = custom(pool.ParameterOutOfBounds, value=cap, min=1, max=most)
        assert_reverts(expected, project.RewardPool, system.token, system.reputation, game, today, cap)
    first, last = today - deployment.START_BEFORE, today + deployment.START_AFTER
    for day in (first - 1, last + 1):
        expected = custom(pool.StartOutOfRange, startDay=day, min=first, max=last)
        assert_reverts(expected, project.RewardPool, system.token, system.reputation, game, day, 1)
    assert pool.LAST_DAY() == deployment.PHASE_ONE_DAYS
    bounds_of_vestings(project.EcomVesting, first, last)
    least, most = parameters.MIN_VOTE_BOND, parameters.MAX_VOTE_BOND
    deployer = accounts.test_accounts[0]
    # A reputation that the shops govern from the same day on as what `RootGame` decides.
    governed = (first + deployment.PHASE_ONE_DAYS) * DAY
    scores = deployer.deploy(
        project.Reputation, system.access_manager, system.registry, system.referendum, governed
    )
    for bond in (least - 1, most + 1, least, most):
        # A pool that expects the next contract of the deployer's as its root game.
        planned = get_create_address(deployer.address, deployer.nonce + 1)
        another = deployer.deploy(project.RewardPool, system.token, scores, planned, first, 1)
        arguments = (system.access_manager, another, polls, system.vault, system.referendum, bond, b"\1" * 32)
        if least <= bond <= most:
            assert deployer.deploy(project.RootGame, *arguments).voteBond() == bond
        else:
            expected = custom(game.ParameterOutOfBounds, value=bond, min=least, max=most)
            # Asked at the planned address: its constructor makes sure that the pool knows it.
            assert_reverts(expected, project.RootGame, *arguments, sender=deployer)


def bounds_of_vestings(vesting: Any, first: int, last: int) -> None:
    deployer, (least, most) = accounts.test_accounts[0], (parameters.MIN_VESTING, parameters.MAX_VESTING)
    for day in (first - 1, last + 1):
        expected = custom(vesting.StartOutOfRange, start=day * DAY, first=first * DAY, last=last * DAY)
        assert_reverts(expected, vesting, deployer, day * DAY, least, 0)
    for duration in (least - 1, most + 1):
        expected = custom(vesting.DurationOutOfRange, duration=duration, min=least, max=most)
        assert_reverts(expected, vesting, deployer, first * DAY, duration, 0)
    for day, duration in ((first, least), (last, most)):
        assert deployer.deploy(vesting, deployer, day * DAY, duration, 0).end() == day * DAY + duration


def test_limits__of_the_shipped_files__are_the_contracts_own(operator: Any, token: Any, vault: Any) -> None:
    fresh = operator.deploy(project.ShopRegistry, operator, token, vault, 10, operator, 2**40 - 1)
    shipped = parameters.load("local")
    limits, scores = shipped.limits, shipped.reputation
    assert (fresh.cooldown(), fresh.openingSlots()) == (limits.cooldown, limits.opening_slots)
    catalog = operator.deploy(project.Catalog, operator, fresh)
    assert catalog.maxIncentive() == limits.max_incentive_bps

    reputation = operator.deploy(project.Reputation, operator, fresh, operator, 2**40 - 1)
    assert reputation.kappaBps() == scores.kappa_bps
    assert reputation.minRated() == scores.min_rated
    assert reputation.minAverage() == scores.min_average_centi
    assert [tuple(level) for level in reputation.thresholds()] == deployment.thresholds(shipped)

    following = get_create_address(operator.address, operator.nonce + 1)
    others = [operator] * 2  # budgets and vouchers, which this test does without
    market = operator.deploy(project.Market, operator, token, catalog, fresh, reputation, *others, following)
    bonds = operator.deploy(project.Disputes, operator, market).totals()
    assert (bonds.bondBps, bonds.minBond) == (shipped.disputes.bond_bps, shipped.disputes.min_bond)
    assert format_ecom(parameters.MAX_PER_UNIT) == "1000000"
