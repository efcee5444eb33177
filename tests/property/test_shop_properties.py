"""Locks, carried links, sealing days and the text of CIDs (SHOP, SEAL)."""

from base64 import b32encode

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import DAY, ENOUGH, SELLERS
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import empty
from engine.system import LINKS_PER_UNIT, OPERATOR
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.amounts import ECOM
from ecomchain.ids import DISTRIBUTION, MODULE_BASE
from ecomchain.model.structs import CapabilityTerms, Cid, Codec

OWNER, OTHER = SELLERS
KIND = MODULE_BASE + 1
PRICES = st.integers(0, 7) | st.integers(0, 10 * ECOM)


def _with_shop() -> Pair:
    pair = empty()
    pair.rewind()
    pair.do("registry", "open", OWNER, OWNER, Cid(), ENOUGH)
    return pair


@given(
    bought=st.lists(st.tuples(st.integers(1, 5), PRICES), min_size=1, max_size=4),
    parts=st.lists(st.integers(1, 6), max_size=8),
)
@budget(150)
def test_release__in_parts__is_floored_and_leaves_nothing(
    bought: list[tuple[int, int]], parts: list[int]
) -> None:
    """floor(locked * k / u) at each release, at the prices paid; the last unit takes the rest (SHOP-3)."""
    pair = _with_shop()
    locked = units = released = 0
    for count, price in bought:
        pair.do("registry", "setCapability", OPERATOR, KIND, CapabilityTerms(price, 0, 10_000, True))
        pair.do("registry", "acquire", OWNER, 1, KIND, count, ENOUGH)
        locked, units = locked + count * price, units + count
    total = locked
    for part in [*parts, units]:
        count = min(part, units)
        if count == 0:
            break
        amount = locked * count // units
        preview, _ = pair.view("registry", "previewRelease", 1, KIND, count)
        [event] = pair.do("registry", "release", OWNER, 1, KIND, count).all("CapabilityReleased")
        assert preview == event["amount"] == amount
        locked, units, released = locked - amount, units - count, released + amount
    pair.do("registry", "release", OWNER, 1, KIND, units or 1)
    assert pair.view("registry", "position", 1, KIND) == (0, 0, 0)
    pair.warp(30 * DAY)
    withdrawn = pair.do("registry", "withdraw", OWNER, 1)
    assert withdrawn.value == (total or None)
    assert withdrawn.error == (None if total else "NothingPending")


@given(
    cooldowns=st.lists(st.integers(7 * DAY, 30 * DAY), min_size=1, max_size=5),
    waits=st.lists(st.integers(0, 20 * DAY), min_size=5, max_size=5),
)
@budget(80)
def test_release__again__extends_the_date_and_never_shortens_it(
    cooldowns: list[int], waits: list[int]
) -> None:
    """One date for all that is pending: the latest that any release has set (SHOP-3)."""
    pair = _with_shop()
    pair.do("registry", "setCapability", OPERATOR, KIND, CapabilityTerms(5, 0, 10, True))
    pair.do("registry", "acquire", OWNER, 1, KIND, len(cooldowns), ENOUGH)
    date = 0
    for cooldown, wait in zip(cooldowns, waits, strict=False):
        pair.do("registry", "setCooldown", OPERATOR, cooldown)
        pair.do("registry", "release", OWNER, 1, KIND, 1)
        date = max(date, pair.chain.now + cooldown)
        assert pair.same("registry", "locks", 1)[2] == date
        pair.warp(wait)
    pair.warp(max(date - 1 - pair.chain.now, 0))
    due = pair.chain.now >= date
    assert pair.do("registry", "withdraw", OWNER, 1).error == (None if due else "CooldownRunning")
    pair.warp(1)
    assert pair.do("registry", "withdraw", OWNER, 1).error == ("NothingPending" if due else None)


@given(st.integers(1, 10_000), st.integers(0, 9))
@budget(60)
def test_carried_links__any_units_and_level__are_derived(units: int, level: int) -> None:
    pair = _with_shop()
    pair.do("registry", "setLevelReader", OPERATOR, pair.system.level_reader)
    pair.do("registry", "setCapability", OPERATOR, DISTRIBUTION, CapabilityTerms(0, 1, 10_000, True))
    pair.set_level(1, level)
    pair.do("registry", "acquire", OWNER, 1, DISTRIBUTION, units, ENOUGH)
    pair.do("registry", "syncLevel", OTHER, 1)
    _, _, links, _ = pair.same("registry", "carried", 1)
    assert links == min(units * LINKS_PER_UNIT * 2 ** min(level, 5), 65_535)


@given(
    ahead=st.integers(-3, 33),
    time=st.integers(0, 3 * DAY),
    amount=st.integers(1, 10**21),
    reason=st.binary(min_size=32, max_size=32),
    ref=st.integers(0, 2**256 - 1),
)
@budget(150)
def test_seal__days_window__is_today_to_30_ahead(
    ahead: int, time: int, amount: int, reason: bytes, ref: int
) -> None:
    pair = empty()
    pair.rewind()
    pair.warp(time + 1)
    day = pair.chain.now // DAY + ahead
    outcome = pair.do("vault", "seal", OWNER, amount, reason, ref, day)
    assert outcome.error == (None if 0 <= ahead <= 30 else "DayOutOfRange")
    assert pair.same("vault", "sealedOn", reason, day, ref) == (amount if 0 <= ahead <= 30 else 0)


@given(st.binary(min_size=32, max_size=32), st.sampled_from(Codec))
@budget(100)
def test_token_uri__any_digest__is_the_cid_in_base32(digest: bytes, codec: Codec) -> None:
    """Against Python's own base32, written out here."""
    pair = _with_shop()
    pair.do("registry", "setMetadata", OWNER, 1, Cid(digest, codec))
    prefix = bytes([0x01, 0x55 if codec is Codec.RAW else 0x70, 0x12, 0x20])
    text = "b" + b32encode(prefix + digest).decode().lower().rstrip("=")
    assert pair.same("registry", "tokenURI", 1) == ("ipfs://" + text if any(digest) else "")
