"""Run Slither, and hold its findings against the explanations in docs/security-slither.md.

Fails on a finding of high or medium impact that is not explained there, and on an explanation whose finding
is gone: the page is neither short nor stale. An explanation is a table row: detector, place (contract and
function, and variable), the expression if Slither names one, and why it is no problem. Line numbers do not
matter. A place or detector as a whole is never excluded.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Set
from pathlib import Path
from typing import Any

from ape_ecomtools.standard_json import standard_json

EXPLANATIONS = Path("docs/security-slither.md")
_ROW = re.compile(
    r"^\| `(?P<check>[\w-]+)` \| `(?P<where>[\w.]+)` \| (?:`(?P<what>.+?)`)? ?\| .+ \|$", re.MULTILINE
)

Key = tuple[str, str, str]


def explanations(text: str) -> set[Key]:
    """The findings that the page explains."""
    return {
        (row["check"], row["where"], (row["what"] or "").replace("\\|", "|")) for row in _ROW.finditer(text)
    }


def key(finding: Mapping[str, Any]) -> Key:
    """Detector, ``Contract.function`` or ``Contract.function.variable``, and the expression if any."""
    first, *others = finding["elements"]
    names = []
    element = first
    while element:
        names.append(element["name"])
        element = element.get("type_specific_fields", {}).get("parent")
    nodes = [other["name"] for other in others if other["type"] == "node"]
    return finding["check"], ".".join(reversed(names)), "; ".join(nodes)


def run(root: Path) -> list[dict[str, Any]]:
    """Slither's findings of high and medium impact in the project's own code."""
    source = root / ".build" / "slither" / "input.json"
    source.parent.mkdir(parents=True, exist_ok=True)
    content = standard_json(root)
    # Slither reads the syntax tree alone, which does not depend on the code generator; this one is faster.
    content["settings"].pop("viaIR", None)
    source.write_text(json.dumps(content), encoding="utf-8")
    command = [
        root / ".venv-slither" / "bin" / "slither", source.relative_to(root), "--json", "-", "--exclude-low",
        "--compile-force-framework", "Solc-json", "--solc", root / "toolchain" / "solc" / "solc-v0.8.37",
        "--solc-disable-warnings",
    ]  # fmt: skip
    result = subprocess.run([str(part) for part in command], cwd=root, capture_output=True, text=True)
    try:
        answer = json.loads(result.stdout)
    except ValueError:
        sys.exit(f"slither failed ({result.returncode}):\n{(result.stderr or result.stdout)[-2_000:]}")
    if not answer["success"]:
        sys.exit(f"slither failed: {answer['error']}")
    findings: list[dict[str, Any]] = answer["results"].get("detectors", [])
    return findings


def problems(findings: Iterable[Mapping[str, Any]], explained: Set[Key]) -> list[str]:
    """A text for each finding without an explanation, and for each explanation without a finding."""
    found = {key(finding): finding for finding in findings}
    new = [
        f"{found[one]['impact']}, not explained: {_row(one)}\n{found[one]['description']}"
        for one in sorted(set(found) - explained)
    ]
    stale = [f"explained, but gone: {_row(one)}" for one in sorted(explained - set(found))]
    return new + stale


def _row(one: Key) -> str:
    """The beginning of the row that explains it."""
    check, where, what = one
    expression = f"`{what}`".replace("|", "\\|") if what else ""
    return f"| `{check}` | `{where}` | {expression} |"


def main() -> int:
    root = Path.cwd()
    findings = run(root)
    explained = explanations((root / EXPLANATIONS).read_text(encoding="utf-8"))
    wrong = problems(findings, explained)
    print("\n".join([*wrong, f"{len(findings)} findings of high or medium impact, {len(wrong)} problems"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
