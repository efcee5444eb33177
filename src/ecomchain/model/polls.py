"""Polls of the shops (VOTE-1): one shop, one vote."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median_low

from ecomchain.amounts import BPS
from ecomchain.model.context import DAY, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.registry import Registry
from ecomchain.model.structs_votes import PollView

SENIORITY_DAYS = 30
DURATION = 7 * DAY
MAX_OPTIONS = 101


class Electorate:
    """Who has a voice in what begins on a UTC day: shops open since before the 30 days before it."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def size(self, start_day: int) -> int:
        """How many shops were open 30 days before ``start_day`` began, or when it began: the fewer."""
        evenings = (start_day - SENIORITY_DAYS - 1, start_day - 1)
        return min(self.registry.open_shops_at(evening) for evening in evenings)

    def require_voice(self, caller: str, shop: int, start_day: int) -> None:
        """Refuse everybody but the owner of a shop that has been open that long."""
        owner, since = self.registry.open_since(shop)
        require(caller == owner, "NotShopOwner", shop=shop, caller=caller, owner=owner)
        needed = (start_day - SENIORITY_DAYS) * DAY
        require(0 < since < needed, "NotEligible", shop=shop, since=since, needed=needed)


@dataclass
class Poll:
    """What was asked when, and what each shop has answered last."""

    opener: str
    opened: int
    options: int
    electorate: int
    ballots: dict[int, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """Votes count before it."""
        return self.opened + DURATION


class ShopPolls:
    """What a result is good for is up to who opened the poll."""

    def __init__(self, context: Context, registry: Registry, quorum: int, least: int) -> None:
        self.context = context
        self.voters = Electorate(registry)
        self.quorum = quorum
        self.least = least
        self.book: dict[int, Poll] = {}

    def open(self, caller: str, options: int) -> int:
        """Open a poll for 7 days."""
        require(0 < options <= MAX_OPTIONS, "OptionsOutOfRange", options=options, max=MAX_OPTIONS)
        number = self.polls() + 1
        poll = Poll(caller, self.context.now, options, self.voters.size(self.context.today))
        self.book[number] = poll
        values = {"options": options, "electorate": poll.electorate, "end": poll.end}
        self.context.emit("polls", "PollOpened", poll=number, opener=caller, **values)
        return number

    def vote(self, caller: str, poll: int, shop: int, option: int) -> None:
        """Vote for the shop, or change its vote."""
        found = self._known(poll)
        require(option < found.options, "UnknownOption", option=option, options=found.options)
        now = self.context.now
        require(now < found.end, "PollOver", poll=poll, end=found.end, now_=now)
        self.voters.require_voice(caller, shop, found.opened // DAY)
        found.ballots[shop] = option
        self.context.emit("polls", "Voted", poll=poll, shop=shop, owner=caller, option=option)

    # Views

    def poll(self, poll: int) -> PollView:
        """As ``IShopPolls.poll`` answers."""
        found = self._known(poll)
        return PollView(found.opener, found.end, found.electorate, found.opened // DAY, found.options)

    def is_over(self, poll: int) -> bool:
        """Whether it counts no more votes."""
        return self.context.now >= self._known(poll).end

    def turnout(self, poll: int) -> int:
        """How many shops have voted."""
        return len(self.book[poll].ballots) if poll in self.book else 0

    def has_quorum(self, poll: int) -> bool:
        """Whether as many have voted as the quorum asks, and the least turnout."""
        votes = self.turnout(poll)
        return votes >= self.least and votes * BPS >= self._known(poll).electorate * self.quorum

    def tally(self, poll: int) -> tuple[int, ...]:
        """How many shops have voted for each option."""
        counts = Counter(self._known(poll).ballots.values())
        return tuple(counts[option] for option in range(self.book[poll].options))

    def plurality(self, poll: int) -> int:
        """The option with the most votes; of several, the lowest."""
        votes = self.tally(poll)
        return votes.index(max(votes))

    def lower_median(self, poll: int) -> int:
        """The lower median of the votes, 0 without any (VOTE-3)."""
        ballots = self._known(poll).ballots.values()
        return median_low(ballots) if ballots else 0

    def ballot(self, poll: int, shop: int) -> tuple[bool, int]:
        """``(voted, option)``."""
        ballots = self.book[poll].ballots if poll in self.book else {}
        return shop in ballots, ballots.get(shop, 0)

    def polls(self) -> int:
        """How many there are."""
        return len(self.book)

    def _known(self, poll: int) -> Poll:
        if poll not in self.book:
            raise ModelRevert("UnknownPoll", poll=poll)
        return self.book[poll]
