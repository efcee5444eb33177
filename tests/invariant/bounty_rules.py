"""Bounties: shops post tasks, workers take slots."""

from engine.actors import DAY, PEOPLE, STRANGER
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs import Cid
from ecomchain.model.structs_modules import PostTerms, Work
from invariant.machine import Machine

REWARDS = st.sampled_from([ECOM + 7, ECOM + 7, 10**28, 2**96 - 1, 0])
SLOTS = st.sampled_from([1, 2, 3, 1_000, 0, 1_001])
SUBMIT = st.sampled_from([3_600, DAY, 60 * DAY, 3_599, 60 * DAY + 1])
REVIEW = st.sampled_from([DAY, 3 * DAY, 30 * DAY, DAY - 1, 30 * DAY + 1])
WORKERS = st.lists(st.sampled_from([*PEOPLE, *PEOPLE, ZERO_ADDRESS]), max_size=3)
AT = {Work.ASSIGNED: ("submit", "expire"), Work.SUBMITTED: ("reject", "claim", "approve")}
"""In which state what can be done."""
WHEN = {action: state for state, actions in AT.items() for action in actions}
STEPS = ("assign", "close", *WHEN)


class BountyRules(Machine):
    """Owners judge in time, or anybody pays their workers."""

    @rule(data=st.data(), reward=REWARDS, slots=SLOTS, submit=SUBMIT, review=REVIEW)
    def post_bounty(self, data: st.DataObject, reward: int, slots: int, submit: int, review: int) -> None:
        shop = self.shop(data)
        terms = PostTerms(shop, reward, slots, submit, review, Cid())
        bounty = self.do("bounty_board", "post", self.owner(data, shop), terms).value
        self.do("bounty_board", "requestSlot", STRANGER, bounty or self._bounty(data), Cid())

    @rule(data=st.data(), action=st.sampled_from(STEPS), workers=WORKERS)
    def step_in_a_bounty(self, data: st.DataObject, action: str, workers: list[str]) -> None:
        """One step, of a bounty or an assignment that mostly is where it can be taken."""
        if action in ("assign", "close"):
            bounty = self._bounty(data)
            args = (workers,) if action == "assign" else ()
            self.do("bounty_board", action, self._owner(data, bounty), bounty, *args)
        else:
            self._judge(data, action, *self._assignment(data, WHEN[action]))

    @rule(
        data=st.data(),
        worker=st.sampled_from(PEOPLE),
        ending=st.sampled_from(["approve", "reject", "claim"]),
        close=st.booleans(),
        again=st.booleans(),
    )
    def work_to_the_end(
        self, data: st.DataObject, worker: str, ending: str, close: bool, again: bool
    ) -> None:
        """A bounty for this alone, from the post to the reward, or to a rejection."""
        shop = self.choose(data, list(self.model.registry.shops))
        owner, terms = self.owner_of(shop), PostTerms(shop, ECOM + 7, 2, 3_600, DAY, Cid())
        bounty = self.do("bounty_board", "post", owner, terms).value
        if bounty is None:
            return
        self.do("bounty_board", "assign", owner, bounty, [worker])
        self.do("bounty_board", "submit", worker, bounty, Cid(b"\6" * 32))
        if close:
            self.do("bounty_board", "close", owner, bounty)
        if ending == "claim":
            self.wait_for(DAY + data.draw(st.sampled_from([-1, 0, 1])))
        self._judge(data, ending, bounty, worker)
        if again:
            self.do("bounty_board", "assign", owner, bounty, [worker])

    @rule(data=st.data(), offset=st.sampled_from([-1, 0]))
    def work_at_the_deadline(self, data: st.DataObject, offset: int) -> None:
        """The second before it or at it, and a second later again."""
        now, bounties = self.pair.chain.now, self.model.bounty_board.bounties
        ahead = [
            (bounty, worker, found)
            for bounty, posted in bounties.items()
            for worker, found in posted.workers.items()
            if found.deadline + offset >= now
        ]
        if ahead:
            bounty, worker, found = self.choose(data, ahead)
            action = self.choose(data, AT[Work(found.state)])
            self.wait_until(found.deadline + offset)
            for _ in range(2):
                self._judge(data, action, bounty, worker)
                self.wait_for(1)

    def _judge(self, data: st.DataObject, action: str, bounty: int, worker: str) -> None:
        if action == "submit":
            self.do("bounty_board", "submit", worker, bounty, Cid())
        elif action in ("claim", "expire"):
            self.do("bounty_board", action, STRANGER, bounty, worker)
        else:
            reason = (Cid(),) if action == "reject" else ()
            self.do("bounty_board", action, self._owner(data, bounty), bounty, worker, *reason)

    def _bounty(self, data: st.DataObject) -> int:
        """Mostly a late one, or one for this alone; sometimes none."""
        bounties = list(self.model.bounty_board.bounties)
        if not bounties:
            terms = PostTerms(1, ECOM + 7, 3, DAY, DAY, Cid())
            bounties = [self.do("bounty_board", "post", self.owner_of(1), terms).value or 1]
        return self.choose(data, [*bounties[-3:] * 4, *bounties[:1], len(bounties) + 1])

    def _assignment(self, data: st.DataObject, state: Work) -> tuple[int, str]:
        """Mostly one in that state."""
        bounties = self.model.bounty_board.bounties
        found = [
            (bounty, worker, work.state)
            for bounty, posted in bounties.items()
            for worker, work in posted.workers.items()
        ]
        fitting = [entry[:2] for entry in found if entry[2] == state]
        return self.choose(data, [*fitting * 4, *(entry[:2] for entry in found), (len(bounties), STRANGER)])

    def _owner(self, data: st.DataObject, bounty: int) -> str:
        found = self.model.bounty_board.bounties.get(bounty)
        return self.owner(data, found.terms.shop if found else 1)
