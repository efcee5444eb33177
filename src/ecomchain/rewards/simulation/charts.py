"""The charts of docs/economics.md, in the colours of Okabe and Ito, which colour-blind people tell apart."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from ecomchain.amounts import ECOM
from ecomchain.rewards import emission
from ecomchain.rewards.simulation.settings import ROLES
from ecomchain.rewards.simulation.study import LOCK, LOCKS, SHOPS, VARIANTS, YEAR, Place, Study
from ecomchain.rewards.simulation.units import MICRO, Floats

BLUE, ORANGE, GREEN, RED, GREY, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#666666", "#56B4E9"
OF_ROLE = dict(zip(ROLES, (BLUE, ORANGE, GREEN), strict=True))
MARK = dict(zip(ROLES, ("-", "--", "-."), strict=True))


def draw(study: Study, folder: Path) -> list[Path]:
    """Write every chart into ``folder``, which is made; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, paint in CHARTS.items():
        path = folder / f"{name}.png"
        with _figure(path) as figure:
            paint(study, figure)
        files.append(path)
    return files


@contextmanager
def _figure(path: Path) -> Iterator[Any]:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    look: dict[Any, Any] = {"font.size": 10, "axes.grid": True, "grid.alpha": 0.3, "axes.spines.top": False,
            "axes.spines.right": False, "axes.axisbelow": True, "legend.frameon": False}  # fmt: skip
    with rc_context(look):
        figure = Figure(figsize=(9.5, 4.2), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure
        figure.savefig(path, dpi=110, metadata={"Software": None})


def _phases(axes: Any, days: int) -> None:
    if days > emission.PHASE_ONE_DAYS:
        axes.axvline(emission.PHASE_ONE_DAYS, color=GREY, linewidth=1, linestyle=":")
        axes.annotate("phase two", (emission.PHASE_ONE_DAYS + 12, 0.98), xycoords=("data", "axes fraction"),
                      va="top", rotation=90, fontsize=9, color=GREY)  # fmt: skip
    axes.set_xlabel("day of rewards")
    axes.set_xlim(0, days)


def _emission(study: Study, figure: Any) -> None:
    economy = study.economy
    left, right = figure.subplots(1, 2)
    days = np.arange(1, len(economy.emitted) + 1)
    emitted = np.maximum(np.array([amount / ECOM for amount in economy.emitted]), 1)
    left.semilogy(days, emitted, color=BLUE)
    left.set(title="Emitted a day", ylabel="Ecom (logarithmic)")
    pool = np.array([amount / ECOM for amount in economy.pool]) / 1e9
    right.plot(days, pool, color=RED)
    right.set(title="Left in the pool at the day's end", ylabel="thousand million Ecom", ylim=(0, None))
    if len(days) > emission.PHASE_ONE_DAYS:
        inset = right.inset_axes((0.09, 0.10, 0.38, 0.34))
        two = slice(emission.PHASE_ONE_DAYS, None)
        inset.plot(days[two], pool[two] * 1e3, color=RED)
        inset.set_title("phase two: top-ups,\nmillion Ecom", fontsize=8)
        inset.tick_params(labelsize=7)
        inset.set_ylim(0, None)
    for axes in (left, right):
        _phases(axes, len(days))


def _lorenz(study: Study, figure: Any) -> None:
    economy = study.economy
    left, right = figure.subplots(1, 2)
    for kind, role in enumerate(ROLES):
        got = kind_rewards(study, kind)
        cumulated = np.concatenate(([0], np.cumsum(got))) / max(got.sum(), 1)
        left.plot(np.linspace(0, 100, len(cumulated)), cumulated * 100, color=OF_ROLE[role],
                  linestyle=MARK[role], label=f"{role}s")  # fmt: skip
        levels = [10, 25, 50, 75, 90, 99]
        right.plot(range(len(levels)), np.maximum(np.percentile(got, levels) / economy.settings.people, 1e-1),
                   color=OF_ROLE[role], linestyle=MARK[role], marker="o", label=f"{role}s")  # fmt: skip
    left.plot([0, 100], [0, 100], color=GREY, linewidth=1, linestyle=":", label="all equal")
    left.set(title="Who gets it: Lorenz curves", xlabel="% of the accounts of a kind, least first",
             ylabel="% of its rewards", xlim=(0, 100), ylim=(0, 100))  # fmt: skip
    right.set_yscale("log")
    right.set_xticks(range(len(levels)), [f"{level} %" for level in levels])
    right.set(title="Rewards of a person, all days", xlabel="percentile", ylabel="Ecom (logarithmic)")
    for axes in (left, right):
        axes.legend()


def kind_rewards(study: Study, kind: int) -> Floats:
    """Rewards of the agents of a kind in Ecom, least first."""
    economy = study.economy
    chosen = np.flatnonzero(economy.people.kind == kind)
    result: Floats = np.sort(np.array([economy.rewards[agent] / ECOM for agent in chosen]))
    return result


def _per_capita(study: Study, figure: Any) -> None:
    economy = study.economy
    left, right = figure.subplots(1, 2)
    days = np.arange(1, len(economy.emitted) + 1)
    for number, role in enumerate(ROLES):
        members = economy.record.members[:, number]
        left.plot(
            days, np.maximum(members, 1) / 1e3, color=OF_ROLE[role], linestyle=MARK[role], label=f"{role}s"
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(members > 0, economy.by_role[:, number] / members, np.nan)
        right.plot(days, np.where(each > 0, each, np.nan), color=OF_ROLE[role], linestyle=MARK[role],
                   label=f"{role}s")  # fmt: skip
    left.set(title="Accounts with credit in a role", ylabel="thousand (logarithmic)", yscale="log")
    right.set(title="Each role gets a third: per account and day", ylabel="Ecom (logarithmic)", yscale="log")
    for axes in (left, right):
        _phases(axes, len(days))
        axes.legend(loc="lower right")


def _rings(study: Study, figure: Any) -> None:
    places = [place for place in study.places if place.top_ups]
    figure.set_size_inches(9.5, 3.7 * len(places))
    grid = figure.subplots(len(places), 2, squeeze=False)
    for (left, right), place in zip(grid, places, strict=True):
        _by_lock(left, place)
        _by_shops(right, place)


def _yearly(place: Place, net: float, lock: int) -> float:
    return net / lock * 100 * YEAR / place.window.days


def _by_lock(axes: Any, place: Place) -> None:
    best = {lock: max(net.net for (size, _), net in place.ring.items() if size == lock) for lock in LOCKS}
    series = (
        ("honest seller, distributor and buyers", GREEN, {lock: place.honest[lock].net for lock in LOCKS}),
        ("ring, best number of shops", RED, best),
        ("honest, as the market is (ratings, direct sales)", SKY, {k: place.typical[k].net for k in LOCKS}),
        ("honest seller alone", BLUE, {lock: place.seller[lock].net for lock in LOCKS}),
    )
    _bars(axes, [f"{lock:,}" for lock in LOCKS],
          [(name, colour, [_yearly(place, values[lock], lock) for lock in LOCKS])
           for name, colour, values in series])  # fmt: skip
    axes.set(title=f"{place.name}: by lock", xlabel="lock, Ecom", ylabel="net a year, % of the lock")


def _by_shops(axes: Any, place: Place) -> None:
    values = [
        _yearly(place, place.ring[LOCK, shops].net, LOCK) if (LOCK, shops) in place.ring else 0.0
        for shops in SHOPS
    ]
    axes.bar([str(shops) for shops in SHOPS], values, color=RED, width=0.55, label="ring")
    for net, name, colour, line in (
        (place.honest[LOCK].net, "honest: all three roles", GREEN, "-"),
        (place.seller[LOCK].net, "honest seller alone", BLUE, "--"),
    ):
        axes.axhline(_yearly(place, net, LOCK), color=colour, linestyle=line, label=name)
    axes.set(title=f"{place.name}: by shops, {LOCK:,} Ecom", xlabel="shops (identities) of the ring")
    axes.set_ylim(top=max(*values, _yearly(place, place.honest[LOCK].net, LOCK)) * 1.45)
    axes.legend(fontsize=8, loc="upper left", ncols=2)


def _bars(axes: Any, labels: list[str], series: list[tuple[str, str, list[float]]]) -> None:
    width = 0.8 / len(series)
    for number, (name, colour, values) in enumerate(series):
        axes.bar(np.arange(len(labels)) + (number - (len(series) - 1) / 2) * width, values, width,
                 color=colour, label=name)  # fmt: skip
    axes.set_xticks(range(len(labels)), labels)
    axes.set_ylim(top=max(max(values) for _, _, values in series) * 1.6)
    axes.legend(fontsize=8, loc="upper left")


def _variants(study: Study, figure: Any) -> None:
    place = next(iter(study.variants))
    found = study.variants[place]
    figure.set_size_inches(9.5, 5.2)
    axes = figure.subplots()
    names = list(VARIANTS)[::-1]
    places = np.arange(len(names))
    for shift, column, name, colour in ((0.2, 0, "scoring v1", ORANGE), (-0.2, 1, "as proposed", BLUE)):
        values = [found[variant][column] * 100 for variant in names]
        axes.barh(places + shift, values, 0.38, color=colour, label=name)
        for y, value in zip(places + shift, values, strict=True):
            axes.annotate(f"{value:.1f}", (value + 0.8, y), va="center", fontsize=8)
    axes.axvline(100, color=GREEN, linewidth=2)
    axes.annotate("honest use of the same lock", (100, 1.0), xycoords=("data", "axes fraction"), ha="center",
                  va="bottom", color=GREEN, fontsize=9)  # fmt: skip
    axes.set_yticks(places, names)
    axes.set(xlabel=f"rewards, % of those of honest use in all three roles ({place})", xlim=(0, 142))
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.55))


