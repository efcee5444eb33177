"""Which root is right (DST-3): the publisher's posts, rounds of bonds, and the scoring's hash."""

from dataclasses import dataclass, field

from ecomchain.model.access import Access
from ecomchain.model.context import DAY, Context
from ecomchain.model.emission import LAST_DAY, epoch_of, last_day_of
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.governed import Governance
from ecomchain.model.polls import ShopPolls
from ecomchain.model.reward_pool import RewardPool
from ecomchain.model.rollback import whole
from ecomchain.model.rounds import LEAD, Lead, Round
from ecomchain.model.structs import Cid
from ecomchain.model.structs_rewards import AnswerView, Pending, RoundStage, RoundView
from ecomchain.model.token import INFINITE, Token
from ecomchain.model.vault import Vault

CHALLENGE_WINDOW = DAY
LOG_WINDOW = DAY
SILENCE = 7 * DAY
LONGEST_WAIT = 28 * DAY
NOMINATION = DAY
MAX_ANSWERS = 100
MIN_BOND = 1_000 * 10**18
SCORING_DELAY_DAYS = 2
SEAL_REASON = b"ROOT_GAME".ljust(32, b"\0")
RUNNING = (RoundStage.BONDING, RoundStage.NOMINATING, RoundStage.VOTING)


@dataclass
class GameBook:
    """``activated`` are times: of the deployment, of decisions, and of activations that were not recalled.

    ``posted`` is the publisher's root on its way; ``scorings`` are hashes with their first UTC day.
    """

    activated: list[int]
    scorings: list[tuple[int, bytes]]
    posted: Pending | None = None
    decided_day: int = 0
    rounds: dict[int, Round] = field(default_factory=dict)


