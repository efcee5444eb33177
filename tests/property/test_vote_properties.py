"""Polls and flags (VOTE-1 to VOTE-3): voices, thresholds and quorums to the vote, the lower median."""

from collections import Counter
from statistics import median_low

import pytest

pytest.importorskip("pyrevm", reason="pyrevm has no wheel for this Python or platform")

from engine.actors import DAY, ENOUGH
from engine.chain import Contract, Reverted
from engine.effort import budget
from engine.pair import Pair
from engine.scenes import SHOPS, TURNOUT, WHALE, settlers, voters
from engine.system import DEPLOYER
from hypothesis import example, given
from hypothesis import strategies as st

from ecomchain.ids import SHOP
from ecomchain.model.structs import CapabilityTerms, Cid

BALLOTS = st.lists(st.tuples(st.integers(1, SHOPS), st.integers(0, 100)), max_size=60)
NEVER = 2**256 - 1


@given(st.integers(1, 101), BALLOTS)
@budget(150)
def test_poll__any_ballots__tally_and_medians_are_pythons(
    options: int, ballots: list[tuple[int, int]]
) -> None:
    """Each shop's last ballot counts, once."""
    pair = _voters()
    poll = pair.do("polls", "open", WHALE, options).value
    last: dict[int, int] = {}
    for shop, option in ballots:
        last[shop] = option % options
        assert pair.do("polls", "vote", WHALE, poll, shop, last[shop]).error is None
    counts = Counter(last.values())
    assert pair.same("polls", "turnout", poll) == len(last)
    assert pair.same("polls", "tally", poll) == tuple(counts[option] for option in range(options))
    assert pair.same("polls", "lowerMedian", poll) == (median_low(last.values()) if last else 0)
    best = min(range(options), key=lambda option: (-counts[option], option))
    assert pair.same("polls", "plurality", poll) == best


@given(
    st.integers(1, 5_000) | st.sampled_from([1, 2_500, 3_333, 3_334, 5_000]),
    st.sampled_from([1, 1, 2, 6, SHOPS]),
    st.integers(0, SHOPS),
)
@example(2_500, 1, 6)
@example(2_500, 1, 5)
@example(2_501, 1, 6)
@example(1, 1, 0)
@example(1, 6, 6)
@example(1, 6, 5)
@budget(150)
def test_quorum__any_turnout__is_reached_at_its_part_of_the_electorate(
    bps: int, least: int, votes: int
) -> None:
    """And at the least turnout."""
    pair = _voters()
    polls = Contract(pair.chain, "ShopPolls", DEPLOYER, pair.system.registry.address, bps, least)
    poll = polls.call(WHALE, "open", 3)
    for shop in range(1, votes + 1):
        polls.call(WHALE, "vote", poll, shop, shop % 3)
    assert polls.view("poll", poll)[2] == SHOPS
    assert polls.view("hasQuorum", poll) == (votes >= least and 10_000 * votes >= SHOPS * bps)


@given(st.integers(0, 10**6) | st.integers(0, 400) | st.integers(0, 2**32 - 1), st.integers(1, 200))
@example(100, 100)
@example(99, 100)
@example(0, 1)
@example(1, 1)
@budget(150)
def test_needed_flags__any_number_of_shops__are_the_fewest_that_make_51_percent(
    shops: int, least: int
) -> None:
    """Counted by a stand-in for the registry, who had the fewest 31 days before the round's first."""
    pair = _voters()
    today = pair.chain.now // DAY
    polls = Contract(pair.chain, "ShopPolls", DEPLOYER, pair.system.level_reader, 1, 1)
    votes = Contract(pair.chain, "FactorVote", DEPLOYER, polls.address, today, least)
    pair.system.set_level(today - 31, shops)
    pair.system.set_level(today - 1, shops + 1)
    needed = votes.view("needed")
    if shops < least:
        assert needed == NEVER
    else:
        assert 100 * needed >= 51 * shops > 100 * (needed - 1)
        assert needed <= shops


@pytest.mark.parametrize("shops", range(1, SHOPS + 1))
def test_flag__any_number_of_shops__the_first_to_make_51_percent_opens_the_poll(shops: int) -> None:
    """Shop n was opened on day n: a round that began 31 days after day n has n voices."""
    pair = settlers()
    pair.rewind()
    first = pair.view("registry", "openSince", 1)[1] // DAY
    votes = Contract(pair.chain, "FactorVote", DEPLOYER, pair.system.polls.address, first + shops + 30, 1)
    pair.warp(31 * DAY)
    for flags in range(1, shops + 1):
        votes.call(WHALE, "flag", flags, 2)
        opened = votes.view("flagsOf", 0, 2)[1] > 0
        assert opened == (100 * flags >= 51 * shops)
    with pytest.raises(Reverted, match="NotEligible"):
        votes.call(WHALE, "flag", shops + 1, 2) if shops < SHOPS else _flag_closed(pair, votes)


def _flag_closed(pair: Pair, votes: Contract) -> None:
    pair.system.registry.call(WHALE, "release", SHOPS, SHOP, 1)
    votes.call(WHALE, "flag", SHOPS, 1)


