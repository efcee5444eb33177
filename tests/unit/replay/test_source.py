"""Reading the four files: sense goes on, nonsense is named by file and line, nothing is guessed."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from replay_files import COLUMNS, START, Files, line, market, moment, order, trees, write

from ecomchain.replay.errors import InputError
from ecomchain.replay.source import Dataset, PaymentType, Status, load


def good() -> Files:
    """One order, of one line."""
    return Files([order("o1")], [line("o1")], [{"seller_id": "s0"}], trees())


def read(files: Files, directory: Path) -> Dataset:
    return load(*files.write(directory))


def skipped(data: Dataset) -> list[tuple[str, int, str]]:
    return [(remark.file, remark.line, remark.reason) for remark in data.skipped]


def test_load__plain_and_gzip__the_same(tmp_path: Path) -> None:
    plain, packed = load(*market().write(tmp_path)), load(*market().write(tmp_path, gz=True))
    assert (plain.lines, plain.forest, plain.skipped) == (packed.lines, packed.forest, [])
    assert {role: found.rows for role, found in plain.files.items()} == {
        "orders": 48, "lines": 58, "sellers": 4, "trees": 12,
    }  # fmt: skip


def test_load__line__is_read_whole(tmp_path: Path) -> None:
    (found,) = read(good(), tmp_path).lines
    assert (found.seller, found.product, found.price, found.quantity, found.freight) == (
        "s0",
        "p0",
        1_999,
        1,
        150,
    )
    assert (found.order.id, found.order.status, found.order.purchased) == ("o1", Status.DELIVERED, START)
    assert (found.order.payment, found.order.score) == (PaymentType.CREDIT_CARD, 5)
    dates = found.order.approved, found.order.shipped, found.order.delivered, found.order.estimated
    assert [date and (date - START).total_seconds() / 86_400 for date in dates] == [0.2, 2, 6, 8]
    assert (found.line, found.order.line) == (2, 2)


def test_load__lines__come_in_the_order_of_purchase(tmp_path: Path) -> None:
    files = good()
    files.orders = [order("late", day=9), order("early", day=1)]
    files.lines = [line("late"), line("early"), line("early", product="p1")]
    assert [(found.order.id, found.product) for found in read(files, tmp_path).lines] == [
        ("early", "p0"), ("early", "p1"), ("late", "p0"),
    ]  # fmt: skip


BAD_LINES = [
    ({"order_id": ""}, "missing order_id"),
    ({"order_id": "o9"}, "unknown order"),
    ({"seller_id": ""}, "missing seller_id"),
    ({"seller_id": "s9"}, "unknown seller"),
    ({"product_id": ""}, "missing product_id"),
    ({"price_cents": 0}, "bad price"),
    ({"price_cents": -5}, "bad price"),
    ({"price_cents": "12.50"}, "bad price"),
    ({"price_cents": ""}, "bad price"),
    ({"price_cents": "١٢"}, "bad price"),
    ({"price_cents": 10**12 + 1}, "bad price"),
    ({"price_cents": 10**11, "quantity": 11}, "bad price"),
    ({"quantity": 0}, "bad quantity"),
    ({"quantity": -1}, "bad quantity"),
    ({"quantity": "two"}, "bad quantity"),
    ({"quantity": 2**24}, "bad quantity"),
    ({"freight_cents": -1}, "bad freight"),
    ({"shipping_limit": "soon"}, "bad date"),
    ({"shipping_limit": "2020-02-30 00:00:00"}, "bad date"),
]


@pytest.mark.parametrize(("cells", "reason"), BAD_LINES)
def test_load__senseless_line__is_left_out(tmp_path: Path, cells: dict[str, object], reason: str) -> None:
    files = good()
    files.lines.append(line("o1", product="p1") | cells)
    data = read(files, tmp_path)
    assert skipped(data) == [("lines.csv", 3, reason)]
    assert [found.line for found in data.lines] == [2]


BAD_ORDERS = [
    ({"order_id": ""}, "missing order_id"),
    ({"order_id": "o1"}, "duplicate order"),
    ({"buyer_id": ""}, "missing buyer_id"),
    ({"status": "returned"}, "unknown status"),
    ({"status": ""}, "unknown status"),
    ({"status": "Delivered"}, "unknown status"),
    ({"purchased_at": ""}, "missing purchased_at"),
    ({"purchased_at": "03/02/2020"}, "bad date"),
    ({"shipped_at": "2020-13-01 00:00:00"}, "bad date"),
    ({"delivered_at": "yesterday"}, "bad date"),
    ({"review_answered_at": "2020-02-03"}, "bad date"),
    ({"approved_at": "soon"}, "bad date"),
    ({"estimated_delivery_at": "2020-02-31 00:00:00"}, "bad date"),
    ({"payment_type": ""}, "unknown payment type"),
    ({"payment_type": "not_defined"}, "unknown payment type"),
    ({"payment_type": "Boleto"}, "unknown payment type"),
    ({"review_score": 0}, "bad score"),
    ({"review_score": 6}, "bad score"),
    ({"review_score": "4.5"}, "bad score"),
]


@pytest.mark.parametrize(("cells", "reason"), BAD_ORDERS)
def test_load__senseless_order__is_left_out_with_its_lines(
    tmp_path: Path, cells: dict[str, object], reason: str
) -> None:
    files = good()
    files.orders.append(order("o2") | cells)
    files.lines.append(line("o2"))
    data = read(files, tmp_path)
    assert skipped(data) == [("lines.csv", 3, "unknown order"), ("orders.csv", 3, reason)]
    assert len(data.lines) == 1


def test_load__order_without_lines__is_left_out(tmp_path: Path) -> None:
    files = good()
    files.orders.append(order("o2", "unavailable"))
    assert skipped(read(files, tmp_path)) == [("orders.csv", 3, "order without lines")]


def test_load__same_line_twice__second_is_left_out(tmp_path: Path) -> None:
    files = good()
    files.lines += [line("o1"), line("o1", price=2_000)]
    data = read(files, tmp_path)
    assert skipped(data) == [("lines.csv", 3, "duplicate line")]
    assert [found.price for found in data.lines] == [1_999, 2_000]


def test_load__same_seller_twice__second_is_left_out(tmp_path: Path) -> None:
    files = good()
    files.sellers += [{"seller_id": "s0"}, {"seller_id": "", "city": "nowhere"}]
    assert skipped(read(files, tmp_path)) == [
        ("sellers.csv", 3, "duplicate seller"), ("sellers.csv", 4, "missing seller_id"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "oddity"),
    [
        ({"delivered_at": moment(1)}, "delivered before shipped"),
        ({"shipped_at": moment(-1)}, "sent before purchased"),
        ({"delivered_at": ""}, "delivered without a date"),
    ],
)
def test_load__contradicting_times__are_kept_and_named(
    tmp_path: Path, cells: dict[str, object], oddity: str
) -> None:
    files = good()
    files.orders = [order("o1", **cells)]
    data = read(files, tmp_path)
    assert [(note.file, note.line, note.reason) for note in data.notes] == [("orders.csv", 2, oddity)]
    assert (len(data.lines), data.skipped) == (1, [])


def test_load__too_many_cells__are_left_out_by_their_first_line(tmp_path: Path) -> None:
    paths = good().write(tmp_path)
    with paths[1].open("a", encoding="utf-8") as file:
        file.write('\n"o1\nmore",s0\no1,s0,p7,5,1,0,\n')
    data = load(*paths)
    assert skipped(data) == [("lines.csv", 4, "wrong number of cells")]
    assert [found.line for found in data.lines] == [2, 6]


# Trees


def sound(directory: Path, *rows: tuple[object, ...]) -> tuple[dict[str, set[int]], list[tuple[int, str]]]:
    """The nodes of each tree that are left, and what was left out."""
    files = good()
    files.trees = [dict(zip(COLUMNS["trees"], row, strict=True)) for row in rows]
    data = read(files, directory)
    return {tree: set(nodes) for tree, nodes in data.forest.trees.items()}, [
        (remark.line, remark.reason) for remark in data.skipped
    ]


def test_trees__node_before_its_parent__is_fine(tmp_path: Path) -> None:
    assert sound(tmp_path, ("t", 3, 2, 2), ("t", 2, 1, 1)) == ({"t": {2, 3}}, [])


def test_trees__missing_parent__takes_all_below_with_it(tmp_path: Path) -> None:
    rows = ("t", 2, 1, 1), ("t", 5, 4, 3), ("t", 6, 5, 4), ("u", 2, 1, 1)
    assert sound(tmp_path, *rows) == (
        {"t": {2}, "u": {2}}, [(3, "missing parent"), (4, "below a skipped node")],
    )  # fmt: skip


def test_trees__cycle__is_left_out_with_all_below(tmp_path: Path) -> None:
    rows = ("t", 2, 1, 1), ("t", 3, 4, 2), ("t", 4, 3, 3), ("t", 5, 4, 4), ("t", 6, 6, 1)
    assert sound(tmp_path, *rows) == (
        {"t": {2}}, [(3, "cycle"), (4, "cycle"), (5, "below a skipped node"), (6, "cycle")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("t", 2, 1, 1), "duplicate node"),
        (("t", 1, 2, 2), "row for the root"),
        (("t", 3, 2, 3), "wrong generation"),
        (("t", 3, 1, 2), "wrong generation"),
        (("t", "x", 1, 1), "bad node"),
        (("t", 3, 0, 1), "bad parent"),
        (("t", 3, 1, -1), "bad generation"),
        (("", 3, 1, 1), "missing tree"),
    ],
)
def test_trees__senseless_row__is_left_out(tmp_path: Path, row: tuple[object, ...], reason: str) -> None:
    assert sound(tmp_path, ("t", 2, 1, 1), row) == ({"t": {2}}, [(3, reason)])


def test_trees__long_chain__is_read_at_once(tmp_path: Path) -> None:
    rows = [("t", node, node - 1, node - 1) for node in range(5_000, 1, -1)]
    assert len(sound(tmp_path, *rows)[0]["t"]) == 4_999


# Files that are unusable as a whole


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _header_only(path: Path) -> None:
    write(path, COLUMNS["lines"], [])


def _column_missing(path: Path) -> None:
    write(path, [name for name in COLUMNS["lines"] if name != "quantity"], [line("o1")])


def _column_twice(path: Path) -> None:
    write(path, [*COLUMNS["lines"], "quantity"], [line("o1")])


def _not_utf8(path: Path) -> None:
    path.write_bytes(b"order_id\n\xff\xfe\n")


def _torn_quote(path: Path) -> None:
    path.write_text(",".join(COLUMNS["lines"]) + '\n"o1,s0\n', encoding="utf-8")


def _gone(path: Path) -> None:
    path.unlink()


def _directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_gone, "lines.csv does not exist: check the path"),
        (_directory, "lines.csv is a directory"),
        (_empty, "lines.csv is empty: it needs a header row with order_id, seller_id"),
        (_header_only, "lines.csv has a header but no rows"),
        (_column_missing, "lines.csv lacks the column quantity: its header has order_id"),
        (_column_twice, "lines.csv has the column quantity more than once"),
        (_not_utf8, "lines.csv is not UTF-8 (byte 9)"),
        (_torn_quote, "lines.csv, line 2: "),
    ],
)
def test_load__unusable_file__is_named_with_the_remedy(
    tmp_path: Path, spoil: Callable[[Path], None], message: str
) -> None:
    paths = good().write(tmp_path)
    spoil(paths[1])
    with pytest.raises(InputError) as caught:
        load(*paths)
    assert message in caught.value.message
    assert "\n" not in caught.value.message
    assert caught.value.exit_code == 2


def test_load__named_gz_but_not_gzip__is_refused(tmp_path: Path) -> None:
    orders, _, sellers, forest = good().write(tmp_path)
    lines = tmp_path / "lines.csv.gz"
    lines.write_text("order_id\n", encoding="utf-8")
    with pytest.raises(InputError, match="is not a gzip file although it is named"):
        load(orders, lines, sellers, forest)


def test_load__cut_off_gzip__is_refused(tmp_path: Path) -> None:
    paths = market().write(tmp_path, gz=True)
    paths[1].write_bytes(gzip.compress(b"order_id" * 99)[:-9])
    with pytest.raises(InputError, match="damaged gzip"):
        load(*paths)
