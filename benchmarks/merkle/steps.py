"""What is measured, each step in a process of its own.

`python -m benchmarks.merkle.steps STEP COUNT DIRECTORY` prints one JSON object. Times are of this process's
CPU in seconds, unless the name says otherwise.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_PROOFS = 10_000


def build(count: int, directory: Path) -> dict[str, Any]:
    """Compile the kernels, build the tree of `count` leaves in memory, then save it in the directory."""
    from benchmarks.merkle import leaves
    from ecomchain import merkle

    import_s = _cpu()
    from ecomchain.merkle import keccak, ordering  # noqa: F401 - imported here to be timed

    keccak.vector_kernels()
    import_s = _cpu() - import_s

    where = {"chain_id": leaves.CHAIN_ID, "epoch": leaves.EPOCH, "contract": leaves.CONTRACT}
    compile_s = _cpu()
    merkle.build(leaves.entries(1_000), **where)
    compile_s = _cpu() - compile_s

    entries = leaves.entries(count)
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    tree = merkle.build(entries, **where)
    root = tree.root
    after, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - wall
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    unit = 1 if sys.platform == "darwin" else 1024

    save_s = time.perf_counter()
    merkle.save(tree, directory)
    return {
        "cpu_s": user + system,
        "user_s": user,
        "system_s": system,
        "wall_s": wall,
        "import_s": import_s,
        "compile_s": compile_s,
        "peak_mb": after.ru_maxrss * unit / 1e6,
        "root": "0x" + root.hex(),
        "save_wall_s": time.perf_counter() - save_s,
        "disk_mb": sum(path.stat().st_size for path in directory.rglob("*") if path.is_file()) / 1e6,
    }


def prove(count: int, directory: Path) -> dict[str, Any]:
    """Open the tree saved in the directory, and prove random accounts."""
    import numpy as np

    from benchmarks.merkle import leaves
    from ecomchain import merkle

    accounts = leaves.entries(count).accounts
    chosen = np.random.PCG64(1).random_raw(_PROOFS) % np.uint64(count)
    asked = [accounts[int(i)].tobytes() for i in chosen]
    del accounts
    merkle.load(directory)  # imports the rest
    opened = time.perf_counter()
    tree = merkle.load(directory)
    opened = time.perf_counter() - opened
    times, claims = [], []
    for account in asked:
        start = time.perf_counter_ns()
        claims.append(tree.claim(account))
        times.append(time.perf_counter_ns() - start)
    holds = all(tree.verify(account, claim) for account, claim in zip(asked, claims, strict=True))
    return {
        "open_us": opened * 1e6,
        "proof_us_median": float(np.median(times)) / 1e3,
        "proof_us_p99": float(np.percentile(times, 99)) / 1e3,
        "proofs_hold": holds,
    }


def python(count: int, _directory: Path) -> dict[str, Any]:
    """The plain way: eth_abi and eth_utils, a leaf and a node at a time."""
    from eth_abi import encode
    from eth_utils import keccak

    from benchmarks.merkle import leaves
    from ecomchain.merkle import ENCODING

    values = leaves.values(leaves.entries(count))
    rows = [(int(key), contract, account, int(amount)) for key, contract, account, amount in values]
    cpu = _cpu()
    hashes = sorted((keccak(keccak(encode(ENCODING, row))) for row in rows), reverse=True)
    nodes = [b""] * (count - 1) + hashes
    for i in reversed(range(count - 1)):
        nodes[i] = keccak(b"".join(sorted(nodes[2 * i + 1 : 2 * i + 3])))
    return {"cpu_s": _cpu() - cpu, "root": "0x" + nodes[0].hex()}


def _cpu() -> float:
    return time.process_time()


STEPS: dict[str, Callable[[int, Path], dict[str, Any]]] = {"build": build, "prove": prove, "python": python}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))))
