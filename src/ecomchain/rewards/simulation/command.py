"""`ape run rewards simulate`: run the simulation, draw its charts, write its tables. Needs no chain."""

from pathlib import Path

import click

from ecomchain.errors import ArgumentError

OUT = Path("build/economics")
"""Where the charts go if nobody says; only this folder's own is made where there is none."""


@click.command("simulate", short_help="Simulate community rewards over years")
@click.option("--days", type=click.IntRange(min=90), default=1_460, show_default=True, help="Days to play.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of every draw.")
@click.option("--agents", type=click.IntRange(min=30), default=3_000, show_default=True,
              help="Sellers, distributors and buyers together.")  # fmt: skip
@click.option("--people", type=click.IntRange(min=1), default=100, show_default=True,
              help="People alike that an agent stands for.")  # fmt: skip
@click.option("--gas-price", type=click.FloatRange(min=0), default=1.5e-6, show_default=True,
              help="Ecom for a unit of gas.")  # fmt: skip
@click.option("--out", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), default=OUT,
              show_default=True, help="Where the charts go; the tables: DIR.md beside it.")  # fmt: skip
def simulate_command(days: int, seed: int, agents: int, people: int, gas_price: float, out: Path) -> None:
    """Simulate community rewards: what each role earns, and what a ring nets beside honest use of its lock.

    The same options give the same result. Where there is no DIR.md, one with the tables alone is made; in an
    existing one only the generated parts are written anew: `--out docs/economics` does so with the document.
    """
    simulate_to(out, days=days, seed=seed, agents=agents, people=people, gas_price=gas_price)


def simulate_to(
    out: Path,
    *,
    days: int = 1_460,
    seed: int = 1,
    agents: int = 3_000,
    people: int = 100,
    gas_price: float = 1.5e-6,
) -> None:
    """What the command does; ArgumentError if ``out`` lies in no existing folder, but for the default."""
    from rich.console import Console
    from rich.progress import Progress

    from ecomchain.rewards.simulation import Settings, charts, report, simulate

    if out == OUT:
        out.parent.mkdir(parents=True, exist_ok=True)
    if not out.parent.is_dir():
        raise ArgumentError(f"{out.parent}, where {out.name} is to be made, is no existing folder")
    settings = Settings(days=days, seed=seed, agents=agents, people=people, gas_price=gas_price)
    console = Console()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("days", total=days)
        study = simulate(settings, lambda day: bar.update(task, completed=day))
    files = charts.draw(study, out)
    document = out.parent / f"{out.name}.md"
    if document.exists():
        report.rewrite(document, study)
    else:
        blocks = (f"## {name}\n\n{report.block(name, table)}" for name, table in report.tables(study).items())
        text = "\n\n".join(blocks)
        document.write_text(f"# Economics\n\n{text}\n", encoding="utf-8")
    for place, found in study.variants.items():
        worst = max(found, key=lambda text: found[text][0])
        console.print(
            f"{place}: the strongest ring ({worst}) earns {found[worst][0]:.1%} of honest use of the same "
            f"lock; as first decided the strongest would earn {max(v for _, v in found.values()):.1%}",
            highlight=False,
        )
    console.print(f"{document}, and {len(files)} charts in {out}", highlight=False)
