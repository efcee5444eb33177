"""Where a day's actions come from, in either phase."""

from collections import Counter
from pathlib import Path

import pytest

from ecomchain.rewards import actions
from ecomchain.rewards.emission import PHASE_ONE_DAYS
from ecomchain.rewards.errors import NotReadyError
from ecomchain.rewards.exclusions import NOBODY, Exclusions
from ecomchain.rewards.inputs import FromChain, FromFiles

from .test_days import market
from .world import START, World, unsigned

LIKE = (0xB1, 4, b"\x11" * 32)
FIRST = PHASE_ONE_DAYS + 1


@pytest.fixture
def world(tmp_path: Path) -> World:
    return market(tmp_path)


def log(world: World, day: int, batch: bytes) -> None:
    world._log(START + day, "ActionsLogged", role="root_game", day=day, batch=batch)  # type: ignore[arg-type]


def test_actions__phase_two__are_those_logged_for_the_day(world: World) -> None:
    files = FromFiles({FIRST: unsigned(FIRST, [LIKE])}, Counter(), Exclusions({bytes(20): "out"}))
    whole = unsigned(FIRST, [LIKE] * 3).pack()
    log(world, FIRST, whole)
    log(world, FIRST, whole[:-1])
    log(world, FIRST, b"what is this")
    log(world, FIRST, unsigned(FIRST + 1, [LIKE]).pack())
    log(world, FIRST + 1, unsigned(FIRST + 1, [LIKE]).pack())
    found, rejected = FromChain(world.store, files).actions(FIRST)
    assert (len(found), found.day) == (5, FIRST)
    assert rejected == {"malformed batch": 1, "batch of another day": 1, "cut short": 1}
    assert FromChain(world.store, files).exclusions(FIRST) == NOBODY


def test_actions__phase_one__are_those_in_files(world: World, tmp_path: Path) -> None:
    excluded = Exclusions({bytes(20): "out"})
    (tmp_path / "a").mkdir()
    for day in (PHASE_ONE_DAYS, 3):
        (tmp_path / "a" / f"{day}.bin").write_bytes(unsigned(day, [LIKE]).pack())
    log(world, PHASE_ONE_DAYS, unsigned(PHASE_ONE_DAYS, [LIKE] * 2).pack())
    inputs = FromChain(world.store, FromFiles.read([tmp_path / "a"], excluded))
    assert [len(inputs.actions(day)[0]) for day in (PHASE_ONE_DAYS, 3, 4)] == [1, 1, 0]
    assert inputs.exclusions(PHASE_ONE_DAYS) == excluded


def test_require_over__phase_two__waits_until_nothing_can_be_logged(world: World) -> None:
    world.end(START + PHASE_ONE_DAYS)
    with pytest.raises(
        NotReadyError, match=f"actions of day {FIRST} can be logged until 24 hours after its end"
    ):
        world.engine.require_over(FIRST)
    world.store.insert("day", [(START + FIRST, 1, 1, bytes(32), 1)])
    assert world.engine.require_over(FIRST)[0] == START + PHASE_ONE_DAYS


def test_empty__no_actions__packs_to_its_head() -> None:
    assert actions.empty(7).pack() == b"\x01\0\0\0\x07"
    assert actions.unpack(actions.empty(7).pack())[1] == 0
