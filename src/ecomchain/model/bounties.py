"""Bounties (BOUNTY): tasks that a shop pays for, slot by slot."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ecomchain.model.context import DAY, ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.registry import Registry
from ecomchain.model.structs import Cid
from ecomchain.model.structs_modules import AssignmentView, BountyTotals, BountyView, PostTerms, Work
from ecomchain.model.token import Token

MAX_SLOTS = 1_000
SUBMIT_WITHIN = (3_600, 60 * DAY)
REVIEW_WITHIN = (DAY, 30 * DAY)


@dataclass
class Bounty:
    """``workers`` are those with an assignment; how many slots are free or taken follows from it."""

    terms: PostTerms
    closed: bool = False
    workers: dict[str, AssignmentView] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Slots that are assigned, or submitted for."""
        return sum(found.state != Work.PAID for found in self.workers.values())

    @property
    def free(self) -> int:
        """Slots that can be assigned: those neither taken nor used up; none once closed."""
        return 0 if self.closed else self.terms.slots - len(self.workers)

    @property
    def owed(self) -> int:
        """What the board still holds for it."""
        return self.terms.reward * (self.free + self.taken)

    def view(self) -> BountyView:
        """As ``IBountyBoard.bounty`` answers."""
        terms = self.terms
        return BountyView(
            shop=terms.shop,
            reward=terms.reward,
            free=self.free,
            taken=self.taken,
            submit_within=terms.submit_within,
            review_within=terms.review_within,
            closed=self.closed,
        )


