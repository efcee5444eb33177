"""What is to be done: the rows against what the chain has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ecomchain.ids import ANY_NUMBER, listing_id, task_id
from ecomchain.operators import calls, fields
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import Call, Journal
from ecomchain.operators.offers import HEAD_SIZE as OFFER_HEAD
from ecomchain.operators.offers import OPTION_SIZE, decode
from ecomchain.operators.schema import TaskTerms
from ecomchain.operators.shopstate import ShopState
from ecomchain.operators.staging import reject

MAX_SLOTS = ANY_NUMBER
"""A shop's listings have numbers below this one."""

_COVER = 200
"""Listings that one call covers: it stays well below what a batch may take."""

_BOUND = "FROM temp.row r JOIN product p ON p.key = r.key JOIN temp.listing l ON l.idx = p.listing"
_MISSING = (
    "FROM product p JOIN temp.listing l ON l.idx = p.listing "
    f"WHERE l.number != {ANY_NUMBER} AND p.key NOT IN (SELECT key FROM temp.row)"
)
_UNCOVERED = (
    "FROM temp.row r LEFT JOIN product p ON p.key = r.key LEFT JOIN temp.listing l ON l.idx = p.listing "
    "LEFT JOIN task ON task.code = r.code LEFT JOIN temp.published t ON t.idx = l.task AND t.open "
    "WHERE r.code != '' AND (t.idx IS NULL OR t.idx IS NOT task.task)"
)


@dataclass(frozen=True)
class Plan:
    """How much there is to do."""

    new: int
    revised: int
    restocked: int
    relisted: int
    delisted: int
    tasks: int
    covered: int
    unchanged: int
    missing_slots: int
    """Showcase slots to be acquired before all of it fits."""
    needs_promotion: bool
    asleep: int
    """Listings of rows whose numbers are beyond what the shop carries now."""
    gas: int
    """What all of it takes, by the model."""

    @property
    def changes(self) -> int:
        """Calls, and covered listings."""
        return (
            self.new
            + self.revised
            + self.restocked
            + self.relisted
            + self.delisted
            + self.tasks
            + self.covered
        )


def check_tasks(journal: Journal, state: ShopState, max_incentive: int) -> None:
    """Take out rows of new tasks whose terms the chain would refuse."""
    with journal.transaction():
        rows = journal.db.execute(
            "SELECT key, incentive, expiry FROM temp.row WHERE incentive IS NOT NULL "
            "AND code NOT IN (SELECT code FROM task)"
        )
        for key, incentive, expiry in rows.fetchall():
            if incentive > max_incentive:
                most = fields.show_percent(max_incentive)
                stated = fields.show_percent(incentive)
                text = f"incentive {stated} is more than the catalog allows: at most {most}"
                reject(journal, key, "incentive", stated, text)
            elif expiry and expiry <= state.time:
                when = fields.show_moment(expiry)
                reject(journal, key, "expiry", when, f"expiry {when} is over: give a later one, or none")
        orphans = journal.db.execute(
            "SELECT key, code FROM temp.row r WHERE code != '' AND code NOT IN (SELECT code FROM task) "
            "AND NOT EXISTS (SELECT 1 FROM temp.row s WHERE s.code = r.code AND s.incentive IS NOT NULL)"
        )
        for key, code in orphans.fetchall():
            reject(
                journal, key, "task", code, f"task {code!r} has no right line with its terms: mend that first"
            )


def make(journal: Journal, state: ShopState, *, delist: bool) -> Plan:
    """Count what there is to do."""
    one = journal.one
    new = one("SELECT count(*) FROM temp.row r JOIN product p ON p.key = r.key WHERE p.listing IS NULL")
    revised = one(f"SELECT count(*) {_BOUND} WHERE r.offer != l.offer")
    restocked = one(f"SELECT count(*) {_BOUND} WHERE r.stock != l.stock")
    relisted = one(f"SELECT count(*) {_BOUND} WHERE l.number = ?", ANY_NUMBER)
    delisted = one(f"SELECT count(*) {_MISSING}") if delist else 0
    tasks = one(
        "SELECT count(DISTINCT code) FROM temp.row WHERE code != '' AND code NOT IN (SELECT code FROM task)"
    )
    covered = one(f"SELECT count(*) {_UNCOVERED}")
    unchanged = one(
        f"SELECT count(*) {_BOUND} WHERE r.offer = l.offer AND r.stock = l.stock AND l.number != ?",
        ANY_NUMBER,
    )
    asleep = one(f"SELECT count(*) {_BOUND} WHERE l.number >= ? AND l.number != ?", state.slots, ANY_NUMBER)
    # Options beyond the first: as a rule that one is in tokens alone, which takes no word of its own.
    words = one(
        f"SELECT coalesce(sum((length(r.offer) - {OFFER_HEAD}) / {OPTION_SIZE} - 1), 0) FROM temp.row r "
        "JOIN product p ON p.key = r.key WHERE p.listing IS NULL"
    )
    gas = (
        calls.LIST * new + calls.OPTION * words
        + (calls.REVISE + calls.OPTION) * revised + calls.STOCK * restocked + calls.RELIST * relisted
        + calls.DELIST * delisted + calls.PUBLISH * tasks + calls.COVER * covered
    )  # fmt: skip
    return Plan(
        new, revised, restocked, relisted, delisted, tasks, covered, unchanged,
        missing_slots=_missing_slots(journal, state, new + relisted, delist=delist),
        needs_promotion=bool(tasks or covered) and not state.promotion,
        asleep=asleep,
        gas=gas,
    )  # fmt: skip


