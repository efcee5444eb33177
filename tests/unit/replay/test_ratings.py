"""Ratings: each direction has its ground in the data, its score and its day."""

from pathlib import Path

import pytest
from replay_files import Files, line, moment, order, trees

from ecomchain.replay import money
from ecomchain.replay.plan import CENT, make_plan
from ecomchain.replay.ratings import punctuality
from ecomchain.replay.sale import Direction, Ending, Sale
from ecomchain.replay.settings import Settings
from ecomchain.replay.source import load


def only(
    directory: Path, status: str = "delivered", *, price: int = 1_999, link: bool = True, **cells: object
) -> Sale:
    """The sale of a file with a single line, through a distributor or not."""
    forest = trees({"wide": [(n, 1, 1) for n in range(2, 99)]}) if link else [{"tree": "", "node": 1}]
    files = Files([order("o1", status, **cells)], [line("o1", price=price)], [{"seller_id": "s0"}], forest)
    (sale,) = make_plan(load(*files.write(directory)), Settings(seed=1)).sales
    assert bool(sale.chain) == link
    return sale


def scores(sale: Sale) -> dict[Direction, int]:
    return {rating.direction: rating.score for rating in sale.ratings}


def test_ratings__all_grounds__all_directions(tmp_path: Path) -> None:
    assert scores(only(tmp_path, review_score=4)) == {
        Direction.PRODUCT: 4,
        Direction.SERVICE: 5,
        Direction.PAYMENT: 5,
        Direction.PARTNER: 5,
    }


@pytest.mark.parametrize(
    ("days", "score"), [(-9, 5), (0, 5), (1, 4), (2, 3), (3, 3), (4, 2), (7, 2), (8, 1), (99, 1)]
)
def test_punctuality__days_late__fewer_points(days: int, score: int) -> None:
    assert punctuality(days) == score


@pytest.mark.parametrize(
    ("cells", "direction", "score"),
    [
        ({"delivered_at": moment(9)}, Direction.SERVICE, 4),
        ({"estimated_delivery_at": moment(2)}, Direction.SERVICE, 2),
        ({"approved_at": moment(1)}, Direction.PAYMENT, 5),
        ({"approved_at": moment(3)}, Direction.PAYMENT, 3),
        ({"approved_at": moment(90)}, Direction.PAYMENT, 1),
        ({"shipped_at": moment(5)}, Direction.PARTNER, 5),
        ({"shipped_at": moment(11)}, Direction.PARTNER, 2),
    ],
)
def test_ratings__late__cost_points(
    tmp_path: Path, cells: dict[str, object], direction: Direction, score: int
) -> None:
    assert scores(only(tmp_path, **cells))[direction] == score


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        ({"review_score": ""}, {Direction.PRODUCT}),
        ({"review_answered_at": ""}, {Direction.PRODUCT, Direction.SERVICE}),
        ({"estimated_delivery_at": ""}, {Direction.SERVICE}),
        ({"delivered_at": ""}, {Direction.SERVICE}),
        ({"approved_at": ""}, {Direction.PAYMENT}),
        ({"shipped_at": ""}, {Direction.PARTNER}),
    ],
)
def test_ratings__no_ground__no_rating(
    tmp_path: Path, cells: dict[str, object], missing: set[Direction]
) -> None:
    assert set(Direction) - set(scores(only(tmp_path, **cells))) == missing


def test_ratings__straight_from_the_seller__none_of_and_by_a_distributor(tmp_path: Path) -> None:
    assert set(scores(only(tmp_path, link=False))) == {Direction.PRODUCT, Direction.PAYMENT}


@pytest.mark.parametrize(
    ("reviewed", "window"), [(-5, 2), (3, 2), (20, 2), (21, 3), (41, 5), (42, 6), (49, None), (400, None)]
)
def test_ratings__day__is_the_reviews_within_30_days_of_closing(
    tmp_path: Path, reviewed: float, window: int | None
) -> None:
    sale = only(tmp_path, "shipped", review_score=3, review_answered_at=moment(reviewed))
    assert (sale.ending, sale.closed) == (Ending.SETTLED, 2)
    found = {rating.direction: rating.window for rating in sale.ratings}
    assert found.get(Direction.PRODUCT) == window
    assert found[Direction.PAYMENT] == found[Direction.PARTNER] == sale.closed


@pytest.mark.parametrize(
    ("payment", "price", "directions"),
    [
        ("voucher", 100, set(Direction)),
        ("voucher", 99, {Direction.PARTNER}),
        ("credit_card", 200, set(Direction) - {Direction.PAYMENT}),  # half of it in tokens
        ("credit_card", 199, {Direction.PARTNER}),
        ("boleto", 10**6, {Direction.PARTNER}),
    ],
)
def test_given__tokens_paid__decide_who_has_a_voice(
    tmp_path: Path, payment: str, price: int, directions: set[Direction]
) -> None:
    sale = only(tmp_path, price=price, payment_type=payment)
    assert {rating.direction for rating in money.given(sale, 100 * CENT)} == directions


def test_given__nothing_sold__only_of_the_seller_and_where_somebody_is_at_fault(tmp_path: Path) -> None:
    grounds = {"review_score": 1, "review_answered_at": moment(9), "payment_type": "voucher"}
    cancelled = only(tmp_path, "unavailable", **grounds)
    assert cancelled.ending in (Ending.CANCELLED_BY_BUYER, Ending.CANCELLED_BY_STRANGER)
    given = {rating.direction for rating in money.given(cancelled, 100 * CENT)}
    assert given == {Direction.PRODUCT}
    refunded = only(tmp_path, "canceled", order_id="o1", **grounds)
    assert (refunded.ending, refunded.settled_bps) == (Ending.REFUNDED, 0)
    assert money.given(refunded, 100 * CENT) == []
