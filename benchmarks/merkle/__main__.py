"""`make bench-merkle N=...`: the Merkle tree of N leaves, beside two other builders at fewer leaves.

Prints one line of JSON to stdout (docs/merkle.md explains it), progress to stderr. Exits with 1 if the
builders' roots differ or a proof does not hold.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from benchmarks.merkle import leaves

_ROOT = Path(__file__).resolve().parents[2]


def step(name: str, count: int, directory: Path, cache: Path) -> dict[str, Any]:
    """Run a step in a fresh process; what was compiled before is in ``cache`` only."""
    command = [sys.executable, "-m", "benchmarks.merkle.steps", name, str(count), str(directory)]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    result = subprocess.run(command, cwd=_ROOT, env=environment, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def openzeppelin(count: int) -> dict[str, Any]:
    """Build the tree with @openzeppelin/merkle-tree."""
    values = json.dumps(leaves.values(leaves.entries(count)))
    command = ["node", str(Path(__file__).with_name("openzeppelin.js"))]
    result = subprocess.run(command, input=values.encode(), stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def processor() -> str:
    """Its model, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next(
        (line.split(": ", 1)[1] for line in lines if line.startswith("model name")), platform.machine()
    )


@click.command()
@click.option(
    "--n", "count", type=click.IntRange(min=1), default=3_000_000, show_default=True, help="Leaves."
)
@click.option("--compare", type=click.IntRange(min=1), default=20_000, show_default=True,
              help="Leaves of the trees that the other builders make too.")  # fmt: skip
def main(count: int, compare: int) -> None:
    """Measure the Merkle engine."""
    console = Console(stderr=True)
    compare = min(compare, count)
    with tempfile.TemporaryDirectory() as name, console.status("") as status:
        folder = Path(name)
        cache = folder / "cache"
        status.update(f"compiling, and building a tree of {count:,} leaves")
        built = step("build", count, folder / "tree", cache)
        status.update("proving 10,000 accounts from disk")
        proved = step("prove", count, folder / "tree", cache)
        status.update(f"building a tree of {compare:,} leaves with OpenZeppelin's library")
        js = openzeppelin(compare)
        status.update(f"building a tree of {compare:,} leaves in plain Python")
        python = step("python", compare, folder, cache)
        status.update(f"building a tree of {compare:,} leaves")
        small = step("build", compare, folder / "small", cache)
    own_us, js_us, python_us = (
        seconds * 1e6 / leaves_built
        for seconds, leaves_built in (
            (built["cpu_s"], count), (js["cpu_s"], compare), (python["cpu_s"], compare)
        )
    )  # fmt: skip
    same = small["root"] == js["root"] == python["root"]
    report = {
        "n": count,
        **built,
        **proved,
        "cached_compile_s": small["compile_s"],
        "us_per_leaf": own_us,
        "compared_n": compare,
        "js_us_per_leaf": js_us,
        "python_us_per_leaf": python_us,
        "js_ratio": js_us / own_us,
        "python_ratio": python_us / own_us,
        "roots_equal": same,
        "cpu": processor(),
        "cores": os.cpu_count(),
    }
    print(
        json.dumps(
            {key: round(value, 3) if isinstance(value, float) else value for key, value in report.items()}
        )
    )
    if not same:
        console.print(f"roots differ: {small['root']}, OpenZeppelin {js['root']}, Python {python['root']}")
    if not proved["proofs_hold"]:
        console.print("a proof from disk does not hold")
    if not (same and proved["proofs_hold"]):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
