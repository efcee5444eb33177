"""Referendum (DST-3): calls that the shops alone decide on once phase one is over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eth_abi import decode
from eth_utils import keccak

from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.polls import ShopPolls
from ecomchain.model.structs import Cid
from ecomchain.model.structs_votes import ProposalView

DELAY = 2 * DAY
WINDOW = 14 * DAY
NO, YES = 0, 1
OPTIONS = 2
YES_PERCENT = 25
"""Of the electorate."""


@dataclass(frozen=True)
class Call:
    """A function that can be proposed: the types of its inputs, and what the model calls."""

    types: tuple[str, ...]
    run: Callable[..., Any]


Calls = Mapping[bytes, Call]


def call(signature: str, run: Callable[..., Any]) -> tuple[bytes, Call]:
    """A function by its selector, from its signature."""
    types = signature[signature.index("(") + 1 : -1]
    return keccak(text=signature)[:4], Call(_split(types), run)


def _split(types: str) -> tuple[str, ...]:
    """The types between commas that no bracket holds."""
    parts, depth = [""], 0
    for letter in types:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(parts)


@dataclass(frozen=True)
class Proposal:
    """One call, the shops' poll on it, and whether it was made."""

    target: str
    poll: int
    data: bytes
    executed: bool = False


class Referendum:
    """``targets`` are the calls that the contracts at these addresses take."""

    def __init__(
        self, context: Context, polls: ShopPolls, address: str, targets: Mapping[str, Calls]
    ) -> None:
        self.context = context
        self.polls = polls
        self.address = address
        self.targets = targets
        self.made: dict[int, Proposal] = {}
        self.last: dict[int, int] = {}

    def propose(self, caller: str, shop: int, target: str, data: bytes, reason: Cid) -> int:
        """Propose a call; one at a time for each shop."""
        self.polls.voters.require_voice(caller, shop, self.context.today)
        require(target in self.targets, "UnknownTarget", target=target)
        last = self.last_of(shop)
        over = not last or self.polls.is_over(self.made[last].poll)
        require(over, "ProposalRunning", shop=shop, proposal=last)
        number, poll = self.proposals() + 1, self.polls.open(self.address, OPTIONS)
        self.made[number], self.last[shop] = Proposal(target, poll, data), number
        values = {"poll": poll, "target": target, "data": data, "reason": reason}
        self.context.emit("referendum", "Proposed", proposal=number, shop=shop, **values)
        return number

    def execute(self, _caller: str, proposal: int) -> None:
        """Make the call in time, if the quorum has voted, and more than no, and a quarter of all, yes."""
        found = self.made.get(proposal)
        if found is None or found.executed:
            raise ModelRevert("NotExecutable", proposal=proposal)
        start, now = self.polls.poll(found.poll).end + DELAY, self.context.now
        window = {"from": start, "until": start + WINDOW}
        inside = start <= now < start + WINDOW
        require(inside, "OutsideWindow", **{"proposal": proposal, **window, "now_": now})
        votes, quorum = self.polls.tally(found.poll), self.polls.has_quorum(found.poll)
        shops = self.polls.poll(found.poll).electorate
        needed = -(-shops * YES_PERCENT // 100)
        result = {"yes": votes[YES], "no": votes[NO], "needed": needed}
        accepted = quorum and votes[YES] > votes[NO] and votes[YES] >= needed
        require(accepted, "NotAccepted", proposal=proposal, **result)
        self._call(found)
        self.made[proposal] = replace(found, executed=True)
        self.context.emit("referendum", "Executed", proposal=proposal)

    # Views

    def proposal(self, proposal: int) -> ProposalView:
        """As ``IReferendum.proposal`` answers."""
        found = self.made.get(proposal)
        if found is None:
            return ProposalView()
        return ProposalView(found.target, found.poll, found.executed, found.data)

    def proposals(self) -> int:
        """How many there are."""
        return len(self.made)

    def last_of(self, shop: int) -> int:
        """The last proposal of a shop, or 0."""
        return self.last.get(shop, 0)

    # Internals

    def _call(self, proposal: Proposal) -> None:
        """A function that the target does not have reverts without a reason."""
        found = self.targets[proposal.target].get(proposal.data[:4])
        if found is None:
            raise ModelRevert("FailedCall")
        found.run(self.address, *decode(found.types, proposal.data[4:]))
