"""Which listing a row is, and which task a code is: by the journal, by the row's own word, by the chain."""

from ecomchain.ids import ANY_NUMBER, listing_id, task_id
from ecomchain.operators import fields
from ecomchain.operators.journal import Journal
from ecomchain.operators.schema import TaskTerms
from ecomchain.operators.shopstate import ShopState
from ecomchain.operators.staging import reject

_NOTHING = bytes(32)


def match(journal: Journal, state: ShopState) -> None:
    """Bind keys to listings and codes to tasks; rows that cannot be right are taken out with the reason."""
    with journal.transaction():
        _forget(journal, state)
        _take_hints(journal, state)
        journal.db.execute("INSERT OR IGNORE INTO product (key) SELECT key FROM temp.row")
        journal.db.execute(
            "UPDATE product SET title = r.title FROM temp.row r WHERE r.key = product.key AND r.title != ''"
        )
        _adopt(journal)
        _match_tasks(journal, state)


def _forget(journal: Journal, state: ShopState) -> None:
    """What the chain does not have (any more) is not bound."""
    journal.db.execute("UPDATE product SET listing = NULL WHERE listing > ?", (state.listings,))
    journal.db.execute("DELETE FROM task WHERE task > ?", (state.tasks,))


def _take_hints(journal: Journal, state: ShopState) -> None:
    """Rows that say themselves which listing they are."""
    rows = journal.db.execute(
        "SELECT r.key, r.hint, p.listing FROM temp.row r LEFT JOIN product p ON p.key = r.key "
        "WHERE r.hint != 0 AND r.hint IS NOT p.listing ORDER BY r.line"
    ).fetchall()
    for key, hint, bound in rows:
        text = str(listing_id(state.shop, hint))
        if hint > state.listings:
            reject(
                journal, key, "listing", text, f"listing {text} does not exist: leave it empty to list anew"
            )
            continue
        if bound is not None:
            have = listing_id(state.shop, bound)
            reject(journal, key, "listing", text, f"key {key!r} is listing {have}: leave the column empty")
            continue
        other = journal.one("SELECT key FROM product WHERE listing = ?", hint)
        if other is not None and journal.one("SELECT 1 FROM temp.row WHERE key = ?", other):
            reject(
                journal, key, "listing", text, f"listing {text} is key {other!r}, which is in the file, too"
            )
            continue
        # A key that is not in the file any more was renamed.
        journal.db.execute("DELETE FROM product WHERE key = ?", (other,))
        journal.db.execute(
            "INSERT INTO product (key, listing) VALUES (?, ?) "
            "ON CONFLICT DO UPDATE SET listing = excluded.listing",
            (key, hint),
        )


def _adopt(journal: Journal) -> None:
    """A row without a listing takes over an active one with its content that has no key.

    That is one whose transaction was lost from sight, or any where the journal was lost. Without content it
    has to be the same in everything, and under the number that the row was given.
    """
    rows = journal.db.execute(
        "SELECT r.key, r.content, r.offer, p.number FROM temp.row r JOIN product p ON p.key = r.key "
        "WHERE p.listing IS NULL ORDER BY r.line"
    )
    for key, content, offer, number in rows.fetchall() if _any_free(journal) else ():
        found = journal.one(
            "SELECT l.idx FROM temp.listing l WHERE l.content = ? AND l.number != ? "
            "AND NOT EXISTS (SELECT 1 FROM product p WHERE p.listing = l.idx) "
            "AND (? OR l.offer = ? AND l.number IS ?) "
            "ORDER BY l.number IS ? DESC, l.offer = ? DESC, l.idx LIMIT 1",
            content, ANY_NUMBER, content[:32] != _NOTHING, offer, number, number, offer,
        )  # fmt: skip
        if found is not None:
            journal.db.execute("UPDATE product SET listing = ? WHERE key = ?", (found, key))


def _any_free(journal: Journal) -> bool:
    return bool(
        journal.one(
            "SELECT 1 FROM temp.listing l WHERE number != ? "
            "AND NOT EXISTS (SELECT 1 FROM product p WHERE p.listing = l.idx) LIMIT 1",
            ANY_NUMBER,
        )
    )


