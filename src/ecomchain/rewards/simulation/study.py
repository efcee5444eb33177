"""Everything that docs/economics.md reports: the market's run, and the trials of rings beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ecomchain.amounts import ECOM
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.economy import Economy, run
from ecomchain.rewards.simulation.people import SELLER
from ecomchain.rewards.simulation.ring import (
    CAPABILITIES,
    EVEN_SEALS,
    Ring,
    honest,
    honest_gas,
    honest_seal,
    ring_classes,
    ring_gas,
    ring_seal,
)
from ecomchain.rewards.simulation.settings import Settings
from ecomchain.rewards.simulation.trial import PROPOSED, V1, Outcome, Scoring, Window, evaluate
from ecomchain.rewards.simulation.units import ALLOWANCE_DAYS, CREDIT_DAYS

YEAR = 365
LOCKS = (1_000, 10_000, 100_000, 1_000_000)
SHOPS = (1, 3, 10, 100)
LOCK = 100_000
"""Of the variants."""
SCALES = (0.25, 1.0, 4.0, 10.0)
"""Of the market beside which honest use and ring are looked at."""

VARIANTS: Mapping[str, Ring] = {
    "sells its allowance to itself, all three roles": Ring(),
    "the same, ten sales for each (recycled volume)": Ring(sales=10),
    "the same, in 100 shops": Ring(shops=100),
    "one shop, so no distributor of its own": Ring(shops=1),
    "no trade, points by readers only": Ring(trades=False, readers=True),
    "outsiders buy, through its own distributor": Ring(own_buyers=False),
    "its lock moves to other shops every 7 days": Ring(moves=True),
    "rates itself, once a sale": Ring(rates=True),
    "rates itself 5 in sales of 1 Ecom (gas!)": Ring(micro_sales=True),
    "all own social points (44 an account)": Ring(social=True),
    "points filled by invented readers": Ring(readers=True),
    "the same, buyers without a shop too": Ring(readers=True, shopless=True),
    "saves 7 days for the quietest weekday": Ring(weekly=True),
    "that weekday, with all those points": Ring(weekly=True, readers=True, shopless=True),
}
"""What a ring may try."""

LITERAL = Ring(readers=True, shopless=True, literal=True)
"""What the divisor of 30 in the bound without a shop is for."""

STEPS: Mapping[str, Scoring] = {
    "v1": V1,
    "activity of 7 days": Scoring(activity_days=7),
    "points share the shop's allowance": Scoring(points_share_allowance=True),
    "no points without a shop": Scoring(shopless_bps=0),
    "all three": PROPOSED,
    "all three, but a tenth without a shop": replace(PROPOSED, shopless_bps=1_000),
}
"""From v1 to the proposal, one change at a time."""


@dataclass(frozen=True)
class Net:
    """What a group earns in a window and what it costs, in Ecom."""

    rewards: float
    sealed: float
    gas: float

    @property
    def net(self) -> float:
        """Rewards less what was sealed and burnt."""
        return self.rewards - self.sealed - self.gas


@dataclass(frozen=True)
class Place:
    """A window with or without top-ups, and what is measured in it."""

    name: str
    window: Window
    top_ups: bool
    ring: dict[tuple[int, int], Net]
    """By lock and number of shops; only what is feasible."""
    honest: dict[int, Net]
    """By lock: seller with distributor and buyers."""
    seller: dict[int, Net]
    """By lock: the seller alone."""
    typical: dict[int, Net]
    """By lock: the trio, with the market's ratings, direct sales and points."""


@dataclass(frozen=True)
class Study:
    """All results."""

    economy: Economy
    places: list[Place]
    variants: dict[str, dict[str, tuple[float, float]]]
    """By place and variant: rewards over those of honest use, under v1 and as proposed."""
    steps: dict[str, dict[str, float]]
    """By scoring and variant, in the first place."""
    days_of_activity: dict[int, float]
    """The quiet-weekday variant over honest use once settled, by days of activity, in the first place."""
    literal: dict[str, float]
    cooldowns: dict[int, float]
    """By cooldown in days: the multiple of honest use that moving PROMOTION and MODULE(1) about gives."""
    scales: dict[float, dict[str, float]]
    """By scale of the market and place: rewards of honest use in a year over its lock."""
    first_days: list[tuple[int, float, float, float]]
    """Days from the start; by then emitted; what 10,000 Ecom honestly used from day 1 earned; its share."""
    whale: dict[str, tuple[int, float]]
    """On a quiet, a common and a busy day: the day; rewards of 1,000,000 Ecom on the day it enters."""
    silent: dict[str, float]
    """Share of the day's emission that one sale of 50 Ecom earns on a day when nobody else does anything."""
    seals: dict[tuple[int, int], tuple[float, float]]
    """By lock and shops of a ring: seal under the example's and the proposed prices, over the lock."""
    votes_extreme: dict[int, float]
    """By s = d = b in percent: the strongest variant over honest use, v1."""