def _factors(study: Study, figure: Any) -> None:
    economy = study.economy
    axes = figure.subplots()
    days = np.arange(1, len(economy.emitted) + 1)
    for number, (letter, role) in enumerate(zip("sdb", ROLES, strict=True)):
        axes.step(days, economy.record.factors[:, number], where="post", color=OF_ROLE[role],
                  linestyle=MARK[role], label=f"{letter} ({role}s)", linewidth=2)  # fmt: skip
        held = [vote for vote in economy.votes if vote.factor == number and vote.result is not None]
        axes.plot([vote.day + 2 for vote in held], [vote.result for vote in held], "o", color=OF_ROLE[role])
    axes.set(title="Factors in force; a dot for each vote that changed or confirmed one",
             ylabel="weight of credit, %", ylim=(0, 100))  # fmt: skip
    _phases(axes, len(days))
    axes.legend(ncols=3)


def _network(study: Study, figure: Any) -> None:
    economy = study.economy
    left, right = figure.subplots(1, 2)
    days = np.arange(1, len(economy.emitted) + 1)
    for kind, role in enumerate(ROLES):
        here = np.maximum(economy.record.kinds[:, kind], 1)
        left.plot(days, here / 1e3, color=OF_ROLE[role], linestyle=MARK[role],
                  label=f"{role}s")  # fmt: skip
    left.set(title="People who have come", ylabel="thousand (logarithmic)", yscale="log")
    left.legend(loc="lower right")
    right.plot(days, economy.record.bound / MICRO / 1e6, color=GREY, label="5 % of all live locks")
    right.plot(days, economy.record.counted[:, 0] / MICRO / 1e6, color=BLUE, linewidth=0.7,
               label="counted volume")  # fmt: skip
    right.set(title="Counted volume a day", ylabel="million Ecom", ylim=(0, None))
    right.legend(loc="upper left")
    for axes in (left, right):
        _phases(axes, len(days))


CHARTS: dict[str, Callable[[Study, Any], None]] = {
    "emission": _emission,
    "network": _network,
    "per-capita": _per_capita,
    "distribution": _lorenz,
    "rings": _rings,
    "variants": _variants,
    "factors": _factors,
}
