"""CSV files of entries: what is read, and what is refused by its line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from eth_utils import to_checksum_address
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merkle_trees import CHAIN_ID, CONTRACT, EPOCH, pairs, plain_leaf, plain_tree

from ecomchain import merkle
from ecomchain.amounts import MAX_SUPPLY
from ecomchain.merkle import command, csvfile

A, B, C = ("0x" + letter * 40 for letter in "abc")
MIXED = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
"""An example of EIP-55."""

MISTYPED = MIXED.replace("A", "a")
TWICE = "is on line 2 already: add its amounts up into one line"
TOO_MUCH = f"is more than there is: at most {MAX_SUPPLY} of the smallest unit"
NO_AMOUNT = "is not an amount: digits of a whole number in the smallest unit are needed"


def read(directory: Path, text: str | bytes) -> merkle.Entries:
    path = directory / "entries.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return merkle.read_csv(path)


def listed(entries: merkle.Entries) -> list[tuple[str, int]]:
    return [
        ("0x" + account.tobytes().hex(), int.from_bytes(amount.tobytes(), "big"))
        for account, amount in zip(entries.accounts, entries.amounts, strict=True)
    ]


def problems(directory: Path, text: str | bytes) -> list[str]:
    """What is refused, without the file's name."""
    with pytest.raises(merkle.EntriesError) as caught:
        read(directory, text)
    assert caught.value.exit_code == 2
    return [line.removeprefix(f"{directory / 'entries.csv'}, ") for line in caught.value.message.split("\n")]


@pytest.mark.parametrize(
    "text",
    [
        f"{A},1\n{B},22\n",
        f"address,amount\n{A},1\n{B},22",
        f"\ufeff Address , AMOUNT\r\n\r\n{A} , 1\r\n\r\n{B},22\r\n\r\n",
        f'"{A}","1"\n0x{"B" * 40},22\n',
    ],
)
def test_read__header_spaces_quotes_or_empty_lines__same_entries(text: str, tmp_path: Path) -> None:
    assert listed(read(tmp_path, text)) == [(A, 1), (B, 22)]


def test_read__checksummed_addresses__more_than_a_batch__all_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfile, "_BATCH", 16)
    of = [(account, amount % MAX_SUPPLY // 1_000 + 1) for account, amount in pairs(100)]
    text = "".join(f"{to_checksum_address(account)},{amount}\n" for account, amount in of)
    assert listed(read(tmp_path, text)) == of


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.binary(min_size=20, max_size=20).filter(any), st.integers(1, 10**26), min_size=1, max_size=20
    )
)
def test_read__any_entries_written_down__come_back(tmp_path: Path, of: dict[bytes, int]) -> None:
    text = "".join(f"{to_checksum_address(account)},{amount}\n" for account, amount in of.items())
    assert listed(read(tmp_path, text)) == [("0x" + account.hex(), amount) for account, amount in of.items()]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("0x12,1", "'0x12' is not an address: 0x and 40 hexadecimal digits are needed"),
        ("b" * 40 + ",1", f"'{'b' * 40}' is not an address: 0x and 40 hexadecimal digits are needed"),
        (f"0x{'0' * 40},1", "nothing can be paid to the zero address"),
        (f"{MISTYPED},1", f"the checksum of {MISTYPED} is wrong: it is mistyped somewhere"),
        (f"{B},-5", "-5 is negative: what an account may claim never is"),
        (f"{B},0", "an amount of 0 pays nothing: leave the line out"),
        (f"{B},{MAX_SUPPLY + 1}", f"{MAX_SUPPLY + 1} {TOO_MUCH}"),
        (f"{B},{'9' * 90}", f"{'9' * 40} {TOO_MUCH}"),
        (B, "1 cells: two are needed, address,amount"),
        (f"{B},1,", "3 cells: two are needed, address,amount"),
        (f"0x{'A' * 40},7", f"{to_checksum_address(A)} {TWICE}"),
        *[
            (f"{B},{amount}", f"{amount!r} {NO_AMOUNT}")
            for amount in ("", "1.0", "1e18", "+1", "01", "1_000", "0x10", "\u0661", "--1", "one", "1 000")
        ],
    ],
)  # fmt: skip
def test_read__bad_row__refused_by_its_line(row: str, problem: str, tmp_path: Path) -> None:
    assert problems(tmp_path, f"address,amount\n{A},1\n\n{row}\n{C},3\n") == [f"line 4: {problem}"]


def test_read__most_there_is__read(tmp_path: Path) -> None:
    assert listed(read(tmp_path, f"{A},{MAX_SUPPLY}")) == [(A, MAX_SUPPLY)]


def test_read__more_in_all_than_there_is__refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{A},{MAX_SUPPLY}\n{B},1")
    assert f"the amounts add up to {MAX_SUPPLY + 1}: there are only {MAX_SUPPLY}" in problem