class BountyBoard:
    """What is neither assigned nor paid goes back to whoever owns the shop."""

    def __init__(self, context: Context, token: Token, registry: Registry, address: str) -> None:
        self.context = context
        self.token = token
        self.registry = registry
        self.address = address
        self.bounties: dict[int, Bounty] = {}

    # The shop's owner

    def post(self, caller: str, terms: PostTerms) -> int:
        """Post a task and escrow a reward for each slot."""
        require(self.registry.owned(caller, terms.shop).open, "ShopClosed", shop=terms.shop)
        require(terms.reward > 0, "ZeroReward")
        bounds = ((1, MAX_SLOTS), SUBMIT_WITHIN, REVIEW_WITHIN)
        for value, (low, high) in zip(terms[2:5], bounds, strict=True):
            require(low <= value <= high, "TermOutOfBounds", value=value, min=low, max=high)
        self.token.pull(self.address, caller, self.address, terms.reward * terms.slots)
        number = len(self.bounties) + 1
        self.bounties[number] = Bounty(terms)
        self.context.emit(
            "bounty_board",
            "BountyPosted",
            bounty=number,
            shop=terms.shop,
            owner=caller,
            reward=terms.reward,
            slots=terms.slots,
            submitWithin=terms.submit_within,
            reviewWithin=terms.review_within,
            task=terms.task,
        )
        return number

    def assign(self, caller: str, bounty: int, workers: Sequence[str]) -> None:
        """Give each of them a free slot."""
        found = self._open(bounty)
        self.registry.owned(caller, found.terms.shop)
        count, free = len(workers), found.free
        require(count <= free, "NotEnoughSlots", bounty=bounty, workers=count, free=free)
        deadline = self.context.now + found.terms.submit_within
        assigned: dict[str, AssignmentView] = {}
        for index, worker in enumerate(workers):
            require(worker != ZERO_ADDRESS, "ZeroWorker", index=index)
            state = assigned.get(worker, found.workers.get(worker, AssignmentView())).state
            require(state == Work.NONE, "WrongState", bounty=bounty, worker=worker, state=state)
            assigned[worker] = AssignmentView(deadline, Work.ASSIGNED)
        found.workers |= assigned
        for worker in workers:
            self._emit("SlotAssigned", bounty, worker=worker, deadline=deadline)

    def approve(self, caller: str, bounty: int, worker: str) -> None:
        """Pay a worker who has submitted."""
        found, _ = self._in_state(bounty, worker, Work.SUBMITTED)
        self.registry.owned(caller, found.terms.shop)
        self._pay(bounty, worker, approved=True)

    def reject(self, caller: str, bounty: int, worker: str, reason: Cid) -> None:
        """Reject a submission in time."""
        found, deadline = self._in_state(bounty, worker, Work.SUBMITTED)
        self.registry.owned(caller, found.terms.shop)
        self._require_before(bounty, worker, deadline)
        self._emit("WorkRejected", bounty, worker=worker, reason=reason)
        self._free(bounty, worker)

    def close(self, caller: str, bounty: int) -> None:
        """Take the rewards of free slots back."""
        found = self._open(bounty)
        self.registry.owned(caller, found.terms.shop)
        amount = found.terms.reward * found.free
        found.closed = True
        self._emit("BountyClosed", bounty)
        self._give_back(bounty, amount)

    # Workers

    def request_slot(self, caller: str, bounty: int, message: Cid) -> None:
        """Ask for a slot, as an event."""
        self._open(bounty)
        self._emit("SlotRequested", bounty, account=caller, message=message)

    def submit(self, caller: str, bounty: int, work: Cid) -> None:
        """Submit in time, once."""
        found, deadline = self._in_state(bounty, caller, Work.ASSIGNED)
        self._require_before(bounty, caller, deadline)
        review_by = self.context.now + found.terms.review_within
        found.workers[caller] = AssignmentView(review_by, Work.SUBMITTED)
        self._emit("WorkSubmitted", bounty, worker=caller, work=work, deadline=review_by)

    # Anyone

    def claim(self, _caller: str, bounty: int, worker: str) -> None:
        """Pay a worker whom the owner has not answered in time."""
        _, deadline = self._in_state(bounty, worker, Work.SUBMITTED)
        self._require_from(bounty, worker, deadline)
        self._pay(bounty, worker, approved=False)

    def expire(self, _caller: str, bounty: int, worker: str) -> None:
        """Free the slot of a worker who has not submitted in time."""
        _, deadline = self._in_state(bounty, worker, Work.ASSIGNED)
        self._require_from(bounty, worker, deadline)
        self._emit("AssignmentExpired", bounty, worker=worker)
        self._free(bounty, worker)

    # Views

    def bounty(self, bounty: int) -> BountyView:
        """As ``IBountyBoard.bounty`` answers."""
        return self.bounties[bounty].view() if bounty in self.bounties else BountyView()

    def assignment(self, bounty: int, worker: str) -> AssignmentView:
        """As ``IBountyBoard.assignment`` answers."""
        found = self.bounties.get(bounty)
        return found.workers.get(worker, AssignmentView()) if found else AssignmentView()

    def totals(self) -> BountyTotals:
        """What the contract owes (BOUNTY-1)."""
        return BountyTotals(len(self.bounties), sum(found.owed for found in self.bounties.values()))

    # Internals

    def _pay(self, bounty: int, worker: str, *, approved: bool) -> None:
        found = self.bounties[bounty]
        found.workers[worker] = AssignmentView(0, Work.PAID)
        self._emit("WorkPaid", bounty, worker=worker, reward=found.terms.reward, approved=approved)
        self.token.transfer(self.address, worker, found.terms.reward)

    def _free(self, bounty: int, worker: str) -> None:
        found = self.bounties[bounty]
        del found.workers[worker]
        if found.closed:
            self._give_back(bounty, found.terms.reward)

    def _give_back(self, bounty: int, amount: int) -> None:
        if amount:
            owner = self.registry.owner_of(self.bounties[bounty].terms.shop)
            self._emit("RewardsReturned", bounty, owner=owner, amount=amount)
            self.token.transfer(self.address, owner, amount)

    def _open(self, bounty: int) -> Bounty:
        if bounty not in self.bounties:
            raise ModelRevert("UnknownBounty", bounty=bounty)
        require(not self.bounties[bounty].closed, "AlreadyClosed", bounty=bounty)
        return self.bounties[bounty]

    def _in_state(self, bounty: int, worker: str, state: Work) -> tuple[Bounty, int]:
        """The bounty and the worker's deadline."""
        found = self.assignment(bounty, worker)
        require(found.state == state, "WrongState", bounty=bounty, worker=worker, state=found.state)
        return self.bounties[bounty], found.deadline

    def _require_before(self, bounty: int, worker: str, deadline: int) -> None:
        now = self.context.now
        require(now < deadline, "TooLate", bounty=bounty, worker=worker, deadline=deadline, now_=now)

    def _require_from(self, bounty: int, worker: str, start: int) -> None:
        values = {"bounty": bounty, "worker": worker, "from": start, "now_": self.context.now}
        require(self.context.now >= start, "TooEarly", **values)

    def _emit(self, name: str, bounty: int, **values: object) -> None:
        self.context.emit("bounty_board", name, bounty=bounty, **values)
