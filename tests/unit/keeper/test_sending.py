"""How a keeper sends: bundles, races, limits, dry runs, restarts, what fails for ever."""

import time
from itertools import pairwise

import pytest
from ape import accounts, chain
from clock import DAY, after_reward_day, mine_at, now
from orders import State, place
from scene import CID

from ecomchain.errors import ArgumentError
from ecomchain.keeper import jobs
from ecomchain.keeper.errors import KeeperError, NodeError
from ecomchain.keeper.fees import GWEI, Fee, quote
from ecomchain.keeper.keeper import LONGEST_PAUSE
from ecomchain.keeper.ledger import Ledger, Sent
from ecomchain.keeper.rpc import Rpc
from ecomchain.keeper.store import Store

from . import kit


@pytest.fixture
def overdue(system, stage):
    """Five orders whose protection is over."""
    scene = stage.scene
    orders = [place(system, scene, scene.escrowed, n % 3) for n in range(5)]
    for order in orders:
        system.market.fulfil(order, CID, sender=scene.seller)
    mine_at(system.market.order(orders[-1]).deadline)
    return orders


def states(system, orders):
    return [State(system.market.order(order).state) for order in orders]


@pytest.mark.parametrize(("batch", "transactions"), [(1, 5), (2, 3), (20, 1)])
def test_deliver__many_actions__are_bundled(system, keep, overdue, batch, transactions):
    keeper = keep("orders", batch=batch)
    held = keep("orders").keeper.ledger.total()
    assert len(keeper.done()) == 5
    assert states(system, overdue) == [State.CLOSED] * 5
    total = keeper.keeper.ledger.total()
    assert (held.transactions, total.transactions, total.actions) == (0, transactions, 5)


def test_deliver__spends_gas_only__and_says_how_much(system, keep, overdue, stranger):
    before, tokens = stranger.balance, system.token.balanceOf(stranger)
    keeper = keep("orders")
    keeper.done()
    total = keeper.keeper.ledger.total()
    assert before - stranger.balance == total.cost > 0
    assert total.gas > 5 * 21_000
    assert system.token.balanceOf(stranger) == tokens


def test_deliver__more_gas_than_allowed__makes_smaller_bundles(system, keep, overdue):
    keeper = keep("orders", max_gas=400_000)
    assert len(keeper.done()) == 5
    assert keeper.keeper.ledger.total().transactions > 1


def test_deliver__one_action_beyond_the_limit__is_put_off(system, keep, overdue):
    keeper = keep("orders", max_gas=30_000)
    results = keeper.once()
    assert [(result.kind, result.error) for result in results] == [("refused", "OutOfGas")] * 5
    assert "--max-gas allows (30,000)" in results[0].reason
    assert states(system, overdue) == [State.FULFILLED] * 5


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("eth_call", "out of gas"),
        ("eth_call", "execution aborted (timeout = 5s)"),
        ("eth_estimateGas", "gas required exceeds allowance (50000000)"),
    ],
)
def test_deliver__one_action_takes_more_than_the_node_gives__the_others_go(
    system, keep, overdue, monkeypatch, method, says
):
    """What a node says then has no data and not the code of a revert."""
    heavy = system.market.settle.encode_input(overdue[2]).hex()
    batch = Rpc.batch

    def limited(rpc, calls):
        answers = batch(rpc, calls)
        for n, (name, params) in enumerate(calls):
            if name == method and heavy in params[0]["data"]:
                answers[n] = {"error": {"code": -32_000, "message": says}}
        return answers

    monkeypatch.setattr(Rpc, "batch", limited)
    results = keep("orders").once()
    assert sorted(result.kind for result in results) == ["done"] * 4 + ["refused"]
    assert states(system, overdue) == [State.FULFILLED if n == 2 else State.CLOSED for n in range(5)]


