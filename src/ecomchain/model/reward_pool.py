"""Community rewards (EMI-1 to EMI-3, DST-1, DST-2): emission, covered days, what epochs declare."""

from dataclasses import dataclass, field

from ecomchain.amounts import BPS
from ecomchain.model.claims import ClaimBook, MerkleClaims
from ecomchain.model.context import DAY, Context
from ecomchain.model.emission import LAST_AMOUNT, LAST_DAY, TOTAL, cumulative, epoch_of, last_day_of
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.reputation import Reputation
from ecomchain.model.rollback import whole
from ecomchain.model.structs_rewards import PhaseTwo, PoolState, RootInfo
from ecomchain.model.token import Token

REFERENCE_DAYS = 90
MIN_REFERENCE = 10**18
NO_ROOT = bytes(32)


@dataclass(frozen=True)
class Coverage:
    """The days up to ``day`` are covered: by the root ``key``, an epoch and an index, or by none."""

    day: int
    key: tuple[int, int] | None


@dataclass
class PoolBook(ClaimBook):
    """``covered`` are the days that are covered now, ``infos`` roots as they came, revoked ones too."""

    topped_up: int = 0
    mean: int = 0
    amounts: list[int] = field(default_factory=list)
    covered: list[Coverage] = field(default_factory=list)
    infos: dict[tuple[int, int], RootInfo] = field(default_factory=dict)


