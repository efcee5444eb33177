"""Rounds: opened, answered, supported, voted on, closed, and their bonds."""

from engine.actors import DAY, PEOPLE
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ecomchain.amounts import ECOM
from ecomchain.model.emission import LAST_DAY, epoch_of, last_day_of
from ecomchain.model.root_game import LOG_WINDOW
from ecomchain.model.structs import Cid
from ecomchain.model.structs_rewards import RoundStage
from invariant.reward_rules import KINDS, PERSONS, RewardRules

SPARE = st.sampled_from([0, 0, 0, 1, 5_000 * ECOM, -1])
"""More than the least bond, or one too little."""


class RoundRules(RewardRules):
    """Anyone with a bond."""

    @rule(data=st.data(), caller=PERSONS, kind=KINDS, spare=SPARE, patient=st.booleans())
    def open_round(self, data: st.DataObject, caller: str, kind: str, spare: int, patient: bool) -> None:
        """Mostly when it can be opened, about the day that it has to be about, with the least bond."""
        game = self.model.root_game
        if patient and not game.running():
            self.wait_until(game.opens_at(self.model.reward_pool.state().covered_day + 1))
        day = self.last_answerable() if patient else self.day(data)
        if day > LAST_DAY and not game.running():
            self.do("reward_pool", "emitDays", caller, day)
        root, total = self.root(data, day, kind)
        least = self.pair.same("root_game", "minBond", max(day, self.model.reward_pool.state().covered_day))
        bond = (least if isinstance(least, int) else 1_000 * ECOM) + spare
        self.do("root_game", "open", caller, day, root, total, bond, Cid())

    @rule(data=st.data(), caller=PERSONS, leads=st.integers(0, 4), voters=st.integers(0, 6))
    def play_round(self, data: st.DataObject, caller: str, leads: int, voters: int) -> None:
        """One round from the beginning to the last bond, through the vote where it comes to one."""
        if not self.model.root_game.running():
            kind = data.draw(st.sampled_from(["sum", "sum", "most", "again"]))
            self.open_round(data, caller, kind, 0, patient=True)
        id_ = self.model.root_game.running()
        if not id_:
            return
        for _ in range(leads):
            backer, high = data.draw(PERSONS), data.draw(st.integers(0, 3)) == 0
            if self.model.root_game.round(id_).answers > 1 and data.draw(st.booleans()):
                self.support(data, backer, 0, high)
            else:
                self.answer(data, backer, "sum", 0, high)
        self._close(id_, caller)
        if self.model.root_game.running():
            self.shops_decide(data, voters)
            self._close(id_, caller)
        self._return_all(id_, caller)

    @precondition(lambda self: self.model.root_game.rounds())
    @rule(data=st.data(), caller=PERSONS, kind=KINDS, spare=SPARE, high=st.booleans())
    def answer(self, data: st.DataObject, caller: str, kind: str, spare: int, high: bool) -> None:
        """Another root, or one of the round's again."""
        id_ = self._round(data)
        view = self.model.root_game.round(id_)
        root, total = self.root(data, view.day, kind)
        if data.draw(st.integers(0, 5)) == 0 and id_ in self.model.root_game.book.rounds:
            root, total = self.choose(data, self.model.root_game.book.rounds[id_].answers)
        bond = self._bond(id_, spare, high)
        self.do("root_game", "answer", caller, id_, root, total, bond, Cid(b"\1" * 32))

    @precondition(lambda self: self.model.root_game.rounds())
    @rule(data=st.data(), caller=PERSONS, spare=SPARE, high=st.booleans())
    def support(self, data: st.DataObject, caller: str, spare: int, high: bool) -> None:
        id_ = self._round(data)
        view = self.model.root_game.round(id_)
        others = [number for number in range(view.answers) if number != view.leader]
        number = self.choose(data, [*others * 3, view.leader, view.answers])
        self.do("root_game", "support", caller, id_, number, self._bond(id_, spare, high))

    @precondition(lambda self: self.model.root_game.rounds())
    @rule(data=st.data(), caller=PERSONS, due=st.sampled_from([True, True, True, False]))
    def close_round(self, data: st.DataObject, caller: str, due: bool) -> None:
        """Mostly when its time is over."""
        id_ = self._round(data)
        if due and id_ == self.model.root_game.running():
            self._close(id_, caller)
        else:
            self.do("root_game", "close", caller, id_)

    @precondition(lambda self: self.model.root_game.rounds())
    @rule(data=st.data(), caller=PERSONS, twice=st.booleans())
    def return_bonds(self, data: st.DataObject, caller: str, twice: bool) -> None:
        """Of everybody who is in a round; or of somebody who is not."""
        id_ = data.draw(st.integers(1, self.model.root_game.rounds() + 1))
        for _ in range(1 + twice):
            self._return_all(id_, caller)

    @precondition(lambda self: self.model.root_game.running())
    @rule(data=st.data(), most=st.integers(0, 6))
    def shops_decide(self, data: st.DataObject, most: int) -> None:
        """Some owners vote in the poll of the running round: each as it likes, or all for one or for none."""
        found = self.model.root_game.round(self.model.root_game.running())
        shape = data.draw(st.sampled_from(["one", "one", "any", "none"]))
        first = data.draw(st.integers(0, max(found.answers - 1, 0)))
        for shop in list(self.model.registry.shops)[: most if found.poll else 0]:
            options = [*range(found.answers + 1)] * 3 + [found.answers + 1]
            alone = self.choose(data, options) if shape == "any" else first
            option = found.answers if shape == "none" else alone
            self.do("polls", "vote", self.owner(data, shop), found.poll, shop, option)

    @precondition(lambda self: self.model.root_game.running())
    @rule(data=st.data(), caller=PERSONS, more=st.integers(0, 2))
    def call_the_shops(self, data: st.DataObject, caller: str, more: int) -> None:
        """A second answer for the cap, then some more, and one that is not put up."""
        for _ in range(2 + more):
            self.answer(data, data.draw(PERSONS), "sum", 0, high=True)
        self.support(data, caller, 0, high=True)

    def last_answerable(self) -> int:
        """The last day of the waiting ones' epoch that can be answered for, or the first."""
        pool = self.model.reward_pool
        first = pool.state().covered_day + 1
        over = (self.pair.chain.now - LOG_WINDOW) // DAY - pool.first_day
        return max(first, min(over, last_day_of(epoch_of(first))))

    def _close(self, id_: int, caller: str) -> None:
        """The round's stage, when its time is over."""
        found = self.model.root_game.book.rounds[id_]
        voting = found.stage is RoundStage.VOTING
        self.wait_until(self.model.polls.poll(found.poll).end if voting else found.expiry)
        self.do("root_game", "close", caller, id_)

    def _return_all(self, id_: int, caller: str) -> None:
        found = self.model.root_game.book.rounds.get(id_)
        keys = {(lead.answer, lead.backer) for lead in found.leads} if found else set()
        for answer, backer in [*sorted(keys), (0, PEOPLE[-1])]:
            self.do("root_game", "returnBond", caller, id_, answer, backer)

    def _round(self, data: st.DataObject) -> int:
        """Mostly the running one."""
        running, known = self.model.root_game.running(), self.model.root_game.rounds()
        return self.choose(data, [*[running] * 6 * (running > 0), known, known + 1])

    def _bond(self, id_: int, spare: int, high: bool) -> int:
        least = max(self.model.root_game.next_bond(id_), 1)
        return max(least, self.model.root_game.round(id_).cap if high else 0) + spare