def test_deliver__gas_of_placing__is_measured_with_the_call_inside(system, stage, keep, monkeypatch):
    """Too little gas makes the market's call fail, which is caught: no estimate can tell, none is asked."""
    deals, asked = stage.deals, []
    batch = Rpc.batch
    monkeypatch.setattr(
        Rpc, "batch", lambda rpc, calls: asked.extend(m for m, _ in calls) or batch(rpc, calls)
    )
    monkeypatch.setattr("ecomchain.keeper.trying.FIRST_GAS", 60_000)
    keeper = keep("groups", batch=1)
    assert len(keeper.done()) == 3
    assert "eth_estimateGas" not in asked
    assert keeper.keeper.ledger.total().gas > 3 * 120_000, "60,000 and 120,000 were not enough"
    assert [system.group_buy.member(deals.full, buyer).quantity for buyer in deals.buyers] == [0, 0, 0]


@pytest.mark.parametrize("limit", [None, 10**6])
def test_deliver__fees_below_the_limit__sends(system, keep, overdue, limit):
    assert len(keep("orders", max_fee=limit and limit * GWEI).done()) == 5


def test_deliver__fees_above_the_limit__waits(system, keep, overdue):
    keeper = keep("orders", max_fee=1)
    (found,) = keeper.loop.once()
    assert found.results == []
    assert "and 0.000 are allowed" in found.halted or "and 0 are allowed" in found.halted
    assert states(system, overdue) == [State.FULFILLED] * 5
    assert any("halted" in line for line in keeper.lines)


def test_deliver__no_ether__says_so(system, keep, overdue):
    poor = accounts.test_accounts.generate_test_account()
    (found,) = keep("orders", account=poor).loop.once()
    assert f"{poor.address} has 0 of the" in found.halted
    assert found.halted.endswith("send it some")


def test_deliver__dry_run__sends_nothing_and_says_what_it_would(system, keep, overdue):
    height = chain.blocks.height
    keeper = keep("orders", dry_run=True)
    results = keeper.once()
    assert [result.kind for result in results] == ["would"] * 5
    assert {result.act.text for result in results} == {f"settle order {order}" for order in overdue}
    assert all(result.gas for result in results)
    assert chain.blocks.height == height
    assert [result.kind for result in keep("orders", dry_run=True, account=None).once()] == ["would"] * 5


def test_race__two_keepers_at_once__one_does_it_and_neither_fails(system, keep, overdue, bob):
    """Both have looked; one sends between the other's look and its sending."""
    first, second = keep("orders"), keep("orders", account=bob)
    look = second.keeper._look

    def look_then_wait(view, items):
        ready = look(view, items)
        assert len(first.done()) == 5
        return ready

    second.keeper._look = look_then_wait
    found = second.pass_once()
    assert [result.kind for result in found.results] == ["lost"] * 5
    assert second.keeper.ledger.total().transactions == 0, "it was seen before anything was sent"
    second.keeper._look = look
    assert second.once() == []
    assert states(system, overdue) == [State.CLOSED] * 5


@pytest.mark.parametrize("taken", [1, 5])
def test_race__lost_in_the_same_block__sends_the_others_alone(system, keep, overdue, bob, taken):
    """The transaction that another's overtook fails as a whole: what is left is done one by one."""
    keeper = keep("orders")
    trier = keeper.keeper._sender._trier
    gas, once = trier.gas, []

    def gas_then_lose(acts, most):
        found = gas(acts, most)
        if not once:
            once.append(1)
            for order in overdue[:taken]:
                system.market.settle(order, sender=bob)
        return found

    trier.gas = gas_then_lose
    kinds = sorted(result.kind for result in keeper.once())
    assert kinds == ["done"] * (5 - taken) + ["lost"] * taken
    total = keeper.keeper.ledger.total()
    assert (total.lost, total.actions) == (1, 5 - taken)
    assert states(system, overdue) == [State.CLOSED] * 5


def test_race__single_transaction_lost__is_no_error_and_not_sent_again(system, keep, overdue, bob):
    keeper = keep("orders", batch=1)
    trier, gas = keeper.keeper._sender._trier, keeper.keeper._sender._trier.gas

    def gas_then_lose(acts, most):
        found = gas(acts, most)
        system.market.settle(acts[0].call.args[0], sender=bob)
        return found

    trier.gas = gas_then_lose
    assert [result.kind for result in keeper.once()] == ["lost"] * 5
    assert keeper.keeper.ledger.total().lost == 5


