"""The tables of docs/economics.md, and that document's generated parts."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from ecomchain.amounts import ECOM
from ecomchain.errors import ArgumentError
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.charts import kind_rewards
from ecomchain.rewards.simulation.settings import ROLES
from ecomchain.rewards.simulation.study import (
    LITERAL,
    LOCKS,
    SHOPS,
    STRONGEST,
    VARIANTS,
    YEAR,
    Place,
    Study,
)
from ecomchain.rewards.simulation.units import MICRO

COMMAND = "ape run rewards simulate"


def tables(study: Study) -> dict[str, str]:
    """Markdown by name of block."""
    return {name: make(study) for name, make in BLOCKS.items()}


def rewrite(document: Path, study: Study) -> None:
    """Write the generated blocks of ``document`` anew; ArgumentError if it lacks the lines around one."""
    text = document.read_text(encoding="utf-8")
    for name, content in tables(study).items():
        begin, end = _marks(name)
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ArgumentError(f"{document} lacks the lines {begin!r} and {end!r}: put them back")
        text = f"{before}{block(name, content)}{after}"
    document.write_text(text, encoding="utf-8")


def block(name: str, content: str) -> str:
    """``content`` between the lines that mark the block ``name``."""
    begin, end = _marks(name)
    return f"{begin}\n\n{content}\n\n{end}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: written by `{COMMAND}` -->", f"<!-- end of {name} -->"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    marks = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, marks, *rows))


def _percent(value: float, digits: int = 1) -> str:
    return f"{value * 100:,.{digits}f} %"


def _assumed(study: Study) -> str:
    settings = study.economy.settings
    rows = []
    for name, count, population in zip(ROLES, settings.counts, settings.populations, strict=True):
        lock = f"{population.least_lock:,.0f}" if population.least_lock else "none"
        rows.append((f"{name}s", f"{count * settings.people:,}", f"{population.midpoint:,.0f}", lock,
                     f"{population.tail}"))  # fmt: skip
    head = ("", "people", "half have come by day", "least lock, grown", "Pareto exponent")
    return f"Seed {settings.seed}, {settings.days:,} days, {settings.agents:,} agents of {settings.people} " \
        f"people alike, gas at {settings.gas_price:g} Ecom.\n\n{_table(head, rows)}"  # fmt: skip


def _years(study: Study) -> str:
    economy, rows = study.economy, []
    for start in range(0, len(economy.emitted), YEAR):
        days = slice(start, start + YEAR)
        record = economy.record
        members = record.members[days].sum(axis=0)
        each = [f"{economy.by_role[days, role].sum() / max(members[role], 1):,.2f}" for role in range(3)]
        last = min(start + YEAR, len(economy.emitted)) - 1
        rows.append((
            f"{start + 1:,} to {last + 1:,}", f"{sum(economy.emitted[days]) / ECOM / 1e6:,.1f}",
            f"{record.lock[days].mean() / MICRO / 1e6:,.1f}",
            f"{record.counted[days, 0].mean() / MICRO / 1e6:,.2f}",
            *(f"{members / 1e3:,.0f}" for members in record.members[last]), *each,
        ))  # fmt: skip
    return _table(
        ("days", "emitted, M Ecom", "mean lock, M", "counted a day, M", "sellers, k", "distributors, k",
         "buyers, k", "a seller a day, Ecom", "a distributor", "a buyer"), rows)  # fmt: skip


def _distribution(study: Study) -> str:
    rows = []
    people = study.economy.settings.people
    for kind, role in enumerate(ROLES):
        got = kind_rewards(study, kind)
        whole = max(got.sum(), 1e-18)
        ranks = np.arange(1, len(got) + 1)
        gini = 2 * (ranks * got).sum() / (len(got) * whole) - (len(got) + 1) / len(got)
        top = [got[-max(len(got) * share // 100, 1) :].sum() / whole for share in (1, 10)]
        rows.append((f"{role}s", f"{np.median(got) / people:,.0f}", f"{got.mean() / people:,.0f}",
                     *(_percent(share) for share in top), f"{gini:.2f}"))  # fmt: skip
    return _table(("", "median, Ecom", "mean, Ecom", "the top 1 % get", "the top 10 % get", "Gini"), rows)


def _rings(study: Study) -> str:
    parts = []
    for place in study.places:
        head = ("lock, Ecom", "honest, three roles", "honest as the market is", "honest seller alone",
                *(f"ring, {shops} shop{'s' if shops > 1 else ''}" for shops in SHOPS))  # fmt: skip
        rows = [(f"{lock:,}", *_row(place, lock)) for lock in LOCKS]
        parts.append(f"Net in {place.window.days} days over the lock, {place.name}:\n\n{_table(head, rows)}")
    return "\n\n".join(parts)


def _row(place: Place, lock: int) -> list[str]:
    nets = [place.honest[lock], place.typical[lock], place.seller[lock]]
    cells = [_percent(net.net / lock) for net in nets]
    for shops in SHOPS:
        net = place.ring.get((lock, shops))
        cells.append("-" if net is None else _percent(net.net / lock))
    return cells


def _costs(study: Study) -> str:
    place, rows = study.places[0], []
    for (lock, shops), net in place.ring.items():
        rows.append((f"{lock:,}", str(shops), f"{net.rewards:,.0f}", f"{net.sealed:,.0f}", f"{net.gas:,.0f}",
                     f"{net.net:,.0f}", f"{place.honest[lock].net:,.0f}"))  # fmt: skip
    return _table(
        ("lock, Ecom", "shops", "rewards", "sealed", "gas", "net", "honest, three roles: net"), rows
    )


def _variants(study: Study) -> str:
    head = ["variant"]
    for place in study.variants:
        head += [f"{place}: v1", "as proposed"]
    rows = [
        (text, *(_percent(value, 2) for found in study.variants.values() for value in found[text]))
        for text in VARIANTS
    ]
    return _table(head, rows)


def _steps(study: Study) -> str:
    rows = [(name, *(_percent(found[text], 2) for text in STRONGEST)) for name, found in study.steps.items()]
    days = ", ".join(f"{n}: {_percent(value, 3)}" for n, value in study.days_of_activity.items())
    return (
        f"{_table(('scoring', *STRONGEST), rows)}\n\n"
        f"The quietest weekday alone, once credit has built up, by days of activity: {days}."
    )


def _checks(study: Study) -> str:
    settings = study.economy.settings
    literal = ", ".join(f"{_percent(value, 0)} in {place}" for place, value in study.literal.items())
    rows: list[tuple[str, str]] = [
        ("points without a shop bounded by the trade of 30 days, without the divisor of 30: "
         f"ring of {LITERAL.lock:,} Ecom over honest use", literal),
    ]  # fmt: skip
    for cooldown, value in study.cooldowns.items():
        rows.append((f"release cooldown of {cooldown} days, PROMOTION and MODULE(1) moved about, scoring as "
                     "proposed: ring over honest use", _percent(value)))  # fmt: skip
    for name, value in study.silent.items():
        rows.append((f"one sale of 50 Ecom on a day when nobody else does anything, {name}: share of the day",
                     _percent(value, 4)))  # fmt: skip
    for name, (day, got) in study.whale.items():
        rows.append((f"1,000,000 Ecom enter on day {day:,}, the {name} of 60: all rewards of that day",
                     f"{got:,.0f}"))  # fmt: skip
    for day, emitted, got, share in study.first_days:
        rows.append((f"10,000 Ecom used from day 1 on, to day {day}: rewards of three roles, of "
                     f"{emitted:,.0f} emitted", f"{got:,.1f} ({_percent(share)})"))  # fmt: skip
    for (lock, shops), (now, even) in study.seals.items():
        seals = f"{_percent(now, 2)}; {_percent(even, 2)}"
        rows.append((f"seal over {lock:,} Ecom in {shops:,} shops: as in example.yaml; even seals", seals))
    for percent, value in study.votes_extreme.items():
        rows.append((f"s = d = b = {percent} %: strongest variant over honest use, v1", _percent(value)))
    shops = int(study.economy.record.kinds[-1, :2].sum())
    rows.append(("shops that hold the lower median alone if one honest shop in four votes: shops, lock, seal",
                 f"{shops // 4 + 1:,}; {(shops // 4 + 1) * 100:,}; {(shops // 4 + 1) * 10:,}"))  # fmt: skip
    swing = study.economy.record.counted[-min(YEAR, settings.days) :, 0]
    rows.append(("standard deviation of the day's counted volume over its mean, last year",
                 _percent(float(swing.std() / max(swing.mean(), 1)))))  # fmt: skip
    return _table(("what", "measured"), rows)


def _scales(study: Study) -> str:
    places = list(study.places)
    settings = study.economy.settings
    last = min(settings.days, emission.PHASE_ONE_DAYS)
    lock = study.economy.record.lock[last - 1] / MICRO / 1e6
    rows = [
        (f"{lock * scale:,.0f}", *(_percent(found[place.name]) for place in places))
        for scale, found in study.scales.items()
    ]
    return _table(("live locks of the network, M Ecom", *(place.name for place in places)), rows)


BLOCKS: dict[str, Callable[[Study], str]] = {
    "assumptions": _assumed,
    "years": _years,
    "distribution": _distribution,
    "rings": _rings,
    "costs": _costs,
    "variants": _variants,
    "changes": _steps,
    "checks": _checks,
    "scales": _scales,
}
