"""What the chain has of a shop, read into the journal's temporary tables in flat memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eth_utils import keccak

from ecomchain.ids import listing_id, task_id
from ecomchain.operators import offers
from ecomchain.operators.cids import Cid
from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import Journal
from ecomchain.operators.offers import WORD
from ecomchain.operators.rpc import BATCH, Rpc
from ecomchain.system import System

_SCHEMA = """
CREATE TEMP TABLE IF NOT EXISTS listing (
  idx INTEGER PRIMARY KEY, content BLOB NOT NULL, offer BLOB NOT NULL, stock INTEGER NOT NULL,
  number INTEGER NOT NULL, task INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS temp.listing_content ON listing (content);
CREATE TEMP TABLE IF NOT EXISTS published (
  idx INTEGER PRIMARY KEY, incentive INTEGER NOT NULL, closing INTEGER NOT NULL, levels INTEGER NOT NULL,
  expiry INTEGER NOT NULL, open INTEGER NOT NULL
);
DELETE FROM temp.listing; DELETE FROM temp.published;
"""


@dataclass(frozen=True)
class ShopState:
    """A shop as of ``block``; its listings and tasks are in the tables ``listing`` and ``published``."""

    shop: int
    block: int
    time: int
    owner: str
    open: bool
    promotion: bool
    slots: int
    level: int
    listings: int
    tasks: int


def content_key(content: Cid) -> bytes:
    """A CID as the tables have it."""
    return content[0] + bytes((content[1],))


def read(
    system: System, rpc: Rpc, journal: Journal, shop: int, progress: Callable[[int], None] = lambda _: None
) -> ShopState:
    """The shop at the latest block. Raises CatalogError for an unknown shop."""
    head = rpc.request("eth_getBlockByNumber", "latest", False)
    number, at = int(head["number"], 16), str(head["number"])
    catalog, registry = str(system.catalog.address), str(system.registry.address)

    def views(contract: str, signature: str, arguments: Iterator[tuple[int, ...]]) -> Iterator[bytes]:
        selector = keccak(text=signature)[:4]
        part: list[tuple[str, list[object]]] = []
        for values in arguments:
            data = "0x" + (selector + offers.words(*values)).hex()
            part.append(("eth_call", [{"to": contract, "data": data}, at]))
            if len(part) == BATCH:
                yield from (bytes.fromhex(answer[2:]) for answer in rpc.batch(part))
                part = []
        yield from (bytes.fromhex(answer[2:]) for answer in rpc.batch(part))

    totals = next(views(registry, "totals()", iter([()])))
    if not 1 <= shop <= _word(totals, 0):
        raise CatalogError(
            f"there is no shop {shop}: there are 1 to {_word(totals, 0)} (`catalog shops` opens some)"
        )
    state = next(views(registry, "shop(uint32)", iter([(shop,)])))
    counts = next(views(catalog, "counts(uint32)", iter([(shop,)])))
    listings, tasks = _word(counts, 0), _word(counts, 1)

    with journal.transaction():
        for statement in filter(str.strip, _SCHEMA.split(";")):
            journal.db.execute(statement)
        ids = ((listing_id(shop, index),) for index in range(1, listings + 1))
        for index, answer in enumerate(views(catalog, "listing(uint64)", ids), start=1):
            journal.db.execute(
                "INSERT INTO temp.listing VALUES (?, ?, ?, ?, ?, ?)", (index, *_listing(answer))
            )
            progress(index)
        ids = ((task_id(shop, index),) for index in range(1, tasks + 1))
        for index, answer in enumerate(views(catalog, "task(uint64)", ids), start=1):
            terms = [_word(answer, i) for i in range(5)]
            journal.db.execute("INSERT INTO temp.published VALUES (?, ?, ?, ?, ?, ?)", (index, *terms))
    return ShopState(
        shop=shop,
        block=number,
        time=int(head["timestamp"], 16),
        owner="0x" + state[12:WORD].hex(),
        open=bool(_word(state, 1)),
        promotion=bool(_word(state, 2)),
        slots=_word(state, 3),
        level=_word(state, 6),
        listings=listings,
        tasks=tasks,
    )


def _listing(answer: bytes) -> tuple[bytes, bytes, int, int, int]:
    """Content, offer, stock, number and task of ``ICatalog.Listing`` as a view answers it."""
    struct = answer[WORD:]
    tail = struct[_word(struct, 0) :]
    offer = tail[: offers.HEAD_SIZE + _word(tail, 5) * offers.OPTION_SIZE]
    content = tail[:WORD] + bytes((_word(tail, 1),))
    return content, offer, _word(struct, 2), _word(struct, 3), _word(struct, 4) & 0xFFFFFFFF


def _word(data: bytes, i: int) -> int:
    return int.from_bytes(data[i * WORD : (i + 1) * WORD], "big")