def simulate(settings: Settings, progress: Callable[[int], None] | None = None) -> Study:
    """Run the market and every trial. For the whole report the run must reach phase two."""
    economy = run(settings, progress)
    places = [_place(economy, *entry) for entry in _windows(settings)]
    first = places[0].window
    return Study(
        economy=economy,
        places=places,
        variants={place.name: _variants(economy, place) for place in places if place.honest[LOCK].rewards},
        steps={
            name: {
                text: ratio(economy, first, ring, scoring)
                for text, ring in VARIANTS.items()
                if text in STRONGEST
            }
            for name, scoring in STEPS.items()
        },
        days_of_activity={
            days: settled_ratio(economy, first, Ring(weekly=True), Scoring(activity_days=days))
            for days in range(1, 8)
        },
        literal={
            place.name: ratio(economy, place.window, LITERAL, V1, top_ups=place.top_ups)
            for place in places
            if place.honest[LOCK].rewards
        },
        cooldowns=_cooldowns(economy, first),
        scales=_scales(economy, places),
        first_days=_first_days(economy),
        whale=_whale(economy, first),
        silent=_silent(economy, first),
        seals=_seals(),
        votes_extreme=_extremes(economy, first),
    )


STRONGEST = tuple(VARIANTS)[-5:]
"""The variants that earn more than honest use under v1."""


def ratio(economy: Economy, window: Window, ring: Ring, scoring: Scoring, *, top_ups: bool = True) -> float:
    """Rewards of a ring over those of honest use of the same lock, all three roles of both."""
    mine = evaluate(economy, window, ring_classes(ring, window, scoring), scoring, top_ups=top_ups)
    theirs = evaluate(economy, window, honest(economy, window, ring.lock), scoring, top_ups=top_ups)
    return mine.total / theirs.total if theirs.total else 0.0