def hostile(system, stage):
    """A proposal that the shops accept, and whose call always reverts; when it can be executed."""
    after_reward_day(system.reward_pool, 1_095)
    call = system.reputation.setKappa.encode_input(9_999)
    system.referendum.propose(stage.voices[0], system.reputation, call, CID, sender=stage.voter)
    poll = system.referendum.proposal(1).poll
    for shop in stage.voices:
        system.polls.vote(poll, shop, 1, sender=stage.voter)
    return mine_at(system.polls.poll(poll).end + 2 * DAY)


def test_hostile__always_reverts__blocks_nothing_and_is_tried_ever_less_often(system, stage, keep, overdue):
    began = hostile(system, stage)
    keeper = keep("orders", "proposals")
    results = keeper.once()
    assert sorted(result.kind for result in results) == ["done"] * 5 + ["refused"]
    assert states(system, overdue) == [State.CLOSED] * 5
    tried = []
    while now() < began + 14 * DAY:
        (waiting,) = keeper.store.upcoming(["proposals"], 9)
        assert waiting.reason.startswith("KappaOutOfRange") or waiting.reason
        mine_at(max(waiting.due, now() + 1))
        if keeper.once():
            tried.append(now() - began)
    gaps = [b - a for a, b in pairwise(tried)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= LONGEST_PAUSE
    assert len(tried) < 25
    assert keeper.once() == []
    assert sum("refused" in line for line in keeper.lines) == 1, "told once"


def test_restart__store_kept__goes_on_where_it_was(system, stage, keep, overdue, tmp_path):
    path = tmp_path / "keeper.sqlite"
    first = keep("orders", path=path, dry_run=True)
    first.once()
    read = first.store.last_window()
    first.store.close()
    second = keep("orders", path=path)
    assert second.store.last_window() == read
    assert len(second.done()) == 5
    second.store.close()
    third = keep("orders", path=path)
    assert third.once() == []
    assert third.keeper.ledger.total().actions == 5, "what was spent is still known"


def test_restart__store_lost__does_nothing_twice(system, keep, overdue, tmp_path):
    assert len(keep("orders", path=tmp_path / "a.sqlite").done()) == 5
    assert keep("orders", path=tmp_path / "b.sqlite").once() == []


def test_restart__killed_after_sending__learns_what_became_of_it(
    system, keep, overdue, tmp_path, monkeypatch
):
    """The transaction is on record before it is sent: a new process finds its receipt."""
    path = tmp_path / "keeper.sqlite"
    first = keep("orders", path=path)

    def killed(sent):
        raise KeyboardInterrupt

    monkeypatch.setattr(first.keeper._sender, "_wait", killed)
    with pytest.raises(KeyboardInterrupt):
        first.pass_once()
    assert len(first.keeper.ledger.unknown()) == 1
    first.store.close()
    second = keep("orders", path=path)
    assert second.once() == []
    assert states(system, overdue) == [State.CLOSED] * 5
    total = second.keeper.ledger.total()
    assert (total.transactions, total.actions) == (1, 5)


def test_restart__killed_before_sending__sends(system, keep, overdue, tmp_path, stranger):
    """Signed and on record, never sent: it is given up for another with the same nonce and a higher fee."""
    path = tmp_path / "keeper.sqlite"
    store = Store(path)
    nonce = chain.provider.get_nonce(stranger.address)
    Ledger(store).add(Sent("0x" + "ab" * 32, nonce, int(time.time()), "settle", 5, Fee(2 * GWEI, GWEI)))
    store.close()
    keeper = keep("orders", path=path)
    (found,) = keeper.loop.once()
    assert "is not mined yet: waiting for it" in found.halted
    keeper.store.db.execute("UPDATE sent SET time = time - 121")
    assert len(keeper.done()) == 5
    keeper.once()
    assert keeper.keeper.ledger.unknown() == []
    assert keeper.store.db.execute("SELECT outcome FROM sent ORDER BY time").fetchall() == [
        ("replaced",), ("done",),
    ]  # fmt: skip


def test_stuck__not_mined__is_replaced_with_a_higher_fee(system, keep, overdue):
    """With blocks held up, the transaction waits; after a while another one takes its place."""
    keeper = keep("orders", patience=1)
    keeper.keeper._sender._sleep = time.sleep
    chain.provider.make_request("evm_setAutomine", [False])
    try:
        (found,) = keeper.loop.once()
        assert "is not mined after 1 seconds" in found.halted
        (stuck,) = keeper.keeper.ledger.unknown()
        keeper.store.db.execute("UPDATE sent SET time = time - 2")
        (found,) = keeper.loop.once()
        assert "is not mined after 1 seconds" in found.halted
        _, second = sorted(keeper.keeper.ledger.unknown(), key=lambda sent: sent.fee.most)
        assert second.nonce == stuck.nonce
        assert second.fee.most >= stuck.fee.most * 9 // 8
    finally:
        chain.provider.make_request("evm_setAutomine", [True])
    chain.mine()
    assert keeper.once() == []
    assert keeper.keeper.ledger.total().actions == 5
    assert states(system, overdue) == [State.CLOSED] * 5


def test_stuck__again_and_again__offers_ten_times_the_present_fee_at_most(system, keep, overdue, stranger):
    """A tip is paid in full: one that an outage of hours had raised would cost all that the account has."""
    keeper, nonce = keep("orders"), chain.provider.get_nonce(stranger.address)
    now_ = quote(Rpc(system.token.provider.web3), None)
    fee = Fee(now_.most, now_.tip)
    for n in range(100):
        keeper.keeper.ledger.add(Sent(f"0x{n:064x}", nonce, int(time.time()) - 121, "settle", 5, fee))
        fee = fee.raised()
    assert fee.tip > 100 * max(now_.tip, GWEI)
    assert len(keeper.done()) == 5
    (sent,) = chain.blocks.head.transactions
    assert sent.max_priority_fee <= 10 * max(now_.tip, GWEI)
    assert sent.max_fee <= 10 * now_.most


def test_choose__jobs__by_name_or_all_but_the_optional(system):
    names = [job.name for job in jobs.choose(system)]
    assert "levels" not in names
    assert "vesting" not in names
    assert {"orders", "disputes", "emission"} <= set(names)
    assert [job.name for job in jobs.choose(system, ["levels", "orders"])] == ["orders", "levels"]
    assert "levels" in [job.name for job in jobs.choose(system, also=["levels"])]
    with pytest.raises(ArgumentError, match="there is no job 'order': there are orders, disputes"):
        jobs.choose(system, ["order"])


class Flaky(Rpc):
    """A node that does not answer so many requests."""

    def __init__(self, web3, failures):
        super().__init__(web3)
        self.failures = failures

    def _send(self, how, *what):
        if self.failures:
            self.failures -= 1
            raise NodeError("the node does not answer: connection refused")
        return super()._send(how, *what)


def test_once__node_silent_for_a_while__tries_again(system, stage, overdue, stranger):
    rpc = Flaky(chain.provider.web3, 3)
    keeper = kit.make(system, stranger, ["orders"], rpc=rpc)
    assert len(keeper.done()) == 5
    said = [line for line in keeper.lines if "retrying" in line]
    assert [line.rpartition(" ")[2] for line in said] == ["1.0", "2.0", "4.0"]


def test_once__node_silent__gives_up_with_its_own_exit_code(system, stage, overdue, stranger):
    keeper = kit.make(system, stranger, ["orders"], rpc=Flaky(chain.provider.web3, 99))
    with pytest.raises(NodeError, match="connection refused") as raised:
        keeper.once()
    assert raised.value.exit_code == 75


def test_store__not_a_store__is_refused(tmp_path):
    path = tmp_path / "x.sqlite"
    path.write_text("hello" * 1000, encoding="utf-8")
    with pytest.raises(KeeperError, match="is no store of a keeper"):
        Store(path)
