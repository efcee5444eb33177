"""A keeper that goes on: blocks, trouble with the node, signals, signs of life, lines."""

import json
import os
import signal
import socket

import pytest
from ape import chain
from clock import mine_at
from orders import State, place
from scene import CID

from ecomchain.errors import ArgumentError
from ecomchain.keeper import command
from ecomchain.keeper.command import Options
from ecomchain.keeper.errors import BusyError, NodeError
from ecomchain.keeper.health import Health, age, notify
from ecomchain.keeper.log import Log
from ecomchain.keeper.loop import Loop


@pytest.fixture
def order(system, stage):
    """A fulfilled one."""
    number = place(system, stage.scene, stage.scene.escrowed, 1)
    system.market.fulfil(number, CID, sender=stage.scene.seller)
    return number


def looping(keeper, turns):
    """A loop that does ``turns``, one in each pause, and then stops."""
    waiting = iter(turns)

    def sleep(seconds):
        turn = next(waiting, None)
        if turn is None:
            loop.stop.set()
        else:
            turn()

    loop = Loop(keeper.keeper, keeper.loop._log, Health(None), sleep=sleep)
    return loop


def test_forever__new_blocks__are_looked_at_and_the_same_one_is_not(system, stage, keep, order):
    keeper = keep("orders")
    passes, pass_once = [], keeper.keeper.pass_once
    keeper.keeper.pass_once = lambda progress=None: passes.append(chain.blocks.height) or pass_once(progress)
    looping(
        keeper, [lambda: None, lambda: mine_at(system.market.order(order).deadline), lambda: None]
    ).forever(0)
    assert system.market.order(order).state == State.CLOSED
    assert len(passes) == 3, "at first, at the new block, and again since something was done"
    assert keeper.lines[-1].endswith("stopped")


def test_forever__node_goes_away__comes_back_to_it(system, stage, keep, order):
    keeper = keep("orders")
    head, failing = keeper.keeper.head, [True]

    def flaky():
        if failing[0]:
            raise NodeError("the node does not answer: connection refused")
        return head()

    keeper.keeper.head = flaky
    mine_at(system.market.order(order).deadline)
    looping(keeper, [lambda: None, lambda: failing.__setitem__(0, False), lambda: None]).forever(0)
    assert system.market.order(order).state == State.CLOSED
    assert sum("retrying" in line for line in keeper.lines) == 2


def test_forever__stopped_while_the_node_is_away__ends(keep):
    keeper = keep("orders")

    def gone():
        raise NodeError("the node does not answer")

    keeper.keeper.head = gone
    looping(keeper, []).forever(0)
    assert keeper.lines[-1].endswith("stopped")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_keep__signal__ends_after_the_transaction_in_hand(
    system, stage, order, stranger, tmp_path, number, capsys
):
    """The signal comes while a transaction is on its way: it is still accounted for."""
    mine_at(system.market.order(order).deadline)
    before = signal.getsignal(number)
    with pytest.MonkeyPatch.context() as patch:
        from ecomchain.keeper.sender import Sender

        send = Sender._send

        def send_and_signal(self, *args):
            os.kill(os.getpid(), number)
            return send(self, *args)

        patch.setattr(Sender, "_send", send_and_signal)
        command.keep(system, stranger, Options(jobs=["orders"], directory=tmp_path, interval=0.1))
    assert system.market.order(order).state == State.CLOSED
    assert capsys.readouterr().out.rstrip().endswith("stopped")
    assert signal.getsignal(number) == before


def test_keep__once__shows_what_was_done_and_what_is_due(
    system, stage, order, stranger, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    mine_at(system.market.order(order).deadline)
    second = place(system, stage.scene, stage.scene.escrowed, 1)
    options = Options(once=True, jobs=["orders"], directory=tmp_path, health=tmp_path / "health.json")
    command.keep(system, stranger, options)
    shown = capsys.readouterr().out
    assert f"settle order {order}" in shown
    assert f"cancel order {second}" in shown
    assert "1 done; block" in shown
    assert "open: 1 orders" in shown
    assert "spent 0.00" in shown
    assert "in 1 transaction; so far" in shown
    assert all(len(line) <= 80 for line in shown.splitlines() if "0x" not in line)
    command.keep(system, stranger, options)
    assert "nothing was due" in capsys.readouterr().out
    health = json.loads((tmp_path / "health.json").read_text())
    assert (health["open"], health["done"], health["pid"]) == ({"orders": 1}, 0, os.getpid())
    assert health["next_due"] == system.market.order(second).deadline + 7 * 86_400


def test_keep__dry_run__needs_no_account_and_shares_no_store(
    system, stage, order, stranger, tmp_path, capsys
):
    mine_at(system.market.order(order).deadline)
    command.keep(system, None, Options(once=True, dry_run=True, jobs=["orders"], directory=tmp_path))
    shown = capsys.readouterr().out
    assert "would do" in shown
    assert "would offer" in shown
    assert system.market.order(order).state == State.FULFILLED
    with pytest.raises(ArgumentError, match="name who with --account, or look on with --dry-run"):
        command.keep(system, None, Options(once=True, directory=tmp_path))


def test_keep__same_account_twice__is_refused(system, stage, stranger, bob, tmp_path):
    options = Options(once=True, jobs=["orders"], directory=tmp_path)
    log = Log(write=lambda line: None)
    with command.opened(system, stranger, options, log):
        with pytest.raises(BusyError, match="give each an account of its own"):
            command.keep(system, stranger, options)
        command.keep(system, bob, options)
    command.keep(system, stranger, options)


def test_keep__log_as_json__is_json_line_by_line(system, stage, order, stranger, tmp_path, capsys):
    mine_at(system.market.order(order).deadline)
    command.keep(system, stranger, Options(once=True, jobs=["orders"], log_json=True, directory=tmp_path))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["started", "done", "ended"]
    done = lines[1]
    assert (done["text"], done["job"], done["level"]) == (f"settle order {order}", "orders", "info")
    assert done["transaction"].startswith("0x")
    assert done["gas"] > 21_000
    assert all(line["time"].endswith("+00:00") for line in lines)


def test_log__for_people__is_one_line():
    lines = []
    log = Log(write=lines.append, clock=lambda: 1_800_000_000)
    log("refused", text="execute proposal 1", reason="KappaOutOfRange", transaction=None)
    assert lines == ["2027-01-15 08:00:00 refused   execute proposal 1, reason KappaOutOfRange"]


def test_health__file__tells_how_old_it_is(tmp_path):
    path = tmp_path / "health.json"
    Health(path, clock=lambda: 1_000).beat(block=7)
    assert json.loads(path.read_text()) == {"time": 1_000, "pid": os.getpid(), "block": 7}
    assert list(tmp_path.iterdir()) == [path]
    assert age(path, 1_061) == 61
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(ArgumentError, match="is not written by a keeper"):
        age(path, 0)
    with pytest.raises(ArgumentError, match="no existing folder"):
        Health(tmp_path / "no" / "health.json")


@pytest.mark.parametrize("abstract", [False, True])
def test_notify__systemd__hears_it(monkeypatch, tmp_path, abstract):
    address = f"@ecom-{os.getpid()}" if abstract else str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0" + address[1:] if abstract else address)
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        Health(None).beat()
        assert listener.recv(100) == b"READY=1\nWATCHDOG=1"
    notify("nobody listens any more")
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("nobody wants to know")


def test_names__list__is_split():
    assert command.names(" orders, disputes ,,") == ["orders", "disputes"]
    assert command.names("") == []