def settled_ratio(economy: Economy, window: Window, ring: Ring, scoring: Scoring) -> float:
    """As `ratio`, without the days in which credit builds up, which whoever saves allowance loses by."""
    skipped = min(CREDIT_DAYS + 2 * ALLOWANCE_DAYS, window.days // 2)
    mine = evaluate(economy, window, ring_classes(ring, window, scoring), scoring).by_day[skipped:]
    theirs = evaluate(economy, window, honest(economy, window, ring.lock), scoring).by_day[skipped:]
    return sum(mine) / sum(theirs) if sum(theirs) else 0.0


def _windows(settings: Settings) -> list[tuple[str, Window, bool]]:
    last = min(settings.days, emission.PHASE_ONE_DAYS)
    one = Window("phase one", max(last - YEAR + 1, 1), last)
    found = [("phase one, its last year", one, True)]
    if settings.reaches_phase_two:
        first = emission.PHASE_ONE_DAYS + 1
        two = Window("phase two", first, min(settings.days, first + YEAR - 1))
        found += [("phase two, with top-ups", two, True), ("phase two, without", two, False)]
    return found


def _place(economy: Economy, name: str, window: Window, top_ups: bool) -> Place:
    days, price = window.days, economy.settings.gas_price

    def earned(outcome: Outcome) -> float:
        return outcome.total / ECOM

    rings, honests, sellers, typicals = {}, {}, {}, {}
    for lock in LOCKS:
        for shops in SHOPS:
            ring = Ring(lock=lock, shops=shops)
            if ring.feasible():
                outcome = evaluate(economy, window, ring_classes(ring, window, V1), top_ups=top_ups)
                rings[lock, shops] = Net(earned(outcome), ring_seal(ring, days), ring_gas(ring, days) * price)
        costs = honest_seal(lock), honest_gas(lock, days) * price
        outcome = evaluate(economy, window, honest(economy, window, lock), top_ups=top_ups)
        honests[lock] = Net(earned(outcome), *costs)
        sellers[lock] = Net(outcome.by_class["seller"] / ECOM, *costs)
        usual = honest(economy, window, lock, typical=True)
        typicals[lock] = Net(earned(evaluate(economy, window, usual, top_ups=top_ups)), *costs)
    return Place(name, window, top_ups, rings, honests, sellers, typicals)


def _variants(economy: Economy, place: Place) -> dict[str, tuple[float, float]]:
    def both(ring: Ring) -> tuple[float, float]:
        v1, proposed = (
            ratio(economy, place.window, ring, scoring, top_ups=place.top_ups) for scoring in (V1, PROPOSED)
        )
        return v1, proposed

    return {text: both(ring) for text, ring in VARIANTS.items()}


def _cooldowns(economy: Economy, window: Window) -> dict[int, float]:
    """A shop keeps SHOP (100) for good; PROMOTION and MODULE(1) (150, no seal) serve 7/c shops in turn."""
    kept = CAPABILITIES["SHOP"][0]
    moved = CAPABILITIES["PROMOTION"][0] + CAPABILITIES["MODULE(1)"][0]
    result = {}
    for cooldown in (7, 3, 1, 0):
        lent = (kept + moved) / (kept + moved * cooldown / 7)
        result[cooldown] = ratio(economy, window, Ring(weekly=True, lent=lent), PROPOSED)
    return result


def _scales(economy: Economy, places: Sequence[Place]) -> dict[float, dict[str, float]]:
    result: dict[float, dict[str, float]] = {}
    for scale in SCALES:
        result[scale] = {}
        for place in places:
            group = honest(economy, place.window, LOCK)
            outcome = evaluate(economy, place.window, group, top_ups=place.top_ups, market_scale=scale)
            result[scale][place.name] = outcome.total / ECOM / LOCK * YEAR / place.window.days
    return result


def _first_days(economy: Economy) -> list[tuple[int, float, float, float]]:
    lock = 10_000
    window = Window("first days", 1, min(90, economy.settings.days))
    outcome = evaluate(economy, window, honest(economy, window, lock))
    rows = []
    for day in (1, 7, 28, 90):
        if day <= window.last:
            emitted = emission.cumulative(day)
            got = sum(outcome.by_day[:day])
            rows.append((day, emitted / ECOM, got / ECOM, got / emitted))
    return rows


def _whale(economy: Economy, window: Window) -> dict[str, tuple[int, float]]:
    """Entry on the days of least, middle and most trade within 60 days around the window's middle."""
    around = range(
        window.first + window.days // 2, min(window.first + window.days // 2 + 60, window.last + 1)
    )
    by_volume = sorted(around, key=lambda day: int(economy.record.counted[day - 1, SELLER]))
    result = {}
    for name, day in (
        ("quietest", by_volume[0]),
        ("median", by_volume[len(by_volume) // 2]),
        ("busiest", by_volume[-1]),
    ):
        one = Window(name, day, day)
        result[name] = (day, evaluate(economy, one, honest(economy, one, 1_000_000)).total / ECOM)
    return result


def _silent(economy: Economy, window: Window) -> dict[str, float]:
    day = window.first + window.days // 2
    one = Window("silent", day, day)
    result = {}
    for name, scoring in (("v1", V1), ("as proposed", PROPOSED)):
        group = honest(economy, one, 1_000 // 7)  # the first day counts seven allowances: 50 Ecom
        outcome = evaluate(economy, one, group, scoring, silent=range(day, day + 1))
        result[name] = outcome.total / outcome.emitted
    return result


def _seals() -> dict[tuple[int, int], tuple[float, float]]:
    result = {}
    for lock, shops in ((100_000, 3), (100_000, 10), (100_000, 100), (100_000, 400), (1_000_000, 10),
                        (1_000_000, 4_000)):  # fmt: skip
        now, even = (
            ring_seal(Ring(lock=lock, shops=shops, prices=prices), YEAR) / lock
            for prices in (CAPABILITIES, EVEN_SEALS)
        )
        result[lock, shops] = (now, even)
    return result


def _extremes(economy: Economy, window: Window) -> dict[int, float]:
    result = {}
    strongest = VARIANTS[STRONGEST[-1]]
    for percent in (0, 50, 100):
        factors = np.full_like(economy.record.factors, percent)
        bent = replace(economy, record=replace(economy.record, factors=factors))
        result[percent] = ratio(bent, window, strongest, V1)
    return result