class RootGame:
    """Anyone may do what no role is named for; bonds are in the token."""

    def __init__(
        self,
        context: Context,
        access: Access,
        governance: Governance,
        token: Token,
        pool: RewardPool,
        polls: ShopPolls,
        vault: Vault,
        address: str,
        vote_bond: int,
        scoring: bytes,
    ) -> None:
        self.context = context
        self.access = access
        self.governance = governance
        self.ledger = token
        self.pool = pool
        self.polls = polls
        self.vault = vault
        self.address = address
        self.vote_from = vote_bond
        self.book = GameBook([context.now], [(0, scoring)])
        token.allowances[address, vault.address] = INFINITE

    # Phase one

    def post(self, caller: str, day: int, root: bytes, total: int, content: Cid) -> None:
        """The publisher's root; the one before it is activated if it is due."""
        self.access.check(caller, "root_game", "post")
        require(day <= LAST_DAY, "NotPhaseOne", day=day, lastDay=LAST_DAY)
        self._require_before(self._publishing_end)
        self._require_no_round()
        with whole(self.ledger, self, self.pool):
            if self.book.posted is not None:
                due, ready = self.book.posted.day, self.book.posted.ready_at
                require(self.context.now >= ready, "RootPending", day=due, readyAt=ready)
                self._activate()
            self.pool.require_fits(day, root, total)
        ready = self.context.now + CHALLENGE_WINDOW
        self.book.posted = Pending(root, total, day, ready)
        values = {"day": day, "root": root, "total": total, "content": content, "readyAt": ready}
        self._emit("RootPosted", **values)

    def activate(self, _caller: str) -> None:
        """Hand a posted root to the pool, 24 hours after it came."""
        require(self.book.posted is not None, "NothingPending")
        self._require_from(self.pending().ready_at)
        self._activate()

    def veto(self, caller: str, day: int, root: bytes, reason: Cid) -> None:
        """The guardian drops a posted root in time."""
        self.access.check(caller, "root_game", "veto")
        posted = self.book.posted
        if posted is None or (posted.day, posted.root) != (day, root):
            raise ModelRevert("NothingPending")
        self._require_before(posted.ready_at)
        self._drop(reason)

    def recall(self, caller: str, epoch: int, index: int, reason: Cid) -> None:
        """The guardian revokes the last root, unless a round has decided it."""
        self.access.check(caller, "root_game", "recall")
        self._require_no_round()
        open_ = self.pool.root_info(epoch, index).day > self.book.decided_day
        require(open_, "FinalRoot", epoch=epoch, index=index)
        with whole(self.ledger, self, self.pool):
            if self.book.posted is not None:
                self._drop(reason)
            self.book.activated.pop()
            self._emit("RootRecalled", epoch=epoch, index=index, reason=reason)
            self.pool.revoke_root(self.address, epoch, index)

    # Rounds

    def open(self, caller: str, day: int, root: bytes, total: int, bond: int, content: Cid) -> int:
        """Begin a round about all days that can be answered for, up to ``day``, with a first answer."""
        self._require_no_round()
        with whole(self.ledger, self, self.pool):
            if self.book.posted is not None and self.context.now >= self.book.posted.ready_at:
                self._activate()
            self._require_from(self.opens_at(day))
            self._require_last(day)
            if self.book.posted is not None:
                self._drop(Cid())
            if day > LAST_DAY:
                self.pool.emit_days(self.address, day)
            self.pool.require_fits(day, root, total)
            least = self.min_bond(day)
            self._require_bond(bond, least)
            number = self.rounds() + 1
            found = self.book.rounds[number] = Round(day, max(least, self.vote_from))
            self._emit("RoundOpened", round=number, day=day, opener=caller)
            found.answers.append((root, total))
            self._lead(caller, number, 0, bond, content)
        return number

    def answer(self, caller: str, round: int, root: bytes, total: int, bond: int, content: Cid) -> None:
        """Take the lead with another root or total; once the shops are called, add it."""
        found = self._answerable(round, bond)
        require(len(found.answers) < MAX_ANSWERS, "TooManyAnswers", max=MAX_ANSWERS)
        if (root, total) in found.answers:
            raise ModelRevert("AnswerKnown", round=round, answer=found.answers.index((root, total)))
        self.pool.require_fits(found.day, root, total)
        with whole(self.ledger, self):
            self.book.rounds[round].answers.append((root, total))
            self._lead(caller, round, len(found.answers) - 1, bond, content)

    def support(self, caller: str, round: int, answer: int, bond: int) -> None:
        """Take the lead back for an answer."""
        found = self._answerable(round, bond)
        require(found.stage is RoundStage.BONDING, "WrongStage", round=round, stage=found.stage)
        require(answer < len(found.answers), "UnknownAnswer", round=round, answer=answer)
        require(answer != found.leader, "LeadsAlready", round=round, answer=answer)
        with whole(self.ledger, self):
            self._lead(caller, round, answer, bond, Cid())

    def close(self, _caller: str, round: int) -> None:
        """End a stage: the leading bond decides, the vote on what was nominated begins, or has decided."""
        found = self.book.rounds.get(round)
        if found is None or found.stage not in RUNNING:
            raise ModelRevert("WrongStage", round=round, stage=self.round(round).stage)
        if found.stage is RoundStage.VOTING:
            self._require_from(self.polls.poll(found.poll).end)
            self._end(round, self._choice(found))
            return
        self._require_from(found.expiry)
        if found.stage is RoundStage.BONDING:
            self._end(round, found.leader)
            return
        found.poll = self.polls.open(self.address, len(found.answers) + 1)
        found.stage = RoundStage.VOTING
        self._emit("VoteStarted", round=round, poll=found.poll)

    def return_bond(self, _caller: str, round: int, answer: int, backer: str) -> None:
        """Give a backer back what it has on the answer that won, or of an annulled round on any."""
        found, stage = self.book.rounds.get(round), self.round(round).stage
        if found is None or stage not in (RoundStage.DECIDED, RoundStage.ANNULLED):
            raise ModelRevert("WrongStage", round=round, stage=stage)
        amount = found.due(answer, backer)
        values = {"round": round, "answer": answer, "backer": backer}
        require(amount > 0, "NothingToReturn", **values)
        found.returned.add((answer, backer))
        self._emit("BondReturned", **values, amount=amount)
        self.ledger.transfer(self.address, backer, amount)

    def log_actions(self, caller: str, day: int, batch: bytes) -> None:
        """Publish signed actions of a day that has begun, until 24 hours after its end."""
        end, now = self.pool.end_of(day), self.context.now
        began = day > 0 and now >= end - DAY
        require(began, "TooEarly", **{"from": end - DAY, "now_": now})
        self._require_before(end + LOG_WINDOW)
        self._emit("ActionsLogged", day=day, logger=caller, batch=batch)

    # Governed

    def set_scoring(self, caller: str, hash: bytes, content: Cid) -> None:
        """Set the scoring's hash from the second UTC day from now on."""
        self.governance.check(caller, "root_game", "set_scoring")
        require(hash != bytes(32), "ZeroHash")
        from_day = self.context.today + SCORING_DELAY_DAYS
        self.book.scorings.append((from_day, hash))
        self._emit("ScoringSet", hash=hash, fromDay=from_day, content=content)

    # Views

    def pending(self) -> Pending:
        """The posted root."""
        return self.book.posted or Pending()

    def running(self) -> int:
        """The running round, or 0."""
        return next((number for number, found in self.book.rounds.items() if found.stage in RUNNING), 0)

    def rounds(self) -> int:
        """How many there were."""
        return len(self.book.rounds)

    def round(self, round: int) -> RoundView:
        """As ``IRootGame.round`` answers."""
        return self.book.rounds[round].view() if round in self.book.rounds else RoundView()

    def answer_of(self, round: int, answer: int) -> AnswerView:
        """As ``IRootGame.answerOf`` answers."""
        return self.book.rounds[round].answer(answer) if round in self.book.rounds else AnswerView()

    def stake_of(self, round: int, answer: int, backer: str) -> int:
        """A backer's bonds on an answer."""
        return self.book.rounds[round].stake(answer, backer) if round in self.book.rounds else 0

    def min_bond(self, day: int) -> int:
        """10 % of what a root for ``day`` may add, 1,000 Ecom at least."""
        return max(self.pool.unallocated(day) // 10, MIN_BOND)

    def next_bond(self, round: int) -> int:
        """The least bond that takes the lead, or adds an answer."""
        return self.book.rounds[round].next_bond if round in self.book.rounds else 0

    def opens_at(self, day: int) -> int:
        """24 hours after the day ends; in phase one also 7 days after a day waits, or was last activated, but
        28 at most, nor after the publisher's time; then a day for the guardian to recall the last root."""
        start, covered = self.pool.end_of(day) + LOG_WINDOW, self.pool.state().covered_day
        if day <= LAST_DAY:
            waiting = self.pool.end_of(covered + 1)
            silent = max(waiting, self.last_activation()) + SILENCE
            return max(start, min(silent, waiting + LONGEST_WAIT, self._publishing_end))
        return max(start, self.last_activation() + CHALLENGE_WINDOW) if covered == LAST_DAY else start

    def bonds(self) -> int:
        """What the contract owes (BOND-3)."""
        return sum(found.owed for found in self.book.rounds.values())

    def last_activation(self) -> int:
        """When a root was last activated or decided, recalled ones aside."""
        return self.book.activated[-1]

    def decided_day(self) -> int:
        """The last day that a round has decided about."""
        return self.book.decided_day

    def scoring_on(self, utc_day: int) -> bytes:
        """The scoring's hash on a UTC day."""
        return [hash_ for from_day, hash_ in self.book.scorings if from_day <= utc_day][-1]

    # Internals

    def _activate(self) -> None:
        posted, self.book.posted = self.pending(), None
        self.book.activated.append(self.context.now)
        self._emit("RootActivated", day=posted.day, root=posted.root)
        self.pool.add_root(self.address, posted.day, posted.root, posted.total)

    def _drop(self, reason: Cid) -> None:
        posted, self.book.posted = self.pending(), None
        self._emit("RootDropped", day=posted.day, root=posted.root, reason=reason)

    def _answerable(self, round: int, bond: int) -> Round:
        """The round, if ``bond`` takes its lead or adds an answer now."""
        found = self.book.rounds.get(round)
        if found is None or found.stage not in (RoundStage.BONDING, RoundStage.NOMINATING):
            raise ModelRevert("WrongStage", round=round, stage=self.round(round).stage)
        self._require_before(found.expiry)
        self._require_bond(bond, found.next_bond)
        return found

    def _lead(self, caller: str, round: int, answer: int, bond: int, content: Cid) -> None:
        found, fee = self.book.rounds[round], 0
        found.leads.append(Lead(answer, caller, bond))
        if found.stage is RoundStage.BONDING:
            found.expiry = self.context.now + LEAD
            if bond >= found.cap and len(found.answers) > 1:
                found.stage, found.expiry = RoundStage.NOMINATING, self.context.now + NOMINATION
                fee = found.cap // 100
                self._emit("ShopsCalled", round=round, expiry=found.expiry, fee=fee)
        root, total = found.answers[answer]
        values = {"bond": bond, "root": root, "total": total, "expiry": found.expiry, "content": content}
        self._emit("LeadTaken", round=round, answer=answer, backer=caller, **values)
        self.ledger.pull(self.address, caller, self.address, bond + fee)
        if fee:
            self.vault.seal_for(self.address, caller, fee, SEAL_REASON, round, self.context.today)

    def _choice(self, found: Round) -> int | None:
        """The answer that the shops have voted for; None for none of them, or without the quorum."""
        option = self.polls.plurality(found.poll)
        chosen = self.polls.has_quorum(found.poll) and option < len(found.answers)
        return option if chosen else None

    def _end(self, round: int, winner: int | None) -> None:
        """Decide for an answer, or annul."""
        found = self.book.rounds[round]
        self.book.decided_day = found.day
        self.book.activated.append(self.context.now)
        if winner is None:
            found.stage = RoundStage.ANNULLED
            self._emit("RoundAnnulled", round=round)
            self.pool.skip_days(self.address, found.day)
            return
        found.winner, found.stage = winner, RoundStage.DECIDED
        values = {"answer": winner, "prize": found.prize, "sealed_": found.sealed}
        self._emit("RoundDecided", round=round, **values)
        self.pool.add_root(self.address, found.day, *found.answers[winner])
        if found.sealed:
            self.vault.seal(self.address, found.sealed, SEAL_REASON, round, self.context.today)

    @property
    def _publishing_end(self) -> int:
        """When the publisher's time ends."""
        return self.governance.governed_from + SILENCE

    def _require_last(self, day: int) -> None:
        """Refuse a day after which another one of its epoch can be answered for."""
        later = self.context.now >= self.pool.end_of(day + 1) + LOG_WINDOW
        require(day == last_day_of(epoch_of(day)) or not later, "NotLastDay", day=day, later=day + 1)

    def _require_no_round(self) -> None:
        require(not self.running(), "RoundRunning", round=self.running())

    def _require_bond(self, bond: int, needed: int) -> None:
        require(bond >= needed, "BondTooLow", bond=bond, needed=needed)

    def _require_from(self, start: int) -> None:
        require(self.context.now >= start, "TooEarly", **{"from": start, "now_": self.context.now})

    def _require_before(self, until: int) -> None:
        require(self.context.now < until, "TooLate", until=until, now_=self.context.now)

    def _emit(self, name: str, **values: object) -> None:
        self.context.emit("root_game", name, **values)