def _match_tasks(journal: Journal, state: ShopState) -> None:
    """Codes are bound to open tasks with their terms; rows that contradict themselves or the chain go."""
    codes = journal.db.execute("SELECT DISTINCT code FROM temp.row WHERE code != '' ORDER BY code").fetchall()
    for (code,) in codes:
        task = journal.one("SELECT task FROM task WHERE code = ?", code)
        if task is None:
            terms = _agreed_terms(journal, code)
            if terms is None:
                text = f"the terms of task {code!r} are on no line: give incentive and closing"
                _reject_all(journal, code, text)
                continue
            task = _adopt_task(journal, code, terms)
        if task is not None:
            _bind_task(journal, state, code, task)
    _reject_moves(journal, state)


def _bind_task(journal: Journal, state: ShopState, code: str, task: int) -> None:
    """The code is that task; rows that say something else of it than the chain go."""
    *values, is_open = journal.db.execute(
        "SELECT incentive, closing, levels, expiry, open FROM temp.published WHERE idx = ?", (task,)
    ).fetchone()
    name, published = f"task {code!r} ({task_id(state.shop, task)})", TaskTerms(*values)
    if not is_open:
        _reject_all(journal, code, f"{name} is closed or has expired: give a new code for a new task")
    rows = journal.db.execute(
        "SELECT key FROM temp.row WHERE code = ? AND incentive IS NOT NULL "
        "AND (incentive, closing, levels, expiry) IS NOT (?, ?, ?, ?) ORDER BY line",
        (code, *published),
    )
    for (key,) in rows.fetchall():
        text = f"{name} was published with {_show(published)}: these never change, give a new code"
        reject(journal, key, "task", code, text)
    journal.db.execute("INSERT OR IGNORE INTO task VALUES (?, ?)", (code, task))


def _agreed_terms(journal: Journal, code: str) -> TaskTerms | None:
    """The terms on the first line that states them; lines with others go."""
    rows = journal.db.execute(
        "SELECT key, line, incentive, closing, levels, expiry FROM temp.row "
        "WHERE code = ? AND incentive IS NOT NULL ORDER BY line",
        (code,),
    )
    agreed, first = None, 0
    for key, line, *values in rows.fetchall():
        terms = TaskTerms(*values)
        if agreed is None:
            agreed, first = terms, line
        elif terms != agreed:
            had, has = _show(agreed), _show(terms)
            text = f"task {code!r} has {had} on line {first}, here {has}: one task, one set of terms"
            reject(journal, key, "task", code, text)
    return agreed


def _adopt_task(journal: Journal, code: str, terms: TaskTerms) -> int | None:
    """The open task with these terms, of no other code, that covers one of its listings, or nothing yet."""
    same = (
        "t.open AND (t.incentive, t.closing, t.levels, t.expiry) = (?, ?, ?, ?) "
        "AND t.idx NOT IN (SELECT task FROM task)"
    )
    covering = journal.one(
        "SELECT t.idx FROM temp.row r JOIN product p ON p.key = r.key "
        "JOIN temp.listing l ON l.idx = p.listing "
        f"JOIN temp.published t ON t.idx = l.task WHERE r.code = ? AND {same} ORDER BY t.idx LIMIT 1",
        code, *terms,
    )  # fmt: skip
    if covering is not None:
        return int(covering)
    empty = journal.one(
        f"SELECT t.idx FROM temp.published t WHERE {same} AND t.idx NOT IN (SELECT task FROM temp.listing) "
        "ORDER BY t.idx LIMIT 1",
        *terms,
    )
    return None if empty is None else int(empty)


def _reject_moves(journal: Journal, state: ShopState) -> None:
    """A listing stays in its open task until that is closed."""
    rows = journal.db.execute(
        "SELECT r.key, r.code, l.task FROM temp.row r JOIN product p ON p.key = r.key "
        "JOIN temp.listing l ON l.idx = p.listing JOIN temp.published t ON t.idx = l.task "
        "LEFT JOIN task ON task.code = r.code WHERE r.code != '' AND t.open AND l.task IS NOT task.task"
    )
    for key, code, task in rows.fetchall():
        found = task_id(state.shop, task)
        text = f"its listing is in open task {found}: leave the task out, or close that one first (closeTask)"
        reject(journal, key, "task", code, text)


def _reject_all(journal: Journal, code: str, text: str) -> None:
    for (key,) in journal.db.execute("SELECT key FROM temp.row WHERE code = ?", (code,)).fetchall():
        reject(journal, key, "task", code, text)


def _show(terms: TaskTerms) -> str:
    expiry = fields.show_moment(terms.expiry) if terms.expiry else "never"
    incentive, closing = fields.show_percent(terms.incentive_bps), fields.show_percent(terms.closing_bps)
    return f"incentive {incentive}, closing {closing}, {terms.max_levels} levels, expiry {expiry}"