def test_read__several_problems__all_told_in_order(tmp_path: Path) -> None:
    wrong = MIXED[:-1] + MIXED[-1].upper()
    assert problems(tmp_path, f"{wrong},1\nx,y\n{A},1\n{A},2\n{B},0\n{A},3") == [
        f"line 1: the checksum of {wrong} is wrong: it is mistyped somewhere",
        "line 2: 'x' is not an address: 0x and 40 hexadecimal digits are needed",
        "line 2: 'y' is not an amount: digits of a whole number in the smallest unit are needed",
        f"line 4: {to_checksum_address(A)} is on line 3 already: add its amounts up into one line",
        "line 5: an amount of 0 pays nothing: leave the line out",
        f"line 6: {to_checksum_address(A)} is on line 4 already: add its amounts up into one line",
    ]


def test_read__more_problems_than_are_told__first_twenty(tmp_path: Path) -> None:
    told = problems(tmp_path, "".join(f"{A},-{i}\n" for i in range(1, 100)))
    assert told == [
        *[f"line {i}: -{i} is negative: what an account may claim never is" for i in range(1, 21)],
        "20 problems are told at once: mend these first",
    ]


def test_read__same_account_on_many_lines__first_twenty(tmp_path: Path) -> None:
    told = problems(tmp_path, "".join(f"{A},{i}\n" for i in range(1, 100)))
    assert [line.split(":")[0] for line in told[:-1]] == [f"line {i}" for i in range(2, 22)]


def test_read__quotes_that_never_end__refused_by_line(tmp_path: Path) -> None:
    assert problems(tmp_path, f'{A},1\n"{B},2\n') == [
        "line 2: unexpected end of data; it is not a comma-separated file"
    ]


def test_read__not_utf_8__refused(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"{A},1\n".encode() + b"\xff\xfe,1\n")
    assert problem.endswith("it is not UTF-8, here or somewhat below: convert the file to UTF-8")


@pytest.mark.parametrize("text", ["", "\n", "address,amount\n"])
def test_read__no_entries__refused(text: str, tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, text)
    assert problem.endswith("has no entries: give one line of address,amount for each account")


def test_read__no_file__refused(tmp_path: Path) -> None:
    with pytest.raises(merkle.EntriesError, match=r"none\.csv does not exist: check the path"):
        merkle.read_csv(tmp_path / "none.csv")
    with pytest.raises(merkle.EntriesError, match="cannot be read: Is a directory"):
        merkle.read_csv(tmp_path)


# The command

OPTIONS = ["--chain-id", str(CHAIN_ID), "--epoch", str(EPOCH), "--contract", CONTRACT]


def test_root__of_a_file__root_total_and_count_as_json(tmp_path: Path) -> None:
    path = tmp_path / "entries.csv"
    path.write_text(f"address,amount\n{A},1\n{B},22\n{C},{10**27}\n")
    result = CliRunner().invoke(command.root_command, ["--csv", str(path), *OPTIONS])
    root = plain_tree([plain_leaf(A, 1), plain_leaf(B, 22), plain_leaf(C, 10**27)])[0]
    assert result.exit_code == 0
    assert json.loads(result.output) == {"root": "0x" + root.hex(), "total": str(10**27 + 23), "count": 3}


def test_root__bad_file_or_place__one_line_and_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "entries.csv"
    path.write_text(f"{A},0\n")
    bad_file = CliRunner().invoke(command.root_command, ["--csv", str(path), *OPTIONS])
    assert (bad_file.exit_code, bad_file.output.count("\n")) == (2, 1)
    path.write_text(f"{A},1\n")
    bad_place = CliRunner().invoke(command.root_command, ["--csv", str(path), *OPTIONS[:-1], "0x1"])
    assert (bad_place.exit_code, bad_place.output.split(":")[0]) == (1, "Error")


@pytest.mark.parametrize("epoch", ["0", "-1", str(2**64)])
def test_root__no_such_epoch__is_refused(epoch: str, tmp_path: Path) -> None:
    """No contract pays claims of an epoch 0: they are counted from 1."""
    path = tmp_path / "entries.csv"
    path.write_text(f"{A},1\n", encoding="utf-8")
    place = OPTIONS.index("--epoch") + 1
    options = [*OPTIONS[:place], epoch, *OPTIONS[place + 1 :]]
    result = CliRunner().invoke(command.root_command, ["--csv", str(path), *options])
    assert result.exit_code == 2
    assert "is not in the range 1<=x<=18446744073709551615" in result.output


def test_import__of_the_command__brings_neither_numpy_nor_numba() -> None:
    code = "import sys, ecomchain.merkle.command; sys.exit(bool({'numpy', 'numba'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names__of_the_package__are_all_there() -> None:
    assert sorted(merkle._HOMES) == sorted(merkle.__all__)
    assert all(getattr(merkle, name) is not None for name in merkle.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = merkle.nothing


@pytest.mark.parametrize("header", ["account,amount", "who, how much", "Amount,Address"])
def test_read__another_header__is_named_in_one_line(header: str, tmp_path: Path) -> None:
    with pytest.raises(merkle.EntriesError) as raised:
        read(tmp_path, f"{header}\n{A},1\n")
    cells = ",".join(cell.strip() for cell in header.split(","))
    expected = f"line 1: the header '{cells}' is not 'address,amount': write it so, or leave it out"
    assert raised.value.message.endswith(expected)
    assert raised.value.message.count("\n") == 0
