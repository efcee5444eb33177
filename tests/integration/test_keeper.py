"""A keeper alone ends everything that people leave open; and a real process of it, stopped and killed."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ape
from ape import accounts, chain
from clock import after_reward_day, mine_at
from voters import open_shops

from ecomchain import ids, invariants
from ecomchain.amounts import ECOM
from ecomchain.console import DAY, Actions, cid, price
from ecomchain.deployment import MODULES
from ecomchain.keeper import jobs
from ecomchain.keeper.health import Health
from ecomchain.keeper.keeper import Keeper
from ecomchain.keeper.ledger import Ledger
from ecomchain.keeper.log import Log
from ecomchain.keeper.loop import Loop
from ecomchain.keeper.publishing import Publishing
from ecomchain.keeper.rpc import Rpc
from ecomchain.keeper.scan import Scan
from ecomchain.keeper.sender import Limits, Sender
from ecomchain.keeper.store import Store
from ecomchain.keeper.trying import Trier
from ecomchain.rewards import desk
from ecomchain.rewards.chain.node import Node
from ecomchain.rewards.chain.sync import Window
from ecomchain.system import System


def keeper_of(system: System, account: Any, publishing: Publishing | None = None) -> Loop:
    """Every job there is."""
    web3, store = system.token.provider.web3, Store(":memory:")
    log = Log(write=lambda line: None)
    trier = Trier(system, Rpc(web3), account.address)
    keeper = Keeper(
        system,
        store,
        Scan(store, system, Node(web3), Window(1_000)),
        jobs.choose(system, also=["levels"]),
        Sender(trier, Rpc(web3), Ledger(store), account, Limits()),
    )
    return Loop(keeper, log, Health(None), publishing=publishing, sleep=lambda seconds: None)


def test_publishing__days_that_wait__are_posted_and_activated(
    system: System, publisher: Any, tmp_path: Path
) -> None:
    """The publisher's keeper posts, a day later activates, and posts the next: an epoch at a time."""
    after_reward_day(system.reward_pool, 30, 10)
    log: list[str] = []
    opened = desk.open_desk(system, tmp_path)
    loop = keeper_of(system, publisher, Publishing(opened, publisher, Log(write=log.append)))
    loop.once()
    assert system.root_game.pending().day == 28, "as far as the epoch goes"
    assert loop.once()[0].results == []
    mine_at(system.root_game.pending().readyAt)
    loop.once()
    assert system.reward_pool.state().coveredDay == 28
    assert system.root_game.pending().day == 31, "the day is over meanwhile"
    assert log == []


def test_publishing__not_the_publisher__is_told_once_and_stops_nothing(
    system: System, tmp_path: Path
) -> None:
    after_reward_day(system.reward_pool, 3, 10)
    log: list[str] = []
    opened, nobody = desk.open_desk(system, tmp_path), accounts.test_accounts[8]
    loop = keeper_of(system, nobody, Publishing(opened, nobody, Log(write=log.append)))
    for _ in range(3):
        loop.once()
    (line,) = log
    assert "refused   post day 3" in line
    assert "AccessManagedUnauthorized" in line


@dataclass(frozen=True)
class Left:
    """What people have begun and left to time."""

    orders: list[int]
    bounty: int
    groups: tuple[int, int]
    round: int


@ape.fixture(chain_isolation=False, scope="module")
def left(system: System) -> Iterator[Left]:
    """Orders in every state, held commission, groups, a bounty, a vote, a round about a root."""
    before, act = chain.snapshot(), Actions(system)
    seller, distributor, buyer, other = (accounts.test_accounts[index] for index in (5, 6, 7, 9))
    deployer = accounts.test_accounts[0]
    voices = open_shops(system, deployer, 10)
    after_reward_day(system.reward_pool, 90)
    for person in (seller, distributor, buyer, other):
        system.token.transfer(person, 10_000 * ECOM, sender=deployer)
    shop, second = act.open_shop(seller), act.open_shop(distributor)
    act.acquire(seller, shop, ids.PROMOTION)
    act.acquire(seller, shop, MODULES["group_buy"])
    act.acquire(distributor, second, ids.DISTRIBUTION)
    mixed = price("40", fiat=2_000, currency=840, base="60")
    listing = act.list_product(seller, shop, ["100", mixed])
    task = act.publish_task(seller, shop, [listing], incentive_bps=2_000, closing_bps=6_000)
    link = act.take_link(distributor, task, second)
    act.fund_budget(seller, shop, "200")
    act.set_floor(seller, listing, "70")

    def fiat() -> int:
        voucher = act.make_voucher(seller, listing, buyer, link, option=1)
        return act.submit_voucher(buyer, voucher)

    orders = [act.buy(buyer, listing, link), act.buy(buyer, listing), fiat()]  # not fulfilled
    for number in [act.buy(buyer, listing, link), fiat()]:  # after protection
        act.fulfil(seller, number)
        orders.append(number)
    for answer in ("not contested", "not ruled", "agreed"):
        number = act.buy(buyer, listing, link)
        act.fulfil(seller, number)
        act.dispute(buyer, number, cid("broken"))
        if answer != "not contested":
            act.contest(seller, number, cid("it was whole"))
        if answer == "agreed":
            act.propose(buyer, number, 4_000)
            act.accept(seller, number, 4_000)
        orders.append(number)
    for objected in (False, True):
        number = fiat()
        act.fulfil(seller, number)
        act.refund(seller, number)
        if objected:
            act.object_commission(distributor, number, cid("the money was paid"))
        orders.append(number)
    deal = act.offer_deal(seller, listing, "80", size=2)
    failed, full = act.start_group(buyer, deal, link), act.start_group(buyer, deal, link)
    act.join_group(other, full)
    bounty = act.post_bounty(seller, shop, "10", slots=2, submit_within=3 * DAY, review_within=2 * DAY)
    act.assign_slots(seller, bounty, [distributor, other])
    act.submit_work(other, bounty, cid("done"))
    for voice in voices:
        act.flag_factor(deployer, voice, "buyer")
    act.vote(deployer, system.factor_vote.running(2), voices[0], 80)
    game = system.root_game
    system.token.approve(game, 10**7 * ECOM, sender=deployer)
    game.open(28, b"\1" * 32, ECOM, game.minBond(28), cid("a root"), sender=deployer)
    yield Left(orders, bounty, (failed, full), int(game.running()))
    chain.restore(before)