class RewardPool(MerkleClaims):
    """Only ``game`` covers days. All sums follow from the roots, the payments and the days emitted."""

    book: PoolBook

    def __init__(
        self,
        context: Context,
        token: Token,
        reputation: Reputation,
        address: str,
        chain_id: int,
        game: str,
        start_day: int,
        cap_bps: int,
    ) -> None:
        super().__init__("reward_pool", context, token, address, chain_id)
        self.reputation = reputation
        self.game = game
        self.first_day = start_day
        self.cap_bps = cap_bps
        self.book = PoolBook()

    # Anyone

    def top_up(self, caller: str, amount: int) -> None:
        """Add to what phase two emits from today on: the days before are emitted without it."""
        require(amount > 0, "ZeroAmount")
        with whole(self.ledger, self):
            if self.today() - 1 > LAST_DAY:
                self.emit_days(caller, self.today() - 1)
            self.book.topped_up += amount
            self.context.emit("reward_pool", "ToppedUp", payer=caller, amount=amount)
            self.ledger.pull(self.address, caller, self.address, amount)

    def emit_days(self, _caller: str, through: int) -> None:
        """Emit days of phase two that are over: S * T_1095 / reference, up to the cap (EMI-2, EMI-3)."""
        self._require_over(through)
        if through > self._emitted_day and not self.book.mean:
            days = range(LAST_DAY - REFERENCE_DAYS + 1, LAST_DAY + 1)
            self.book.mean = max(sum(map(self._counted, days)) // REFERENCE_DAYS, MIN_REFERENCE)
            self.context.emit("reward_pool", "ReferenceFixed", meanCounted=self.book.mean)
        for day in range(self._emitted_day + 1, through + 1):
            counted = self._counted(day)
            amount = min(counted * LAST_AMOUNT // self.book.mean, self._pool * self.cap_bps // BPS)
            self.book.amounts.append(amount)
            values = {"day": day, "amount": amount, "counted": counted, "pool": self._pool}
            self.context.emit("reward_pool", "DayEmitted", **values)

    # Only the root game

    def add_root(self, caller: str, day: int, root: bytes, total: int) -> None:
        """Cover the days up to ``day``; the epoch before closes with the first root of another."""
        self._require_game(caller)
        self.require_fits(day, root, total)
        most, epoch = self.available(day), epoch_of(day)
        if self._epoch not in (0, epoch):
            values = {"epoch": self._epoch, "total": self.total_of(self._epoch)}
            self.context.emit("reward_pool", "EpochClosed", **values)
        index = len(self.book.roots.get(epoch, ()))
        key = epoch, index
        self.book.infos[key] = RootInfo(total, day, self._covered_day, self.total_of(epoch))
        self.book.roots.setdefault(epoch, []).append(root)
        self.book.covered.append(Coverage(day, key))
        self.context.emit(
            "reward_pool",
            "RootAdded",
            epoch=epoch,
            index=index,
            day=day,
            root=root,
            total=total,
            available=most,
        )

    def skip_days(self, caller: str, day: int) -> None:
        """Cover the days up to ``day`` without a root."""
        self._require_game(caller)
        self._require_coverable(day)
        self._require_over(day)
        self.context.emit("reward_pool", "DaysSkipped", day=day, coveredBefore=self._covered_day)
        self.book.covered.append(Coverage(day, None))

    def revoke_root(self, caller: str, epoch: int, index: int) -> None:
        """Take back the last root of the running epoch, if nothing came after it."""
        self._require_game(caller)
        last = self.book.covered[-1].key if self.book.covered else None
        latest = last == (epoch, index) and epoch == self._epoch
        require(latest, "NotLastRoot", epoch=epoch, index=index)
        self.book.covered.pop()
        self.book.roots[epoch][index] = None
        values = {"coveredDay": self._covered_day, "total": self.total_of(epoch)}
        self.context.emit("reward_pool", "RootRevoked", epoch=epoch, index=index, **values)

    # Views

    def total_of(self, epoch: int) -> int:
        """What the last root that holds has declared; what was paid stays declared, whatever proved it."""
        held = [
            self.book.infos[epoch, index].total
            for index, root in enumerate(self.book.roots.get(epoch, ()))
            if root is not None
        ]
        return max(held[-1] if held else 0, self.claimed_in(epoch))

    def emitted(self, day: int) -> int:
        """What is emitted in all when ``day`` is over."""
        self._require_over(day)
        if day <= LAST_DAY:
            return cumulative(day)
        require(day <= self._emitted_day, "DayNotEmitted", day=day, emittedDay=self._emitted_day)
        return TOTAL + sum(self.book.amounts[: day - LAST_DAY])

    def available(self, day: int) -> int:
        """What a root for ``day`` may declare: all that is emitted and no epoch before has declared."""
        self._require_coverable(day)
        return self.emitted(day) - self._declared_before(epoch_of(day))

    def unallocated(self, day: int) -> int:
        """What a root for ``day`` may add to what its epoch has declared."""
        return max(self.available(day) - self.total_of(epoch_of(day)), 0)

    def require_fits(self, day: int, root: bytes, total: int) -> None:
        """Refuse a root that cannot be added now."""
        most = self.available(day)
        require(total <= most, "TotalTooHigh", total=total, available=most)
        require(root != NO_ROOT, "ZeroRoot")

    def state(self) -> PoolState:
        """As ``IRewardPool.state`` answers."""
        return PoolState(self._covered_day, self._epoch, self._declared_before(self._epoch), self._pool)

    def phase_two(self) -> PhaseTwo:
        """As ``IRewardPool.phaseTwo`` answers."""
        return PhaseTwo(self._emitted_day, self.book.mean)

    def root_info(self, epoch: int, index: int) -> RootInfo:
        """A root as it came."""
        return self.book.infos.get((epoch, index), RootInfo())

    def epoch_of(self, day: int) -> int:
        """The epoch of a reward day."""
        return epoch_of(day)

    def last_day_of(self, epoch: int) -> int:
        """The last reward day of an epoch."""
        return last_day_of(epoch)

    def today(self) -> int:
        """The reward day of this moment; 0 before the first."""
        return max(self.context.today - self.first_day + 1, 0)

    def end_of(self, day: int) -> int:
        """When a reward day is over."""
        return (self.first_day + day) * DAY

    # Internals

    @property
    def _covered_day(self) -> int:
        return self.book.covered[-1].day if self.book.covered else 0

    @property
    def _epoch(self) -> int:
        """The epoch of the last root, whether or not it was revoked."""
        return max(self.book.roots, default=0)

    @property
    def _emitted_day(self) -> int:
        return LAST_DAY + len(self.book.amounts)

    @property
    def _pool(self) -> int:
        """What was topped up and is not emitted yet."""
        return self.book.topped_up - sum(self.book.amounts)

    def _declared_before(self, epoch: int) -> int:
        return sum(self.total_of(before) for before in self.book.roots if before < epoch)

    def _counted(self, day: int) -> int:
        return self.reputation.day(self.first_day + day - 1).counted

    def _require_game(self, caller: str) -> None:
        require(caller == self.game, "NotRootGame", caller=caller, rootGame=self.game)

    def _require_over(self, day: int) -> None:
        end, now = self.end_of(day), self.context.now
        require(now >= end, "DayNotOver", day=day, endsAt=end, now_=now)

    def _require_coverable(self, day: int) -> None:
        covered = self._covered_day
        last = last_day_of(epoch_of(covered + 1))
        if not covered < day <= last:
            raise ModelRevert("DayOutOfRange", day=day, coveredDay=covered, last=last)
