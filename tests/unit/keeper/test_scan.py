"""Reading a made-up chain into the store: windows, items that begin and end, reorganisations."""

from types import SimpleNamespace

import pytest
from eth_utils import keccak

from ecomchain.keeper.scan import Scan
from ecomchain.keeper.store import KEPT_WINDOWS, Store
from ecomchain.keeper.work import NEVER
from ecomchain.rewards.chain.node import RefusedError
from ecomchain.rewards.chain.store import Block
from ecomchain.rewards.chain.sync import Window

WHO = int("aa" * 20, 16)


class Chain:
    """Blocks from 0 to ``head`` with logs; ``salt`` is in every hash from block ``forked`` on."""

    def __init__(self, system, head, most=10**9):
        self.system, self.head, self.most = system, head, most
        self.salt, self.forked = 0, 10**9
        self.logged = {}
        self.asked = []

    def log(self, block, role, event, *topics):
        contract = getattr(self.system, role)
        (abi,) = [abi for abi in contract.contract_type.events if abi.name == event]
        self.logged.setdefault(block, []).append({
            "address": contract.address,
            "topics": ["0x" + keccak(text=abi.selector).hex(), *(f"0x{t:064x}" for t in topics)],
            "data": "0x", "blockNumber": hex(block), "logIndex": hex(len(self.logged.get(block, []))),
        })  # fmt: skip

    def fork(self, block, salt):
        """Everything from this block on is another chain, without logs."""
        self.salt, self.forked = salt, block
        self.logged = {number: logs for number, logs in self.logged.items() if number < block}

    def block(self, which):
        number = self.head if which == "latest" else int(which)
        if number > self.head:
            return None
        return Block(number, bytes([self.salt if number >= self.forked else 0]) + number.to_bytes(31), number)

    def logs(self, first, last, addresses, topics):
        self.asked.append((first, last))
        if last - first + 1 > self.most:
            raise RefusedError("too many")
        found = [log for block in range(first, last + 1) for log in self.logged.get(block, [])]
        return [log for log in found if log["address"].lower() in addresses and log["topics"][0] in topics]


@pytest.fixture
def started(system):
    """Makes a chain, a store and what reads the one into the other."""

    def start(head, *, most=10**9, widest=1_000):
        chain, store = Chain(system, head, most), Store(":memory:")
        parts = dict(system.contracts())
        record = SimpleNamespace(**parts, manifest=SimpleNamespace(chain_id=31337, first_block=1))
        return chain, store, Scan(store, record, chain, Window(widest))

    return start


def is_open(store):
    rows = store.db.execute("SELECT job, key FROM item WHERE closed IS NULL ORDER BY job, key, opened")
    return [f"{job} {key}" for job, key in rows]


def test_run__items__begin_and_end_with_their_events(started):
    chain, store, scan = started(9)
    chain.log(2, "market", "OrderPlaced", 7, WHO, 1)
    chain.log(3, "market", "OrderPlaced", 8, WHO, 1)
    chain.log(4, "bounty_board", "SlotAssigned", 1, WHO)
    chain.log(4, "bounty_board", "WorkRejected", 1, WHO)
    chain.log(5, "market", "OrderClosed", 7)
    chain.log(6, "root_game", "LeadTaken", 3, 0, WHO)
    assert scan.run().number == 9
    who = "0x" + "aa" * 20
    assert is_open(store) == [f"bonds 3:0:{who}", "orders 8"]
    chain.log(10, "bounty_board", "SlotAssigned", 1, WHO)
    chain.head = 10
    scan.run()
    assert is_open(store) == [f"bonds 3:0:{who}", f"bounties 1:{who}", "orders 8"]


def test_run__same_item_again_in_one_block__is_open(started):
    chain, store, scan = started(5)
    for event in ("SlotAssigned", "AssignmentExpired", "SlotAssigned"):
        chain.log(2, "bounty_board", event, 1, WHO)
    scan.run()
    assert is_open(store) == ["bounties 1:0x" + "aa" * 20]


def test_run__event_about_many_items__has_all_looked_at(started):
    chain, store, scan = started(5)
    for group in (1, 11):
        chain.log(2, "group_buy", "Joined", group, WHO)
        chain.log(2, "group_buy", "Joined", group, WHO + 1)
    scan.run()
    for item in store.to_look_at(["groups"], 0, 9):
        store.put(item, NEVER, tag="77" if item.key.startswith("11:") else "78")
    assert store.to_look_at(["groups"], 10**9, 9) == []
    chain.log(6, "group_buy", "GroupSucceeded", 1)
    chain.head = 6
    scan.run()
    assert {item.ids[0] for item in store.to_look_at(["groups"], 0, 9)} == {"1"}
    chain.log(7, "catalog", "Revised", 77)
    chain.head = 7
    scan.run()
    assert {item.ids[0] for item in store.to_look_at(["groups"], 0, 9)} == {"1", "11"}


def test_run__node_refuses_wide_windows__halves(started):
    chain, store, scan = started(40, most=5, widest=32)
    for block in (1, 7, 39):
        chain.log(block, "market", "OrderPlaced", block, WHO, 1)
    scan.run()
    assert is_open(store) == ["orders 1", "orders 39", "orders 7"]
    assert [last - first + 1 for first, last in chain.asked[:4]] == [32, 16, 8, 4]


def test_run__node_refuses_a_single_block__gives_up(started):
    _, _, scan = started(5, most=0)
    with pytest.raises(RefusedError):
        scan.run()


def test_run__reorganisation__takes_back_what_began_and_what_ended(started):
    chain, store, scan = started(4)
    chain.log(2, "market", "OrderPlaced", 1, WHO, 1)
    scan.run()
    chain.head = 6
    chain.log(5, "market", "OrderPlaced", 2, WHO, 1)
    chain.log(6, "market", "OrderClosed", 1)
    scan.run()
    assert is_open(store) == ["orders 2"]
    for item in store.to_look_at(["orders"], 0, 9):
        store.put(item, NEVER)
    chain.fork(5, salt=1)
    scan.run()
    assert is_open(store) == ["orders 1"]
    assert [item.key for item in store.to_look_at(["orders"], 0, 9)] == ["1"], "and it is looked at anew"


def test_run__chain_started_anew__is_read_from_the_first_block(started):
    chain, store, scan = started(6)
    chain.log(3, "market", "OrderPlaced", 1, WHO, 1)
    scan.run()
    chain.fork(0, salt=2)
    chain.log(4, "market", "OrderPlaced", 9, WHO, 1)
    scan.run()
    assert is_open(store) == ["orders 9"]


def test_run__many_windows__keeps_the_last_and_forgets_what_closed_long_ago(started):
    chain, store, scan = started(2)
    chain.log(1, "market", "OrderPlaced", 1, WHO, 1)
    chain.log(2, "market", "OrderClosed", 1)
    scan.run()
    for head in range(3, KEPT_WINDOWS + 9):
        chain.head = head
        scan.run()
    assert store.db.execute("SELECT count(*) FROM window").fetchone() == (KEPT_WINDOWS,)
    assert store.db.execute("SELECT count(*) FROM item").fetchone() == (0,)
