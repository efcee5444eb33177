"""The documents against the repository: what they name is there, and the two READMEs say the same."""

import json
import re
import subprocess
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from readme_gas import CHINESE, README, rewritten

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / README, ROOT / CHINESE, *(ROOT / "docs").rglob("*.md")])
RULES = {
    "TOK": 3, "SEAL": 3, "SHOP": 8, "CAT": 6, "COM": 6, "ORD": 8, "REP": 4, "EMI": 3, "RWD": 5, "DST": 5,
    "VOTE": 3, "SALE": 2, "VEST": 1, "GOV": 4,
}  # fmt: skip
CONTRACTS = {
    "EcomToken", "SealVault", "ShopRegistry", "Catalog", "Market", "Vouchers", "Budgets", "Disputes",
    "Reputation", "GroupBuy", "BountyBoard", "ArbitratorAdapter", "Splitter", "EcomAccessManager",
    "RewardPool", "RootGame", "ShopPolls", "FactorVote", "Referendum", "Grants",
    "PrivateSale", "EcomVesting",
}  # fmt: skip
INTERNALS = {"gas.md", "security-slither.md", "invariants.md"}
"""Documents about the contracts' insides, which name storage and internal functions too."""

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def prose(document: Path) -> str:
    return re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)


def code_blocks(document: Path) -> list[str]:
    return re.findall(r"```.*?```", document.read_text(encoding="utf-8"), re.DOTALL)


def headings(document: Path) -> list[str]:
    """Level and text of each heading."""
    return re.findall(r"^#+ .+$", prose(document), re.MULTILINE)


def anchor(heading: str) -> str:
    """The fragment under which a heading is found."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


@cache
def abi_names(contract: str) -> frozenset[str]:
    """Functions, events and errors of a contract."""
    abi = json.loads((ROOT / ".build" / "abi" / f"{contract}.json").read_text(encoding="utf-8"))
    return frozenset(entry["name"] for entry in abi if "name" in entry)


@cache
def test_names() -> frozenset[str]:
    """Every test function and test class of the tree."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py"))
    return frozenset(re.findall(r"^\s*(?:def|class) (test_\w+|Test\w+)", text, re.MULTILINE))


test_names.__test__ = False  # type: ignore[attr-defined]


def rows() -> dict[str, str]:
    """The defining row of each rule in the specification."""
    text = (ROOT / "docs" / "specification.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| \*\*([A-Z]+-\d+)\*\* \|(.*)$", text, re.MULTILINE)
    twice = [rule for rule, count in Counter(rule for rule, _ in found).items() if count > 1]
    assert twice == []
    return dict(found)


def test_rules__in_the_specification__are_all_there_once() -> None:
    assert list(rows()) == [f"{part}-{n}" for part, last in RULES.items() for n in range(1, last + 1)]


def test_rules__built__name_functions_and_tests() -> None:
    for rule, row in rows().items():
        _, _, functions, tests, _ = row.split(" |")
        assert re.search(rf"`(?:{'|'.join(CONTRACTS)})\.\w+`", functions), rule
        assert re.search(r"`test_\w+`", tests), rule


def test_rules__named_anywhere__are_in_the_specification() -> None:
    known = set(rows())
    files = [
        *(ROOT / "contracts").rglob("*.sol"),
        *(ROOT / "interfaces").rglob("*.sol"),
        *(ROOT / "src").rglob("*.py"),
        *DOCUMENTS,
    ]
    for file in files:
        # SEAL-1 and SEAL-2 are also invariants; the other groups have names of their own.
        for rule in re.findall(rf"\b(?:{'|'.join(RULES)})-\d+\b", file.read_text(encoding="utf-8")):
            assert rule in known, f"{file.relative_to(ROOT)} names {rule}"


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.name not in INTERNALS], ids=lambda path: path.name
)
def test_functions__named__are_in_an_abi(document: Path) -> None:
    named = set(re.findall(rf"`({'|'.join(CONTRACTS)})\.(\w+)", document.read_text(encoding="utf-8")))
    missing = [(contract, name) for contract, name in named if name not in abi_names(contract)]
    assert missing == []


@each_document
def test_tests__named__exist(document: Path) -> None:
    named = set(re.findall(r"`(test_\w+__\w+)`", document.read_text(encoding="utf-8")))
    assert sorted(named - test_names()) == []


@each_document
def test_links__relative__resolve(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        assert file.exists(), f"{target}: no such file"
        if fragment:
            assert fragment in map(anchor, headings(file)), f"{target}: no such heading"


@each_document
def test_commands__named__exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    code = "\n".join(
        [*code_blocks(document), *re.findall(r"`[^`\n]+`", text), *re.findall(r"^ {4,}\S.*$", text, re.M)]
    )
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)\b", code)) <= targets
    scripts = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    assert set(re.findall(r"\bape run ([a-z_]+)\b", code)) <= scripts


@each_document
def test_files__named__exist(document: Path) -> None:
    folders = "contracts|interfaces|src|scripts|tests|docs|deployments/parameters|toolchain|benchmarks"
    for name in re.findall(rf"`((?:{folders})/[\w./-]*\w)`", document.read_text(encoding="utf-8")):
        assert (ROOT / name).exists() or "sepolia" in name, name


def test_readmes__both_languages__have_the_same_parts() -> None:
    english, chinese = ROOT / README, ROOT / CHINESE
    levels = [[heading.split()[0] for heading in headings(document)] for document in (english, chinese)]
    assert levels[0] == levels[1]
    assert code_blocks(english) == code_blocks(chinese)
    links = [
        [
            target
            for target in re.findall(r"\]\(([^)\s]+)\)", prose(document))
            if not target.startswith("README")
        ]
        for document in (english, chinese)
    ]
    assert Counter(links[0]) == Counter(links[1])


@pytest.mark.parametrize("name", [README, CHINESE])
def test_readme__gas_table__is_what_was_measured(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == rewritten(name), (
        "run .venv/bin/python tests/docs/readme_gas.py"
    )


def test_make__help__names_every_target_of_the_readme() -> None:
    shown = subprocess.run(
        ["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for target in re.findall(r"\bmake ([a-z][a-z-]*)\b", "\n".join(code_blocks(ROOT / README))):
        assert re.search(rf"make {target} ", shown), target
