"""The table, benchmarks/gas.json and the generated parts of docs/gas.md."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rich.table import Table
from rich.text import Text

from ecomchain.gas import GasError
from ecomchain.gas.bounds import BOUNDS, EXCEEDED, PEERS
from ecomchain.gas.sheet import Sheet
from ecomchain.gas.trace import Account

BENCHMARKS = Path("benchmarks/gas.json")
DOCUMENT = Path("docs/gas.md")

REQUIRED = (
    "open_shop", "acquire_capability", "take_link", "place_n3", "fulfil", "settle_n3_warm", "lifecycle_n3",
    "instant_n0", "instant_n1_warm", "instant_n3_warm", "recipient_warm_marginal", "split_n3_warm", "seal",
)  # fmt: skip
"""The main operations: first in every table, in this order."""

EXPLAINED = (
    "place_n3", "fulfil", "settle_n3_warm", "instant_n0", "instant_n3_warm", "recipient_warm_marginal",
    "split_n3_warm", "open_shop", "take_link",
)  # fmt: skip
"""Keys whose account is in docs/gas.md."""

DIFFERENCES = {
    "recipient_warm_marginal": ("settle_n4_warm", "settle_n3_warm"),
    "recipient_warm_marginal_instant": ("instant_n4_warm", "instant_n3_warm"),
}
"""Keys that are a difference of two transactions."""

SUMS = {"lifecycle_n3": ("place_n3", "fulfil", "settle_n3_warm")}
"""Keys that are a sum of transactions."""


def transactions(key: str) -> tuple[str, ...]:
    """The keys of the transactions that an account of ``key`` needs."""
    return DIFFERENCES.get(key) or SUMS.get(key) or (key,)


# benchmarks/gas.json


def document(gas: Mapping[str, int], root: Path) -> dict[str, Any]:
    """What benchmarks/gas.json holds."""
    bounds: dict[str, Any] = {}
    for key in sorted({*BOUNDS, *PEERS}):
        entry: dict[str, Any] = {}
        if key in BOUNDS:
            entry["max"] = BOUNDS[key]
        if key in EXCEEDED:
            entry["exceeded"] = EXCEEDED[key]
        entry["peers"] = [vars(peer) for peer in PEERS.get(key, ())]
        bounds[key] = entry
    return {"bounds": bounds, "gas": dict(gas), "meta": settings(root)}


def settings(root: Path) -> dict[str, Any]:
    """The compiler settings that the figures depend on."""
    solidity = yaml.safe_load((root / "ape-config.yaml").read_text(encoding="utf-8"))["solidity"]
    return {
        "compiler": f"solc {solidity['version']}",
        "evm_version": solidity["evm_version"],
        "optimizer_runs": solidity.get("optimization_runs", 200) if solidity.get("optimize", True) else None,
        "via_ir": bool(solidity.get("via_ir")),
    }


def dump(content: Mapping[str, Any]) -> str:
    """The text of benchmarks/gas.json."""
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def load(path: Path) -> dict[str, int]:
    """The committed figures."""
    try:
        gas = json.loads(path.read_text(encoding="utf-8"))["gas"]
    except FileNotFoundError:
        raise GasError(f"{path} is missing: run `make gas`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise GasError(f"{path} cannot be read ({error}): run `make gas`") from None
    return {str(key): int(value) for key, value in gas.items()}


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """One line for each key whose figure is another one."""
    lines = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if old is None or new is None:
            lines.append(f"{key}: {'new' if old is None else 'gone'}, {(new if old is None else old):,}")
        else:
            lines.append(f"{key}: {old:,} -> {new:,} ({new - old:+,})")
    return lines


# Tables


def _ordered(gas: Mapping[str, int]) -> list[str]:
    return [*REQUIRED, *sorted(set(gas) - set(REQUIRED))]


def _bound(key: str) -> str:
    return f"{BOUNDS[key]:,}" if key in BOUNDS else ""


def table(gas: Mapping[str, int], before: Mapping[str, int]) -> Table:
    """For the terminal: ours, bound, change since the committed figures, peers."""
    view = Table(title="Gas", caption="warm: every recipient holds tokens, every counter is above zero")
    view.add_column("operation", no_wrap=True)
    for column in ("ours", "bound", "change"):
        view.add_column(column, justify="right", no_wrap=True)
    view.add_column("peers")
    for key in _ordered(gas):
        style = "" if key not in BOUNDS else "red" if gas[key] > BOUNDS[key] else "green"
        change = f"{gas[key] - before[key]:+,}" if before.get(key, gas[key]) != gas[key] else ""
        peers = "\n".join(f"{peer.gas:,} {peer.name}" for peer in PEERS.get(key, ()))
        view.add_row(key, Text(f"{gas[key]:,}", style), _bound(key), change, peers)
    return view


def markdown_table(gas: Mapping[str, int]) -> str:
    """The table for docs/gas.md."""
    rows = ["| operation | ours | bound | peers |", "| --- | ---: | ---: | --- |"]
    for key in _ordered(gas):
        notes = [f"{peer.gas:,} {peer.name} ({peer.what})" for peer in PEERS.get(key, ())]
        if key in EXCEEDED:
            notes.append(f"**over the bound:** {EXCEEDED[key]}")
        rows.append(f"| `{key}` | {gas[key]:,} | {_bound(key)} | {' · '.join(notes)} |")
    return "\n".join(rows)


# docs/gas.md


def sheet(key: str, accounts: Mapping[str, Account]) -> Sheet:
    """The account of a key, from those of its transactions."""
    first, *others = (Sheet.of(accounts[name]) for name in transactions(key))
    for other in others:
        first = first - other if key in DIFFERENCES else first + other
    return first


def markdown_accounts(gas: Mapping[str, int], accounts: Mapping[str, Account]) -> str:
    """The accounts for docs/gas.md; each adds up to the figure of its key."""
    parts = []
    for key in EXPLAINED:
        account = sheet(key, accounts)
        if account.total != gas[key]:
            raise GasError(f"the account of {key} adds up to {account.total:,}, measured are {gas[key]:,}")
        of = f" = `{'` - `'.join(DIFFERENCES[key])}`" if key in DIFFERENCES else ""
        parts.append(f"### `{key}`{of}: {gas[key]:,}\n\n{account.markdown()}")
    return "\n\n".join(parts)


def render(text: str, gas: Mapping[str, int], accounts: Mapping[str, Account]) -> str:
    """``text`` of docs/gas.md with its generated parts anew."""
    text = _rewrite(text, "table", markdown_table(gas))
    return _rewrite(text, "accounts", markdown_accounts(gas, accounts))


def _rewrite(text: str, block: str, content: str) -> str:
    """``text`` with ``content`` between the markers of ``block``."""
    begin, end = f"<!-- {block}: written by `make gas` -->", f"<!-- end of {block} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise GasError(f"{DOCUMENT} lacks the lines {begin!r} and {end!r}: put them back")
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"
