"""What the steps of a run have done to rewards and votes, by their events and their times."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engine.pair import Outcome, Pair

from ecomchain.ids import SHOP
from ecomchain.model.context import DAY
from ecomchain.model.emission import LAST_DAY, epoch_of
from ecomchain.model.structs_votes import PollView

Values = dict[str, Any]
GOVERNED = {"MarketSet", "KappaSet", "MinRatedSet", "ScoringSet"}
"""And the terms of SHOP."""


@dataclass
class Stakes:
    """All bonds of a round, what of them was sealed, and what went back; how the shops were called."""

    put_up: int = 0
    sealed: int = 0
    returned: int = 0
    bonds: list[int] = field(default_factory=list)
    answers: set[int] = field(default_factory=set)
    called: int = 0
    """How many leads there were when the shops were called, that one included; 0 before."""
    until: int = 0
    fee: int = 0


@dataclass
class DayEmitted:
    """A day of phase two: what it emitted, its volume, and the pool before it."""

    day: int
    amount: int
    counted: int
    pool: int


@dataclass
class RewardHistory:
    """Begins with the coverage, the pool and the counts of the state that it is created in."""

    pair: Pair
    roots: dict[tuple[str, int, int], bytes] = field(default_factory=dict)
    """By contract, epoch and index, revoked ones too."""
    revoked: set[tuple[int, int]] = field(default_factory=set)
    paid: Counter[tuple[str, int, str]] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    topped_up: int = 0
    early_gifts: list[Values] = field(default_factory=list)
    days: list[DayEmitted] = field(default_factory=list)
    covered: list[tuple[int, int]] = field(default_factory=list)
    stakes: defaultdict[int, Stakes] = field(default_factory=lambda: defaultdict(Stakes))
    bad_rounds: list[Values] = field(default_factory=list)
    bad_polls: list[Values] = field(default_factory=list)
    votes: defaultdict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    bad_votes: list[Values] = field(default_factory=list)
    flags: defaultdict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    bad_openings: list[Values] = field(default_factory=list)
    results: defaultdict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    executed: Counter[int] = field(default_factory=Counter)
    bad_executions: list[int] = field(default_factory=list)
    ungoverned: list[str] = field(default_factory=list)
    opened: Counter[int] = field(default_factory=Counter)
    """By UTC day: shops that opened less those that closed."""

    def __post_init__(self) -> None:
        self.first_day = self.pair.chain.now // DAY
        self.first_open = self.pair.view("registry", "totals")[1]
        state = self.pair.view("reward_pool", "state")
        self.start, self.pool_start = state[0], state[3]
        for epoch, roots in self.pair.world.reward_pool.book.roots.items():
            for index in range(len(roots)):
                self.roots["reward_pool", epoch, index] = self.pair.view("reward_pool", "root", epoch, index)
        self._handlers: dict[str, Callable[[Values], None]] = {
            "CapabilityAcquired": lambda v: self._on_units(v, +1),
            "CapabilityReleased": lambda v: self._on_units(v, -1),
            "ToppedUp": self._on_topped_up,
            "DayEmitted": self._on_emitted,
            "RootAdded": self._on_added,
            "GrantCreated": self._on_grant,
            "DaysSkipped": lambda v: self.covered.append((v["coveredBefore"], v["day"])),
            "RootRevoked": self._on_revoked,
            "RoundOpened": self._on_opened,
            "ShopsCalled": self._on_called,
            "LeadTaken": self._on_lead,
            "VoteStarted": self._on_vote_started,
            "RoundDecided": self._on_decided,
            "BondReturned": self._on_returned,
            "PollOpened": self._on_poll_opened,
            "Voted": self._on_voted,
            "Flagged": lambda v: self.flags[v["round"], v["factor"]].append(v["shop"]),
            "VoteOpened": self._on_vote_opened,
            "VoteClosed": self._on_vote_closed,
            "Executed": self._on_executed,
        }

    @property
    def covered_day(self) -> int:
        """Where coverage has come to."""
        return self.covered[-1][1] if self.covered else self.start

    @property
    def left(self) -> int:
        """What of all top-ups is not emitted yet."""
        return self.pool_start + self.topped_up - sum(day.amount for day in self.days)

    def open_at(self, day: int) -> int:
        """How many shops were open at the end of a day, not before the first of the run."""
        return self.first_open + sum(change for on, change in self.opened.items() if on <= day)

    def record(self, contract: str, function: str, outcome: Outcome) -> None:
        """Add one step."""
        for event in outcome.events:
            if event.name in self._handlers:
                self._handlers[event.name](event.values)
            if event.name == "Claimed":
                values = event.values
                self.paid[event.emitter, values["epoch"], values["account"]] += values["paid"]
        for name in ("reward_pool", "grants"):
            purse = self.pair.system.contracts[name].address
            self.sent[name] += sum(v["amount"] for v in outcome.all("Transfer") if v["from"] == purse)
        self._look_at_settings(contract, function, outcome)

    def _look_at_settings(self, contract: str, function: str, outcome: Outcome) -> None:
        """From the end of phase one on, the shops alone change what feeds rewards; before it, never they."""
        names = {event.name for event in outcome.events} & GOVERNED
        names |= {"CapabilitySet" for values in outcome.all("CapabilitySet") if values["capability"] == SHOP}
        by_shops = (contract, function) == ("referendum", "execute")
        phase_two = self.pair.chain.now >= self.pair.view("root_game", "governedFrom")
        if names and by_shops != phase_two:
            self.ungoverned += sorted(names)

    # Shops

    def _on_units(self, values: Values, change: int) -> None:
        if values["capability"] == SHOP:
            self.opened[self.pair.chain.now // DAY] += change

    # Pool and game

    def _on_topped_up(self, values: Values) -> None:
        """What comes today is for today on: the days of phase two before it have been emitted."""
        yesterday = self.pair.view("reward_pool", "today") - 1
        if max(yesterday, LAST_DAY) != self.pair.view("reward_pool", "phaseTwo")[0]:
            self.early_gifts.append(values)
        self.topped_up += values["amount"]

    def _on_emitted(self, values: Values) -> None:
        self.days.append(DayEmitted(values["day"], values["amount"], values["counted"], self.left))

    def _on_added(self, values: Values) -> None:
        info = self.pair.view("reward_pool", "rootInfo", values["epoch"], values["index"])
        self.covered.append((info[2], values["day"]))
        self.roots["reward_pool", values["epoch"], values["index"]] = values["root"]

    def _on_grant(self, values: Values) -> None:
        self.roots["grants", values["grant"], 0] = values["root"]

    def _on_revoked(self, values: Values) -> None:
        self.revoked.add((values["epoch"], values["index"]))
        if self.covered:
            self.covered.pop()
        else:
            self.start = values["coveredDay"]

    def _on_opened(self, values: Values) -> None:
        """About all days that can be answered for, of one epoch."""
        day, now = values["day"], self.pair.chain.now
        over, next_over = (self.pair.view("reward_pool", "endOf", day + offset) for offset in (0, 1))
        goes_on = epoch_of(day) == epoch_of(day + 1)
        if now < over + DAY or (goes_on and now >= next_over + DAY):
            self.bad_rounds.append(values)

    def _on_called(self, values: Values) -> None:
        """By the lead that comes with it, once, for 1 % of the cap."""
        found, now = self.stakes[values["round"]], self.pair.chain.now
        cap = self.pair.view("root_game", "round", values["round"])[3]
        if found.called or values["fee"] != cap // 100 or values["expiry"] != now + DAY:
            self.bad_rounds.append(values)
        found.called, found.until, found.fee = len(found.bonds) + 1, values["expiry"], values["fee"]

    def _on_lead(self, values: Values) -> None:
        """For twice the bond before or, where that is less, the cap; which calls the shops, from the second
        answer on. From then on for the cap, with a new answer, for a day."""
        found, bond, answer = self.stakes[values["round"]], values["bond"], values["answer"]
        cap = self.pair.view("root_game", "round", values["round"])[3]
        known = answer in found.answers
        found.answers.add(answer)
        found.bonds.append(bond)
        nominated = 0 < found.called < len(found.bonds)
        least = cap if nominated else min([cap, *(2 * before for before in found.bonds[-2:-1])])
        calls = not nominated and bond >= cap and len(found.answers) > 1
        late = found.called and self.pair.chain.now >= found.until
        wrong = (len(found.bonds) > 1 and bond < least) or calls != (found.called == len(found.bonds))
        if wrong or (nominated and known) or late:
            self.bad_rounds.append(values)
        found.put_up += bond

    def _on_vote_started(self, values: Values) -> None:
        """On all answers and none of them, when no more can come."""
        found = self.stakes[values["round"]]
        options = PollView(*self.pair.view("polls", "poll", values["poll"])).options
        if not found.called or self.pair.chain.now < found.until or options != len(found.answers) + 1:
            self.bad_rounds.append(values)

    def _on_decided(self, values: Values) -> None:
        self.stakes[values["round"]].sealed += values["sealed_"]

    def _on_returned(self, values: Values) -> None:
        self.stakes[values["round"]].returned += values["amount"]

    # Votes

    def _on_poll_opened(self, values: Values) -> None:
        if values["electorate"] != self._electorate(self.pair.chain.now // DAY):
            self.bad_polls.append(values)

    def _electorate(self, day: int) -> int:
        """The shops that were open 30 days before a day began, or when it began: the fewer (see OPEN-1)."""
        return min(self.pair.view("registry", "openShopsAt", before) for before in (day - 31, day - 1))

    def _on_voted(self, values: Values) -> None:
        view, now = PollView(*self.pair.view("polls", "poll", values["poll"])), self.pair.chain.now
        owner, since = self.pair.view("registry", "openSince", values["shop"])
        fits = 0 < since < (view.start_day - 30) * DAY and owner == values["owner"] and now < view.end
        if not fits:
            self.bad_votes.append(values)
        self.votes[values["poll"]][values["shop"]] = values["option"]

    def _on_vote_opened(self, values: Values) -> None:
        """51 % of the round's shops, and enough of them."""
        number, factor = values["round"], values["factor"]
        began_on = self.pair.view("factor_vote", "startDay") + 90 * number
        shops = self._electorate(began_on)
        enough = shops >= self.pair.view("factor_vote", "minShops")
        flags = self.pair.view("factor_vote", "flagsOf", number, factor)[0]
        if not enough or 100 * flags < 51 * shops:
            self.bad_openings.append(values)

    def _on_vote_closed(self, values: Values) -> None:
        if values["fromDay"]:
            self.results[values["factor"]].append((values["fromDay"], values["percent"]))

    def _on_executed(self, values: Values) -> None:
        self.executed[values["proposal"]] += 1
        poll = self.pair.view("referendum", "proposal", values["proposal"])[1]
        end, now = self.pair.view("polls", "poll", poll)[1], self.pair.chain.now
        no, yes = self.pair.view("polls", "tally", poll)
        quorum = self.pair.view("polls", "hasQuorum", poll)
        quarter = 4 * yes >= PollView(*self.pair.view("polls", "poll", poll)).electorate
        if not (quorum and yes > no and quarter and end + 2 * DAY <= now < end + 16 * DAY):
            self.bad_executions.append(values["proposal"])
