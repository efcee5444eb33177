"""Where actions and exclusions come from: files in phase one, the chain in phase two, a published day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ecomchain.rewards import actions, dataset
from ecomchain.rewards.actions.batch import Batch
from ecomchain.rewards.chain.store import Store
from ecomchain.rewards.emission import PHASE_ONE_DAYS
from ecomchain.rewards.errors import InputError
from ecomchain.rewards.exclusions import NOBODY, Exclusions

MALFORMED, WRONG_DAY, CUT_SHORT = "malformed batch", "batch of another day", "cut short"


class Inputs(Protocol):
    """What a day is computed from beside the chain."""

    def actions(self, day: int) -> tuple[Batch, Counter[str]]:
        """The day's actions before they are checked, and what could not be read of them, by reason."""

    def exclusions(self, day: int) -> Exclusions:
        """Who is left out on the day."""


@dataclass(frozen=True)
class FromFiles:
    """Actions by day out of files, and one list of exclusions for all days that are computed."""

    batches: Mapping[int, Batch]
    rejected: Counter[str]
    excluded: Exclusions = NOBODY

    @classmethod
    def read(cls, paths: list[Path], excluded: Exclusions = NOBODY) -> "FromFiles":
        """Of the files, and all files in the directories."""
        files = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
        return cls(*actions.read(files), excluded)

    def actions(self, day: int) -> tuple[Batch, Counter[str]]:
        return self.batches.get(day) or actions.empty(day), self.rejected

    def exclusions(self, day: int) -> Exclusions:
        return self.excluded


@dataclass(frozen=True)
class FromChain:
    """Phase two: what was logged, and nobody left out. ``phase_one`` answers for earlier days."""

    store: Store
    phase_one: Inputs

    def actions(self, day: int) -> tuple[Batch, Counter[str]]:
        if day <= PHASE_ONE_DAYS:
            return self.phase_one.actions(day)
        parts: list[Batch] = []
        rejected: Counter[str] = Counter()
        rows = self.store.db.execute("SELECT batch FROM logged WHERE day = ? ORDER BY block, log", (day,))
        for (data,) in rows:
            try:
                batch, cut = actions.unpack(data)
            except InputError:
                rejected[MALFORMED] += 1
                continue
            if batch.day != day:
                rejected[WRONG_DAY] += 1
                continue
            rejected[CUT_SHORT] += cut
            parts.append(batch)
        return actions.join(day, parts), +rejected

    def exclusions(self, day: int) -> Exclusions:
        return NOBODY if day > PHASE_ONE_DAYS else self.phase_one.exclusions(day)


@dataclass(frozen=True)
class FromPublished:
    """What was published of each day, in a directory that holds the days' directories."""

    days: Path

    def actions(self, day: int) -> tuple[Batch, Counter[str]]:
        return self._of(day).actions(), Counter()

    def exclusions(self, day: int) -> Exclusions:
        return self._of(day).exclusions()

    def _of(self, day: int) -> dataset.Dataset:
        found = dataset.load(self.days / str(day))
        found.check()
        return found