@given(st.integers(-2, 2), st.integers(0, DAY - 1), st.sampled_from([29, 30, 31, 32]), st.booleans())
@example(-1, 0, 30, False)
@example(0, 0, 30, False)
@example(0, DAY - 1, 30, False)
@budget(150)
def test_vote__any_age__has_a_voice_from_30_days_before_the_polls_day(
    offset: int, into: int, days: int, reopens: bool
) -> None:
    """A shop votes if it has been open since before the midnight that lies 30 days before the poll's day."""
    pair = _voters()
    pair.warp(DAY - pair.chain.now % DAY + 5 * DAY + offset)
    shop = pair.do("registry", "open", WHALE, WHALE, Cid(), ENOUGH).value
    opened = pair.chain.now
    pair.warp((opened // DAY + days) * DAY + into - opened)
    poll = pair.do("polls", "open", WHALE, 2).value
    start = pair.chain.now // DAY
    if reopens:
        for function in ("release", "acquire"):
            pair.do("registry", function, WHALE, shop, SHOP, 1, *([ENOUGH] if function == "acquire" else []))
    error = pair.do("polls", "vote", WHALE, poll, shop, 1).error
    old = opened < (start - 30) * DAY and not reopens
    assert error == (None if old else "NotEligible")
    counted = pair.same("polls", "poll", poll)[2] - SHOPS
    assert counted == (opened < (start - 30) * DAY)


SPELLS = st.lists(st.tuples(st.integers(1, SHOPS), st.integers(0, 8 * DAY)), max_size=30)


@given(SPELLS, st.integers(0, 40))
@example([(shop, 0) for shop in range(1, 20)], 1)
@example([(shop, 0) for shop in range(1, 20)], 40)
@budget(100)
def test_electorate__any_openings_and_closings__is_no_more_than_at_either_end_and_no_less_than_voices(
    steps: list[tuple[int, int]], days: int
) -> None:
    """Of the month before the poll: shops that were open for a moment do not raise what the quorum asks."""
    pair = _voters()
    counts = {pair.chain.now // DAY - 1: SHOPS}
    open_ = set(range(1, SHOPS + 1))
    for shop, wait in steps:
        _toggle(pair, open_, shop)
        counts[pair.chain.now // DAY] = len(open_)
        pair.warp(wait)
    pair.warp(days * DAY)
    today = pair.chain.now // DAY
    poll = pair.do("polls", "open", WHALE, 1).value
    at = {
        day: next((counts[known] for known in sorted(counts)[::-1] if known <= day), SHOPS)
        for day in (today - 31, today - 1)
    }
    electorate = pair.same("polls", "poll", poll)[2]
    assert electorate == min(at.values())
    voices = sum(pair.do("polls", "vote", WHALE, poll, shop, 0).error is None for shop in sorted(open_))
    assert voices <= electorate


@given(st.integers(0, SHOPS), st.integers(0, SHOPS))
@example(6, 0)
@example(5, 0)
@example(6, 5)
@example(6, 6)
@example(3, 0)
@example(0, 0)
@budget(120)
def test_execute__any_votes__takes_more_yes_than_no_and_a_quarter_of_all(yes: int, no: int) -> None:
    """Of 24 shops; the quorum asks for 3, the least turnout is 4."""
    pair = _late_voters()
    no = min(no, SHOPS - yes)
    terms = CapabilityTerms(7, 5, 1, True)
    registry = pair.system.registry
    data = registry.abi.functions["setCapability", 2].calldata((SHOP, terms))
    id_ = pair.do("referendum", "propose", WHALE, 1, registry.address, data, Cid()).value
    poll = pair.same("referendum", "proposal", id_)[1]
    for shop in range(1, yes + no + 1):
        pair.do("polls", "vote", WHALE, poll, shop, int(shop <= yes))
    pair.warp(9 * DAY)
    accepted = 4 * yes >= SHOPS and yes > no and yes + no >= TURNOUT
    error = pair.do("referendum", "execute", WHALE, id_).error
    assert error == (None if accepted else "NotAccepted")
    assert (pair.same("registry", "capability", SHOP) == terms) == accepted


def _toggle(pair: Pair, open_: set[int], shop: int) -> None:
    """Close the shop, or open it again."""
    if shop in open_:
        pair.do("registry", "release", WHALE, shop, SHOP, 1)
    else:
        pair.do("registry", "acquire", WHALE, shop, SHOP, 1, ENOUGH)
    open_ ^= {shop}


@given(st.lists(st.tuples(st.integers(1, SHOPS), st.integers(0, 2 * DAY)), min_size=1, max_size=20))
@budget(100)
def test_open_shops__any_openings_and_closings__are_counted_at_the_end_of_each_day(
    steps: list[tuple[int, int]],
) -> None:
    pair = _voters()
    first = pair.chain.now // DAY
    open_, counts = set(range(1, SHOPS + 1)), {first: SHOPS}
    for shop, wait in steps:
        _toggle(pair, open_, shop)
        counts[pair.chain.now // DAY] = len(open_)
        pair.warp(wait)
    today = pair.chain.now // DAY
    count = SHOPS
    for day in range(first - 1, today):
        count = counts.get(day, count)
        assert pair.same("registry", "openShopsAt", day) == count
    assert pair.same("registry", "openShopsAt", today).name == "DayNotOver"


def _voters() -> Pair:
    pair = voters()
    pair.rewind()
    return pair


def _late_voters() -> Pair:
    """When the shops govern."""
    pair = _voters()
    pair.warp(pair.view("root_game", "governedFrom") - pair.chain.now)
    return pair
