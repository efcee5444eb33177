"""Points: caps, authors, reads that count once, and the bound with its order."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomchain.rewards import scores, social
from ecomchain.rewards.points import Points, of_day, total
from ecomchain.rewards.scoring import load
from ecomchain.rewards.simulation import rules
from ecomchain.rewards.social import History, Social
from ecomchain.rewards.standing import Ratings

from .world import unsigned

CHECK_IN, SHARE, COMMENT, LIKE, PUBLISH, READ = range(1, 7)
CAPS = load().caps
NONE = np.zeros((0, 52), np.uint8)
READER, AUTHOR, OTHER = 0xA1, 0xA2, 0xA3


def content(number: int) -> bytes:
    return number.to_bytes(32, "big")


def nobody(contents: Sequence[bytes]) -> list[bytes | None]:
    return [None] * len(contents)


def day(
    *acts: tuple[int, int, bytes], history: History = social.NO_HISTORY, poster: social.Poster = nobody
) -> Social:
    return social.points(unsigned(1, sorted(acts)), history, poster, CAPS)


def points(found: Social) -> dict[int, int]:
    rows = zip(found.accounts, found.points.tolist(), strict=True)
    return {int.from_bytes(row.tobytes(), "big"): count for row, count in rows if count}


@pytest.mark.parametrize(
    ("kind", "cap"), [(CHECK_IN, 1), (SHARE, 10), (COMMENT, 10), (LIKE, 20), (PUBLISH, 3)]
)
def test_points__more_than_the_cap__count_as_the_cap(kind: int, cap: int) -> None:
    full = [(READER, kind, content(i)) for i in range(cap)]
    assert points(day(*full)) == {READER: cap}
    above = day(*full, (READER, kind, content(99)), (OTHER, kind, content(99)))
    assert points(above) == {READER: cap, OTHER: 1}
    assert above.ignored == {"over the cap": 1}


def test_points__reads_above_the_cap__are_the_last_by_content() -> None:
    written = [(AUTHOR if i < 30 else OTHER, PUBLISH, content(i)) for i in range(33)]
    found = day(*written, *((READER, READ, content(i)) for i in range(33)))
    assert points(found) == {AUTHOR: 3 + 30, OTHER: 3}
    assert found.ignored == {"over the cap": 27 + 3}
    assert len(found.reads) == 30
    # Those beyond the cap have not counted: the next day they do.
    later = day(*((READER, READ, content(i)) for i in range(33)), history=History().plus(found))
    assert points(later) == {OTHER: 3}
    assert later.ignored == {"read before": 30}


def test_points__two_publish_the_same__the_earlier_day_then_the_lower_address_is_the_author() -> None:
    first = day((AUTHOR, PUBLISH, content(1)), (OTHER, PUBLISH, content(1)), (READER, READ, content(1)))
    assert points(first) == {AUTHOR: 2, OTHER: 1}
    second = day((READER, PUBLISH, content(1)), (OTHER, READ, content(1)), history=History().plus(first))
    assert points(second) == {READER: 1, AUTHOR: 1}
    assert len(second.publications) == 0


def test_points__posted_on_the_chain__is_asked_for_only_where_nobody_signed() -> None:
    asked: list[bytes] = []

    def poster(contents: Sequence[bytes]) -> list[bytes | None]:
        asked.extend(contents)
        return [OTHER.to_bytes(20, "big") if each == content(2) else None for each in contents]

    acts = [(READER, READ, content(i)) for i in (1, 2, 3)]
    found = day((AUTHOR, PUBLISH, content(1)), *acts, (OTHER, READ, content(2)), poster=poster)
    assert points(found) == {AUTHOR: 1 + 1, OTHER: 1}
    assert asked == [content(2), content(3)]
    assert found.ignored == {"unknown content": 1, "own content": 1}


@given(st.integers(1, 2_000), st.integers(0, 10**28))
def test_bound_by_lock__any_lock__is_the_exact_floor(kappa: int, lock: int) -> None:
    micro, rest = divmod(lock, 10**12)
    found = scores.bound_by_lock(kappa, np.array([micro]), np.array([rest]))
    assert found.tolist() == [kappa * lock // (10_000 * 10**12)]


@pytest.mark.parametrize(
    ("bound", "left"),
    [
        (60, [10, 20, 30]),
        (59, [10, 20, 29]),
        (30, [10, 20, 0]),
        (29, [10, 19, 0]),
        (10, [10, 0, 0]),
        (3, [3, 0, 0]),
    ],
)
def test_reduce__above_the_bound__takes_off_b_then_d_then_s(bound: int, left: list[int]) -> None:
    earned = np.array([[10], [20], [30]])
    assert scores._reduce(earned, np.array([bound]))[:, 0].tolist() == left


@given(st.lists(st.tuples(*[st.integers(0, 2**40)] * 5), min_size=1, max_size=5), st.integers(1, 2_000))
def test_reduce__any_points__are_cut_as_in_the_simulation(
    rows: list[tuple[int, int, int, int, int]], kappa: int
) -> None:
    *earned, whole, sold = np.array(rows, np.int64).T
    points, days = np.array(earned), load().activity_days
    lock = whole * 10_000  # so that the allowance of a day has no remainder
    allowance = scores.bound_by_lock(days * kappa, lock, np.zeros_like(lock))
    bound = np.maximum(allowance - sold, 0)
    assert bound.tolist() == rules.left_of(whole * kappa, days, sold).tolist()
    assert scores._reduce(points, bound).tolist() == rules.cut(points, bound).tolist()


def test_of_day__ratings_and_social_points__are_added_up_by_account() -> None:
    addresses = np.array([[0] * 20, [9] * 20, [3] * 20, [5] * 20], np.uint8)
    owners = np.array([0, 1, 2, 1])
    ratings = Ratings(np.array([0, 2, 0, 1]), np.array([0, 0, 4, 0]), np.array([0, 0, 1, 0]))
    acted = Social(np.array([[1] * 20, [3] * 20], np.uint8), np.array([7, 5]), NONE, NONE, Counter())
    found = of_day(ratings, acted, owners, addresses, 2)
    assert found.accounts[:, 0].tolist() == [1, 3, 9]
    assert found.counts.tolist() == [[0, 0, 6], [0, 8, 0], [7, 7, 0]]
    assert found.pack() == b"".join(
        bytes([who]) * 20 + b"".join(n.to_bytes(4, "big") for n in row)
        for who, row in ((1, (0, 0, 7)), (3, (0, 8, 7)), (9, (6, 0, 0)))
    )
    again = Points.unpack(found.pack())
    asked = np.array([[9] * 20, [2] * 20, [3] * 20], np.uint8)
    assert total([found, again], asked).tolist() == [[12, 0, 0], [0, 0, 16], [0, 0, 14]]
    assert len(of_day(ratings, replace(acted, points=np.array([0, 0])), owners, addresses, 0).accounts) == 0


@pytest.mark.parametrize("data", [b"\x01" * 31, b"\x02" * 32 + b"\x01" * 32, b"\x01" * 64])
def test_unpack__no_rows_or_not_in_order__refuses(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"buffer size|do not ascend"):
        Points.unpack(data)