def test_keeper__alone__ends_everything(system: System, left: Left) -> None:
    loop = keeper_of(system, accounts.test_accounts[8])
    keeper, done, turns = loop.keeper, [], 0
    while True:
        for found in loop.once():
            assert found.of("refused", "lost") == []
            done += [result.item.job for result in found.of("done")]
        waiting = [u for u in keeper.store.upcoming(keeper.names, 99) if u.job not in ("emission", "levels")]
        if not waiting:
            break
        mine_at(max(waiting[0].due, chain.blocks.head.timestamp + 1))
        turns += 1
        assert turns < 60, waiting
    counts = {job: done.count(job) for job in sorted(set(done))}
    # Three orders to cancel, two to settle and those of the full group, which nobody fulfils.
    assert counts == {
        "bonds": 1, "bounties": 2, "disputes": 3, "groups": 3, "objections": 1, "orders": 7, "reserves": 2,
        "roots": 1, "votes": 1,
    }  # fmt: skip
    assert sum(n for job, n in keeper.store.open_items(keeper.names).items() if job != "levels") == 0
    assert system.market.totals().escrow == 0
    assert system.disputes.totals().bonds == 0
    assert system.group_buy.totals().deposits == 0
    assert system.budgets.totals().reserves == 0
    assert system.root_game.bonds() == 0
    assert system.bounty_board.bounty(left.bounty).taken == 0
    assert system.factor_vote.running(2) == 0
    assert all(system.market.order(order).state == 4 for order in range(1, system.market.totals().orders + 1))
    assert invariants.check(system) == []
    assert keeper.ledger.total().lost == 0


def bot(manifest: Path, directory: Path, *options: str) -> subprocess.Popen[str]:
    """`ape run bot` as a process of its own, on this chain."""
    command = [
        str(Path(sys.executable).with_name("ape")), "run", "bot",
        "--network", f"ethereum:devnet:{chain.provider.http_uri}", "--account", "TEST::8",
        "--manifest", str(manifest), "--state", str(directory), "--log-json", *options,
    ]  # fmt: skip
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(what: Any, process: subprocess.Popen[str], seconds: float = 300) -> None:
    """Wait until something is so; a process that has ended by itself is an error."""
    end = time.monotonic() + seconds
    while not what():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.05)


def test_process__killed_then_started_again_then_stopped__ends_cleanly(
    system: System, left: Left, tmp_path: Path
) -> None:
    manifest, health = system.manifest.save(tmp_path / "m.json"), tmp_path / "health.json"
    loop = ("--interval", "0.1", "--health", str(health))
    mine_at(system.market.order(left.orders[0]).deadline + 7 * DAY)
    process = bot(manifest, tmp_path, *loop)
    wait_for(lambda: system.market.order(left.orders[0]).state == 4, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    process = bot(manifest, tmp_path, *loop)
    wait_for(lambda: health.exists() and json.loads(health.read_text())["pid"] == process.pid, process)
    process.send_signal(signal.SIGTERM)
    said, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert json.loads(said.splitlines()[-1])["event"] == "stopped"
    once = bot(manifest, tmp_path, "--once")
    said, errors = once.communicate(timeout=300)
    assert once.returncode == 0, errors
    assert json.loads(said.splitlines()[-1])["event"] == "ended"
    assert os.path.exists(health)
