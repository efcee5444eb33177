"""The root of a CSV file of entries, without a chain: what `scripts/rewards.py` offers as ``root``."""

import json
from pathlib import Path
from typing import Any

import click


def root(csv_file: Path, *, chain_id: int, epoch: int, contract: str) -> dict[str, Any]:
    """``{"root": "0x...", "total": "...", "count": n}``; the total in the token's smallest unit, as text."""
    from ecomchain.merkle import csvfile, tree

    built = tree.build(csvfile.read(csv_file), chain_id=chain_id, epoch=epoch, contract=contract)
    return {"root": "0x" + built.root.hex(), "total": str(built.total), "count": built.count}


@click.command(name="root", short_help="The Merkle root of a CSV file of entries")
@click.option("--csv", "csv_file", metavar="FILE", type=click.Path(path_type=Path), required=True,
              help="Lines of address,amount (smallest unit).")  # fmt: skip
@click.option("--chain-id", metavar="N", type=int, required=True, help="Chain that pays the claims.")
@click.option("--epoch", metavar="E", type=click.IntRange(1, 2**64 - 1), required=True,
              help="Epoch of the claims, from 1, or the number of a grant.")  # fmt: skip
@click.option("--contract", metavar="ADDRESS", required=True, help="Contract that pays the claims.")
def root_command(csv_file: Path, chain_id: int, epoch: int, contract: str) -> None:
    """Print root, total and count of the tree of the entries in a file, as JSON.

    Needs no chain. The format of the file is described in docs/merkle.md.
    """
    click.echo(json.dumps(root(csv_file, chain_id=chain_id, epoch=epoch, contract=contract)))
