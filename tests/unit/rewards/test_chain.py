"""Reading a made-up chain: windows that adapt, empty days, markets that come later, reorganisations."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from eth_utils import keccak
from ethpm_types.abi import EventABI

from ecomchain.rewards.chain.events import EVENTS, Decoder, Event
from ecomchain.rewards.chain.node import RefusedError
from ecomchain.rewards.chain.store import Block, Store
from ecomchain.rewards.chain.sync import Sync, Window
from ecomchain.rewards.errors import ReadError

DAY = 86_400
ROLES = {role: i.to_bytes(20, "big") for i, role in enumerate(EVENTS, 1)}
LATER = bytes([0xEE]) * 20
CATALOG = ROLES["catalog"]

# Enough of the events that are logged here; the real ABIs are those of the integration test.
FORMS = {
    "KappaSet": "uint16 oldBps,uint16 newBps",
    "MarketSet": "address indexed market,bool enabled",
    "OrderPlaced": "uint40 indexed order,address indexed buyer,uint32 indexed shop,uint96 link",
    "ActionsLogged": "uint32 indexed day,address indexed logger,bytes batch",
}


def abi(name: str) -> EventABI:
    inputs = []
    for item in filter(None, FORMS.get(name, "").split(",")):
        kind, *flags, label = item.split()
        inputs.append({"name": label, "type": kind, "indexed": bool(flags)})
    return EventABI(type="event", name=name, inputs=inputs)


def decoder() -> Decoder:
    return Decoder({role: {name: abi(name) for name in names} for role, names in EVENTS.items()}, ROLES)


class Chain:
    """Blocks by number from 0, as (time, logs); a node that answers at most ``most`` blocks of logs."""

    def __init__(self, times: Sequence[int], most: int = 10**9, salt: int = 0) -> None:
        self.times, self.most, self.salt = list(times), most, salt
        self.logged: dict[int, list[dict[str, Any]]] = {}
        self.asked: list[tuple[int, int]] = []
        self.catalogs = {LATER: CATALOG}
        self.finalized: int | None = None

    def log(self, block: int, address: bytes, name: str, *topics: int, data: bytes = b"") -> None:
        form = abi(name)
        self.logged.setdefault(block, []).append({
            "address": "0x" + address.hex(),
            "topics": ["0x" + keccak(text=form.selector).hex(), *(f"0x{topic:064x}" for topic in topics)],
            "data": "0x" + data.hex(),
            "blockNumber": hex(block),
            "logIndex": hex(len(self.logged.get(block, []))),
        })  # fmt: skip

    def block(self, which: int | str) -> Block | None:
        if which == "finalized":
            if self.finalized is None:
                raise RefusedError("no such tag")
            which = self.finalized
        number = len(self.times) - 1 if which == "latest" else int(which)
        if number >= len(self.times):
            return None
        return Block(number, bytes([self.salt]) + number.to_bytes(31, "big"), self.times[number])

    def logs(
        self, first: int, last: int, addresses: Sequence[str], topics: Sequence[str]
    ) -> list[Mapping[str, Any]]:
        self.asked.append((first, last))
        if last - first + 1 > self.most:
            raise RefusedError("query returned more than 10000 results")
        found = [log for block in range(first, last + 1) for log in self.logged.get(block, [])]
        return [log for log in found if log["address"] in addresses and log["topics"][0] in topics]

    def address(self, contract: str, view: str) -> bytes:
        return self.catalogs[bytes.fromhex(contract[2:])]


def reader(chain: Chain, store: Store, *, widest: int = 64, chain_id: int = 31337, **more: Any) -> Sync:
    return Sync(store, chain, decoder(), chain_id, 1, CATALOG, Window(widest), **more)  # type: ignore[arg-type]


def words(*values: int) -> bytes:
    return b"".join(value.to_bytes(32, "big") for value in values)


def kappas(store: Store) -> list[tuple[int, int, int]]:
    return store.db.execute("SELECT block, day, bps FROM kappa ORDER BY block, log").fetchall()


def minutes(count: int, start: int = 10 * DAY, step: int = 600) -> list[int]:
    return [start + i * step for i in range(count)]


def test_run__node_refuses_wide_windows__halves_and_grows_back() -> None:
    chain, store = Chain(minutes(40), most=5), Store(":memory:")
    for block in (1, 7, 39):
        chain.log(block, ROLES["reputation"], "KappaSet", data=words(500, block))
    reader(chain, store, widest=32).run()
    assert [block for block, _, _ in kappas(store)] == [1, 7, 39]
    sizes = [last - first + 1 for first, last in chain.asked]
    assert sizes[:4] == [32, 16, 8, 4]
    assert max(sizes[4:]) == 8  # asked again each time, refused each time
    read = [(first, last) for first, last in chain.asked if last - first < 5]
    assert [first for first, _ in read] == [1, *(last + 1 for _, last in read[:-1])]


def test_run__node_refuses_a_single_block__gives_up() -> None:
    with pytest.raises(RefusedError, match="more than 10000"):
        reader(Chain(minutes(9), most=0), Store(":memory:")).run()


def test_run__days__end_with_their_last_block_also_where_there_is_none() -> None:
    # Three blocks on day 10, none on day 11, two on day 12, one on day 13.
    times = [10 * DAY, 10 * DAY + 1, 11 * DAY - 1, 12 * DAY, 13 * DAY - 1, 13 * DAY]
    chain, store = Chain(times), Store(":memory:")
    chain.log(3, ROLES["reputation"], "KappaSet", data=words(500, 600))
    reader(chain, store).run()
    rows = store.db.execute("SELECT day, first, block, time FROM day ORDER BY day").fetchall()
    assert rows == [(10, 1, 2, times[2]), (11, 3, 2, times[2]), (12, 3, 4, times[4])]
    assert store.day_end(13) is None
    assert kappas(store) == [(3, 12, 600)]
    chain.times += [14 * DAY]
    reader(chain, store).run()
    assert store.day_end(13) == chain.block(5)


def test_run__again_in_any_windows__is_the_same(tmp_path: Path) -> None:
    chain = Chain(minutes(400))
    for block in range(1, 400, 7):
        chain.log(block, ROLES["reputation"], "KappaSet", data=words(500, block))
    dumps = []
    for widest in (1_000, 1, 13):
        store = Store(tmp_path / f"{widest}.sqlite")
        sync = reader(chain, store, widest=widest)
        for length in (50, 51, 399, 400):
            part = Chain(chain.times[:length])
            part.logged = {b: logs for b, logs in chain.logged.items() if b < length}
            sync.node = part  # type: ignore[assignment]
            sync.run()
        dumps.append((kappas(store), store.db.execute("SELECT * FROM day").fetchall(), store.last_window()))
    assert dumps[0] == dumps[1] == dumps[2]


def test_run__chain_reorganised__takes_back_what_is_gone() -> None:
    chain, store = Chain(minutes(300)), Store(":memory:")
    for block in (5, 250, 290):
        chain.log(block, ROLES["reputation"], "KappaSet", data=words(500, block))
    reader(chain, store, widest=20).run()
    other = Chain(minutes(310))
    other.logged = {5: chain.logged[5]}
    other.log(295, ROLES["reputation"], "KappaSet", data=words(500, 1))
    honest = other.block

    def forked(which: int | str) -> Block | None:
        found = honest(which)
        if found is None or found.number < 240:
            return found
        return Block(found.number, b"\xff" + found.hash[1:], found.time)

    other.block = forked  # type: ignore[method-assign]
    reader(other, store, widest=20).run()
    assert kappas(store) == [(5, 10, 5), (295, 12, 1)]
    fresh = Store(":memory:")
    reader(other, fresh, widest=20).run()
    for table in ("day", "kappa"):
        query = f"SELECT * FROM {table}"
        assert store.db.execute(query).fetchall() == fresh.db.execute(query).fetchall()


def test_run__another_chain__begins_anew() -> None:
    store = Store(":memory:")
    chain = Chain(minutes(20))
    chain.log(3, ROLES["reputation"], "KappaSet", data=words(500, 3))
    reader(chain, store).run()
    reader(Chain(minutes(5), salt=1), store).run()
    assert (kappas(store), store.last_window()) == ([], (4, bytes([1]) + (4).to_bytes(31, "big")))


@pytest.mark.parametrize(
    ("chain_id", "finalized", "confirmations", "last"),
    [(31337, 30, None, 99), (1, 30, None, 30), (1, None, None, 35), (1, 30, 10, 89), (31337, None, 5, 94)],
)
def test_run__final_blocks__are_all_that_is_read(
    chain_id: int, finalized: int | None, confirmations: int | None, last: int
) -> None:
    chain, store = Chain(minutes(100)), Store(":memory:")
    chain.finalized = finalized
    reader(chain, store, chain_id=chain_id, confirmations=confirmations).run()
    window = store.last_window()
    assert window is not None
    assert window[0] == last


def test_run__a_market_is_enabled__its_orders_are_read_from_the_first() -> None:
    chain, store = Chain(minutes(60)), Store(":memory:")
    chain.log(2, LATER, "OrderPlaced", 1, 0xB1, 7, data=words(0))
    chain.log(50, ROLES["reputation"], "MarketSet", int.from_bytes(LATER, "big"), data=words(1))
    chain.log(50, LATER, "OrderPlaced", 2, 0xB2, 7, data=words(0))
    chain.log(58, LATER, "OrderPlaced", 3, 0xB3, 7, data=words(0))
    reader(chain, store, widest=8).run()
    assert [row[0] for row in store.db.execute("SELECT id FROM placed ORDER BY id")] == [1, 2, 3]
    chain.times += minutes(3, chain.times[-1] + 600)
    chain.log(61, LATER, "OrderPlaced", 4, 0xB3, 7, data=words(0))
    reader(chain, store, widest=8).run()  # another run knows it
    assert store.db.execute("SELECT count(*) FROM placed").fetchone() == (4,)


def test_run__a_market_of_another_catalog__is_refused() -> None:
    chain = Chain(minutes(9))
    chain.catalogs[LATER] = bytes(20)
    chain.log(5, ROLES["reputation"], "MarketSet", int.from_bytes(LATER, "big"), data=words(1))
    with pytest.raises(ReadError, match=r"the market 0xeeee.* sells from another catalog"):
        reader(chain, Store(":memory:")).run()


def test_run__bytes_in_an_event__are_kept() -> None:
    chain, store = Chain(minutes(9)), Store(":memory:")
    chain.log(5, ROLES["root_game"], "ActionsLogged", 3, 1, data=words(32, 3) + b"abc".ljust(32, b"\0"))
    reader(chain, store).run()
    assert store.db.execute("SELECT day, batch FROM logged").fetchall() == [(3, b"abc")]


def test_decode__foreign_logs__are_left_out() -> None:
    chain = Chain(minutes(9))
    chain.log(5, LATER, "KappaSet", data=words(1, 2))
    chain.log(5, ROLES["market"], "KappaSet", data=words(1, 2))
    chain.log(5, ROLES["reputation"], "KappaSet", data=words(1, 2))
    chain.logged[5].append({**chain.logged[5][0], "topics": []})
    found = decoder().decode(chain.logged[5])
    assert found == [Event(5, 2, ROLES["reputation"], "reputation", "KappaSet", {"oldBps": 1, "newBps": 2})]


def fill(store: Store) -> None:
    store.account(bytes(20))
    store.insert("kappa", [(1, 0, 1, 5)])
    store.insert("nowhere", [(1,)])


def test_store__a_failed_window__leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "s.sqlite")
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.transaction():
        fill(store)
    assert kappas(store) == []
    assert store.db.execute("SELECT count(*) FROM account").fetchone() == (0,)
    assert store.account(bytes(20)) == 1
    store.close()


def test_store__another_process_writes__says_so(tmp_path: Path) -> None:
    one, other = Store(tmp_path / "s.sqlite"), Store(tmp_path / "s.sqlite")
    other.db.execute("PRAGMA busy_timeout = 1")
    with one.transaction(), pytest.raises(ReadError, match="another process uses it"):
        fill_in_transaction(other)


def fill_in_transaction(store: Store) -> None:
    with store.transaction():
        fill(store)


def test_store__another_file_or_form__is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is text and no database at all, of more than a hundred bytes: " * 3)
    with pytest.raises(ReadError, match="is no store of this program"):
        Store(path)
    Store(tmp_path / "t.sqlite").set_meta("form", "0")
    with pytest.raises(ReadError, match="has form 0, this program writes 1"):
        Store(tmp_path / "t.sqlite")
