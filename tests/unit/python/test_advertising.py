"""The ranking of a day's advertising: complete, in a fixed order, the same by events and views (SEAL-3)."""

import json
import runpy
from collections.abc import Iterator
from typing import Any

import ape
import click
import pytest
import scene as scenes
from ape import chain, project
from click.testing import CliRunner
from clock import DAY, mine_at, now
from scene import ENOUGH, Scene

from ecomchain import advertising
from ecomchain.advertising import AdvertisingError, Entry, ranking, seal
from ecomchain.amounts import ECOM
from ecomchain.errors import ArgumentError
from ecomchain.sending import ActionError
from ecomchain.system import System


@ape.fixture(chain_isolation=False, scope="module")
def scene(system: System) -> Iterator[Scene]:
    """The scene of the unit tests, taken back afterwards."""
    for built in scenes.play(system):
        for person in (built.seller, built.rival, built.stranger):
            system.token.approve(system.vault, ENOUGH, sender=person)
        yield built


def test_ranking__several_payers_and_days__adds_up_each_listing_of_the_day(
    system: System, scene: Scene
) -> None:
    today = advertising.today(system)
    for payer, listing, amount, day in (
        (scene.seller, scene.escrowed, 5, today),
        (scene.stranger, scene.escrowed, 4, today),
        (scene.rival, scene.rival_listing, 7, today),
        (scene.seller, scene.limited, 20, today + 1),
    ):
        seal(system, payer, listing, amount, day)
    system.catalog.delist(scene.rival_listing, sender=scene.rival)
    assert (
        ranking(system)
        == ranking(system, today)
        == [
            Entry(1, scene.escrowed, scene.shop, 9, 2, True),
            Entry(2, scene.rival_listing, scene.rival_shop, 7, 1, False),
        ]
    )
    assert ranking(system, today + 1) == [Entry(1, scene.limited, scene.shop, 20, 1, True)]
    assert ranking(system, today + 2) == ranking(system, today - 1) == []


def test_ranking__same_amount__lower_id_first(system: System, scene: Scene) -> None:
    for listing in (scene.rival_listing, scene.limited, scene.escrowed):
        seal(system, scene.seller, listing, 5)
    assert [entry.listing for entry in ranking(system)] == [
        scene.escrowed,
        scene.limited,
        scene.rival_listing,
    ]
    assert [entry.rank for entry in ranking(system)] == [1, 2, 3]


def test_ranking__no_listing_or_another_reason__is_left_out(system: System, scene: Scene) -> None:
    today, vault = advertising.today(system), system.vault
    vault.seal(9, advertising.REASON, 99 << 32 | 1, today, sender=scene.seller)
    vault.seal(9, advertising.REASON, 2**255, today, sender=scene.seller)
    vault.seal(9, b"OTHER".ljust(32, b"\0"), scene.escrowed, today, sender=scene.seller)
    assert ranking(system) == []


def test_ranking__an_event_is_missing__says_so(
    system: System, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that has lost a log."""
    for amount in (5, 6):
        seal(system, scene.seller, scene.escrowed, amount)
    whole = type(system.vault.Sealed).range
    monkeypatch.setattr(
        type(system.vault.Sealed), "range", lambda *args, **options: list(whole(*args, **options))[1:]
    )
    with pytest.raises(
        AdvertisingError, match=f"6 were sealed for listing {scene.escrowed} .*, 11 by the view"
    ):
        ranking(system)


def test_seal__default__is_today_by_exact_allowance(system: System, scene: Scene) -> None:
    system.token.approve(system.vault, 0, sender=scene.stranger)
    mine_at((now() // DAY + 1) * DAY)
    seal(system, scene.stranger, scene.escrowed, 3 * ECOM)
    assert system.vault.sealedOn(advertising.REASON, now() // DAY, scene.escrowed) == 3 * ECOM
    assert system.token.allowance(scene.stranger, system.vault) == 0


def test_seal__unknown_listing_or_day__refused_and_nothing_is_sent(system: System, scene: Scene) -> None:
    height, today = chain.blocks.height, advertising.today(system)
    with pytest.raises(ActionError, match=r"advertise was refused: UnknownListing\(listing="):
        seal(system, scene.seller, scene.escrowed + 99, 1)
    for day in (today - 1, today + 31):
        with pytest.raises(
            ActionError, match=rf"advertise was refused: DayOutOfRange\(day={advertising.date(day)}, "
        ):
            seal(system, scene.seller, scene.escrowed, 1, day)
    with pytest.raises(ArgumentError, match="'bob' is not an account that can sign"):
        seal(system, "bob", scene.escrowed, 1)  # type: ignore[arg-type]
    assert chain.blocks.height == height


def test_days__as_dates_and_numbers__are_the_same() -> None:
    assert advertising.date(20_000) == "2024-10-04"
    assert advertising.parse_day("2024-10-04") == advertising.parse_day("20000") == 20_000
    for text in ("soon", "2024-13-01", "-1", "2024-10-4x", ""):
        with pytest.raises(ArgumentError, match="is not a day: give a date such as 2026-11-22"):
            advertising.parse_day(text)


# `ape run advertising`


@pytest.fixture
def script(system: System, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run it, without --network, which would leave the chain of the tests for another."""
    cli = runpy.run_path(str(project.path / "scripts" / "advertising.py"))["cli"]
    monkeypatch.chdir(project.path)
    manifest = str(system.manifest.save(tmp_path / "here.json"))
    command = click.Command("advertising", callback=cli.callback, params=cli.params)
    return lambda *arguments: CliRunner().invoke(command, [*arguments, "--manifest", manifest])


def test_script__day__prints_a_table(system: System, scene: Scene, script: Any) -> None:
    tomorrow = advertising.today(system) + 1
    seal(system, scene.seller, scene.escrowed, 25 * ECOM // 2, tomorrow)
    seal(system, scene.rival, scene.rival_listing, 100 * ECOM, tomorrow)
    system.catalog.delist(scene.escrowed, sender=scene.seller)
    result = script(advertising.date(tomorrow))
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        f"Advertised on {advertising.date(tomorrow)} (UTC day {tomorrow}):",
        "rank  Ecom  seals  listing",
        f"   1   100      1  {scene.rival_listing} (shop {scene.rival_shop}, its 1.)",
        f"   2  12.5      1  {scene.escrowed} (shop {scene.shop}, its 1., not up now)",
    ]
    today = advertising.today(system)
    nothing = f"No listing is advertised on {advertising.date(today)} (UTC day {today}).\n"
    assert script().output == nothing


def test_script__json__has_all_values(system: System, scene: Scene, script: Any) -> None:
    seal(system, scene.seller, scene.escrowed, 3)
    today = advertising.today(system)
    entry = {
        "rank": 1,
        "listing": str(scene.escrowed),
        "shop": scene.shop,
        "sealed": "3",
        "seals": 1,
        "live": True,
    }
    assert json.loads(script("--json").output) == {
        "day": today,
        "date": advertising.date(today),
        "listings": [entry],
    }


def test_script__no_day__is_one_line(scene: Scene, script: Any) -> None:
    result = script("soon")
    assert (result.exit_code, result.output) == (
        1,
        "Error: 'soon' is not a day: give a date such as 2026-11-22\n",
    )
