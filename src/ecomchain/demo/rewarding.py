"""Community rewards on the stage (RWD, DST): whoever computes, whoever checks, and what is paid."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ape import accounts
from eth_utils import to_canonical_address

from ecomchain.demo import acts
from ecomchain.demo.cast import Actor
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import mark, table, titled
from ecomchain.demo.text import column, ecom
from ecomchain.rewards import actions, claiming, deciding, verifying
from ecomchain.rewards.compute import Amounts
from ecomchain.rewards.dataset import Dataset
from ecomchain.rewards.desk import Desk, open_desk
from ecomchain.rewards.engine import Day
from ecomchain.rewards.errors import MismatchError
from ecomchain.rewards.verifying import Verified


class Rewards:
    """Publisher and guardian, the publisher's desk, and another one that anybody might have.

    Files of both are below ``directory``.
    """

    def __init__(self, stage: Stage, directory: Path) -> None:
        roles = stage.system.manifest.roles
        self.stage = stage
        self.publisher, self.guardian = (
            Actor(letter, accounts[roles[role].account])
            for letter, role in (("P", "publisher"), ("V", "guardian"))
        )
        self.desk = open_desk(stage.system, directory / "publisher")
        self.watcher = open_desk(stage.system, directory / "watcher")
        self._signed = directory / "actions.jsonl"

    @property
    def today(self) -> int:
        """The reward day."""
        return int(self.stage.view(self.stage.system.reward_pool, "today"))

    def act(self, actor: Actor, *kinds: str) -> None:
        """``actor`` signs social actions of today, each about content of its own."""
        setting = self.desk.engine.setting
        signed = []
        for kind in kinds:
            about = bytes(32) if kind == "check_in" else acts.cid(f"{kind} by {actor.name}, {self.today}")[0]
            action = actions.Action(
                to_canonical_address(actor.address), self.today, actions.KINDS[kind], about
            )
            signed.append(
                actions.sign(actor.account, action, setting.chain_id, setting.contracts["root_game"])
            )
        actions.append(self._signed, signed)
        self.stage.tell(actor.name, f"signs {', '.join(kind.replace('_', '-') for kind in kinds)}")

    def compute(self, day: int) -> Dataset:
        """The publisher computes a day that is over."""
        files = [self._signed] if self._signed.exists() else []
        self.desk.read()
        return self.desk.engine.compute(day, self.desk.inputs(files, None), again=True)

    def post(self, day: int, *, quietly: bool = False) -> None:
        """The publisher posts what it has of the day."""
        deciding.publish(self.desk, self.publisher.account, day)
        found = self.desk.engine.published(day)
        assert found is not None
        if not quietly:
            self.stage.tell(
                self.publisher.name,
                f"posts day {day}: root {found.root[:10]}…, {ecom(found.amount('allocated'))} Ecom to "
                f"{found.manifest['count']} accounts, manifest {str(found.cid)[:12]}…",
            )

    def activate(self, day: int, *, quietly: bool = False) -> None:
        """A stranger activates the posted root once its 24 hours are over."""
        game, pool = self.stage.system.root_game, self.stage.system.reward_pool
        self.stage.wait_until(self.stage.view(game, "pending").readyAt, quietly=quietly)
        self.stage.send(self.stage["S"], game.activate)
        self.stage.check("the covered day", self.stage.view(pool, "state").coveredDay, day)

    def catch_up(self) -> None:
        """Everything up to yesterday: a root for each epoch, as a publisher would who begins late."""
        first, yesterday = self._covered() + 1, self.today - 1
        while (covered := self._covered()) < yesterday or self._epoch(covered + 1) != self._epoch(self.today):
            last = self.stage.view(self.stage.system.reward_pool, "lastDayOf", self._epoch(covered + 1))
            day = min(last, self.today - 1)
            self.compute(day)
            self.post(day, quietly=True)
            self.activate(day, quietly=True)
        emitted = ecom(self.stage.view(self.stage.system.reward_pool, "emitted", covered))
        self.stage.tell(
            "P",
            f"computes days {first} to {covered} and posts a root for each epoch of 28 days, a day apart; "
            f"{emitted} Ecom are emitted by then",
        )
        between = [str(day) for day in range(covered + 1, self.today)]
        if between:
            days, go = ("day", "goes") if len(between) == 1 else ("days", "go")
            self.stage.tell(
                "P",
                f"waits for the last one's 24 hours: {days} {' and '.join(between)}, over meanwhile, "
                f"{go} with the root of day {self.today}",
            )

    def verify(self, day: int, actor: Actor) -> Verified | None:
        """``actor`` computes the day from the chain and the published actions; None where it is wrong."""
        self.watcher.read()
        try:
            right = verifying.verify(self.watcher.engine, day, self.desk.engine.days)
        except MismatchError as error:
            found = error.message
            for other in self.stage.actors.values():
                found = found.replace(other.address.lower(), other.name)
            self.stage.tell(actor.name, f"computes the day anew: {found}")
            return None
        self.stage.tell(actor.name, f"computes day {day} anew: the same root {right.dataset.root[:10]}…")
        return right

    def falsify(self, day: int, winner: Actor, loser: Actor, amount: int) -> None:
        """Whoever has the publisher's key moves ``amount`` to ``winner``, in files and tree alike."""
        engine = self.desk.engine
        found = verifying.recompute(engine, day, engine.days)
        moves = {
            bytes(to_canonical_address(winner.address)): amount,
            bytes(to_canonical_address(loser.address)): -amount,
        }
        engine.write(_moved(self.desk, found, moves))

    def veto(self, day: int, reason: str) -> None:
        """The guardian drops the posted root."""
        deciding.challenge(self.desk, self.guardian.account, day, reason)
        self.stage.tell(self.guardian.name, f"vetoes it: {reason}")
        pending = self.stage.view(self.stage.system.root_game, "pending")
        self.stage.check("the pending day", pending.day, 0)

    def claim(self, sender: Actor, *people: Actor) -> None:
        """``sender`` claims for everybody; shows what each is paid."""
        pool = self.stage.system.reward_pool
        self.desk.read()
        found = {actor.name: claiming.claims(self.desk, actor.address) for actor in people}
        structs = [claim.struct for claims in found.values() for claim in claims if claim.due]
        before = {actor.name: acts.balance(self.stage, actor) for actor in people}
        self.stage.send(sender, pool.claimMany, structs)
        names = ", ".join(actor.name for actor in people)
        self.stage.tell(
            sender.name, f"claims for {names} in one transaction: {len(structs)} proofs, one an epoch"
        )
        rows = table("Who", "Epochs", "Ecom", "", right=("Ecom",))
        due = {name: sum(claim.due for claim in claims) for name, claims in found.items()}
        for actor, amount in zip(people, column(list(due.values())), strict=True):
            paid = acts.balance(self.stage, actor) - before[actor.name]
            right = self.stage.check(f"what {actor.name} is paid", paid, due[actor.name])
            epochs = ", ".join(str(claim.epoch) for claim in found[actor.name])
            rows.add_row(actor.name, epochs, amount, mark(right))
        note = "RewardPool.claimMany: what each was given, less what it has had"
        self.stage.console.print(titled("Rewards 社区空投奖励", note, rows))
        self.stage.send(sender, pool.claimMany, structs)
        again = [acts.balance(self.stage, actor) - before[actor.name] for actor in people]
        self.stage.check("what a second claim adds", again, list(due.values()))

    def _covered(self) -> int:
        return int(self.stage.view(self.stage.system.reward_pool, "state").coveredDay)

    def _epoch(self, day: int) -> int:
        return int(self.stage.view(self.stage.system.reward_pool, "epochOf", day))


def _moved(desk: Desk, day: Day, moves: Mapping[bytes, int]) -> Day:
    """The day with amounts moved between accounts that have something, consistent in itself."""

    def moved(amounts: Amounts) -> Amounts:
        accounts = [row.tobytes() for row in amounts.accounts]
        values = [a + moves.get(account, 0) for account, a in zip(accounts, amounts.amounts, strict=True)]
        return replace(amounts, amounts=values)

    cumulative = moved(day.cumulative)
    tree = desk.engine.tree(day.head["day"], cumulative)
    assert tree is not None
    return replace(
        day,
        head=day.head | {"root": "0x" + tree.root.hex()},
        allocation=replace(day.allocation, given=moved(day.allocation.given)),
        cumulative=cumulative,
        tree=tree,
    )