def delistings(journal: Journal, state: ShopState) -> Iterator[Call]:
    """Products that are not in the file any more."""
    for key, listing in journal.db.execute(
        f"SELECT p.key, p.listing {_MISSING} ORDER BY p.listing"
    ).fetchall():
        yield calls.delist(key, listing_id(state.shop, listing))


def changes(journal: Journal, state: ShopState) -> Iterator[Call]:
    """New listings under numbers of ours, and what differs in those that are there."""
    numbers = _free_numbers(journal, state)
    query = (
        "SELECT r.key, r.offer, r.stock, p.listing, l.offer, l.stock, l.number FROM temp.row r "
        "JOIN product p ON p.key = r.key LEFT JOIN temp.listing l ON l.idx = p.listing "
        f"WHERE p.listing IS NULL OR r.offer != l.offer OR r.stock != l.stock OR l.number = {ANY_NUMBER} "
        "ORDER BY r.line"
    )
    for key, offer, stock, index, old_offer, old_stock, number in _stream(journal, query):
        if index is None:
            yield calls.list_(key, state.shop, decode(offer), stock, next(numbers))
            continue
        listing = listing_id(state.shop, index)
        if number == ANY_NUMBER:
            yield calls.relist(key, listing, next(numbers))
        if offer != old_offer:
            yield calls.revise(key, listing, decode(offer))
        if stock != old_stock:
            yield calls.set_stock(key, listing, stock)


def publications(journal: Journal, state: ShopState) -> Iterator[Call]:
    """Tasks that are not there yet, over no listings so far."""
    rows = journal.db.execute(
        "SELECT code, min(incentive), min(closing), min(levels), min(expiry) FROM temp.row WHERE code != '' "
        "AND code NOT IN (SELECT code FROM task) AND incentive IS NOT NULL GROUP BY code ORDER BY min(line)"
    )
    for code, *terms in rows.fetchall():
        yield calls.publish(code, state.shop, TaskTerms(*terms))


def coverings(journal: Journal, state: ShopState) -> Iterator[Call]:
    """Listings that their task does not cover yet."""
    known = "p.listing IS NOT NULL AND task.task IS NOT NULL"
    query = f"SELECT r.code, task.task, p.listing {_UNCOVERED} AND {known} ORDER BY r.code, p.listing"
    group: list[int] = []
    last: tuple[str, int] | None = None
    for code, task, listing in _stream(journal, query):
        if last is not None and ((code, task) != last or len(group) == _COVER):
            yield calls.cover(last[0], task_id(state.shop, last[1]), group)
            group = []
        last = code, task
        group.append(listing_id(state.shop, listing))
    if last is not None:
        yield calls.cover(last[0], task_id(state.shop, last[1]), group)


def _missing_slots(journal: Journal, state: ShopState, needed: int, *, delist: bool) -> int:
    """How many slots more it takes until ``needed`` numbers are free."""
    gone = f" AND idx NOT IN (SELECT p.listing {_MISSING})" if delist else ""
    query = f"SELECT number FROM temp.listing WHERE number != {ANY_NUMBER}{gone} ORDER BY number"
    used = [number for (number,) in journal.db.execute(query)]
    slots = state.slots
    free = slots - sum(1 for number in used if number < slots)
    taken = {number for number in used if number >= slots}
    while free < needed:
        free += slots not in taken
        slots += 1
        if slots > MAX_SLOTS:
            raise CatalogError(
                f"a shop has at most {MAX_SLOTS} active listings: import some into another shop"
            )
    return slots - state.slots


def _free_numbers(journal: Journal, state: ShopState) -> Iterator[int]:
    """Numbers that no active listing has, below what the shop carries."""
    rows = journal.db.execute("SELECT number FROM temp.listing WHERE number < ?", (state.slots,))
    used = bytearray(state.slots)
    for (number,) in rows:
        used[number] = 1
    yield from (number for number in range(state.slots) if not used[number])


def _stream(journal: Journal, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as of now, in flat memory, while the journal is written to."""
    journal.db.execute("DROP TABLE IF EXISTS temp.todo")
    journal.db.execute(f"CREATE TEMP TABLE todo AS {query}")
    last = 0
    while rows := journal.db.execute(
        "SELECT rowid, * FROM temp.todo WHERE rowid > ? ORDER BY rowid LIMIT 500", (last,)
    ).fetchall():
        for last, *row in rows:  # noqa: B007 - it is the start of the next page
            yield tuple(row)
