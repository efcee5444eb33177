"""A bounty 领取卖家任务 on the stage: slots, submissions, and rewards that come even from a silent owner."""

from typing import Any

from ape.api import ReceiptAPI

from ecomchain.amounts import parse_ecom
from ecomchain.demo import acts, sales
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.text import ecom, period


def post(stage: Stage, owner: Actor, shop: int, task: str, reward: str, slots: int, days: int) -> int:
    """``owner`` posts a task, with ``days`` to submit and as many to review. Returns the bounty."""
    board, each = stage.system.bounty_board, parse_ecom(reward)
    terms = (shop, each, slots, days * acts.DAY, days * acts.DAY, acts.cid(task))
    receipt = stage.send(owner, board.post, terms)
    paid = sales.transfers(stage, receipt)
    stage.check("what the bounty took", paid, [(board.address, each * slots)])
    stage.tell(owner.name, f"posts a bounty: {task}, {reward} Ecom for each of {slots}, escrowed")
    return int(stage.event(receipt, board, "BountyPosted")["bounty"])


def work(stage: Stage, owner: Actor, bounty: int, *workers: Actor) -> int:
    """Each of ``workers`` asks for a slot, gets one, and submits. Returns until when the owner may review."""
    board = stage.system.bounty_board
    for worker in workers:
        stage.send(worker, board.requestSlot, bounty, acts.cid(f"{worker.name} would"))
        stage.tell(worker.name, "asks for a slot 领取")
    stage.send(owner, board.assign, bounty, [worker.address for worker in workers])
    stage.tell(owner.name, f"assigns slots to {' and '.join(worker.name for worker in workers)}")
    deadline = 0
    for worker in workers:
        receipt = stage.send(worker, board.submit, bounty, acts.cid(f"work of {worker.name}"))
        deadline = stage.event(receipt, board, "WorkSubmitted")["deadline"]
        stage.tell(worker.name, "submits the work 提交")
    return deadline


def paid(stage: Stage, actor: Actor, bounty: int, worker: Actor, method: Any, how: str) -> None:
    """``actor`` has ``worker`` paid by ``method``."""
    receipt: ReceiptAPI = stage.send(actor, method, bounty, worker.address)
    reward = stage.view(stage.system.bounty_board, "bounty", bounty).reward
    stage.check(f"what {worker.name} is paid", sales.transfers(stage, receipt), [(worker.address, reward)])
    stage.tell(actor.name, f"{how}: {ecom(reward)} Ecom to {worker.name}")


def review_time(stage: Stage, bounty: int) -> str:
    """How long the owner may look at a submission."""
    return period(stage.view(stage.system.bounty_board, "bounty", bounty).reviewWithin)
