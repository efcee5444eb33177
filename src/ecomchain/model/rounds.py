"""One round about waiting days (DST-3): answers, who took the lead with what, and what each gets back."""

from dataclasses import dataclass, field

from ecomchain.model.context import DAY
from ecomchain.model.structs_rewards import AnswerView, RoundStage, RoundView

LEAD = DAY


@dataclass(frozen=True)
class Lead:
    """A bond that took the lead for an answer."""

    answer: int
    backer: str
    bond: int


@dataclass
class Round:
    """``cap`` is what calls the shops; ``answers`` are roots with their totals; ``returned``, whose bonds on
    which answer have gone back."""

    day: int
    cap: int
    answers: list[tuple[bytes, int]] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    expiry: int = 0
    poll: int = 0
    stage: RoundStage = RoundStage.BONDING
    winner: int | None = None
    returned: set[tuple[int, str]] = field(default_factory=set)

    @property
    def bond(self) -> int:
        """The leading bond."""
        return self.leads[-1].bond

    @property
    def leader(self) -> int:
        """The winning answer, or before there is one, the leading one."""
        return self.leads[-1].answer if self.winner is None else self.winner

    @property
    def staked(self) -> int:
        """All bonds together."""
        return sum(lead.bond for lead in self.leads)

    @property
    def lost(self) -> int:
        """All bonds on other answers than the one that won."""
        return sum(lead.bond for lead in self.leads if lead.answer != self.winner)

    @property
    def prize(self) -> int:
        """Half of what was lost; nothing before the round is decided."""
        return self.lost // 2 if self.stage is RoundStage.DECIDED else 0

    @property
    def sealed(self) -> int:
        """The other half, and the odd unit."""
        return self.lost - self.prize if self.stage is RoundStage.DECIDED else 0

    @property
    def owed(self) -> int:
        """What the game holds for it: all but what was sealed and what has gone back."""
        return self.staked - self.sealed - sum(self._share(*key) for key in self.returned)

    @property
    def next_bond(self) -> int:
        """What takes the lead: twice the leading bond, at most the cap; once the shops are called, that."""
        called = self.stage is RoundStage.NOMINATING
        return self.cap if called else min(2 * self.bond, self.cap)

    def last_backer(self, answer: int) -> str:
        """Who took the answer's last lead."""
        return next(lead.backer for lead in reversed(self.leads) if lead.answer == answer)

    def stake(self, answer: int, backer: str) -> int:
        """The backer's bonds on the answer, unless they have gone back."""
        return 0 if (answer, backer) in self.returned else self._bonds(answer, backer)

    def due(self, answer: int, backer: str) -> int:
        """What the backer can have for its bonds on the answer now."""
        wins = self.stage is RoundStage.ANNULLED or answer == self.winner
        return self._share(answer, backer) if wins and self.stake(answer, backer) else 0

    def view(self) -> RoundView:
        """As ``IRootGame.round`` answers."""
        return RoundView(
            day=self.day,
            expiry=self.expiry,
            bond=self.bond,
            cap=self.cap,
            leader=self.leader,
            answers=len(self.answers),
            poll=self.poll,
            stage=self.stage,
            staked=self.staked,
            prize=self.prize,
        )

    def answer(self, number: int) -> AnswerView:
        """As ``IRootGame.answerOf`` answers."""
        if number >= len(self.answers):
            return AnswerView()
        staked = sum(lead.bond for lead in self.leads if lead.answer == number)
        return AnswerView(*self.answers[number], self.last_backer(number), staked)

    def _bonds(self, answer: int, backer: str) -> int:
        return sum(lead.bond for lead in self.leads if (lead.answer, lead.backer) == (answer, backer))

    def _share(self, answer: int, backer: str) -> int:
        """Its bonds, with the prize for the last lead of the answer that won."""
        wins = answer == self.winner and backer == self.last_backer(answer)
        return self._bonds(answer, backer) + (self.prize if wins else 0)
