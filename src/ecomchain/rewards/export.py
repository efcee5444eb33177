"""A day's tree in the forms that front ends load."""

from collections.abc import Iterator
from pathlib import Path

from ecomchain import merkle
from ecomchain.rewards.engine import NO_ROOT, Engine
from ecomchain.rewards.errors import DatasetError


def export_tree(engine: Engine, day: int, directory: Path) -> Iterator[str]:
    """Write ``tree.json`` (standard-v1), unless JavaScript cannot load it, and ``claims/``."""
    found = engine.published(day)
    if found is None:
        raise DatasetError(f"day {day} is not computed here: run `ape run rewards compute {day}`")
    if found.root == NO_ROOT:
        raise DatasetError(f"nobody has anything on day {day}: there is no tree")
    tree = found.tree()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        merkle.dump(tree, directory / "tree.json")
        yield f"{directory / 'tree.json'}: {tree.count} accounts"
    except merkle.MerkleError as error:
        yield error.message
    yield f"{directory / 'claims'}: {merkle.write_claims(tree, directory / 'claims')} files written"
