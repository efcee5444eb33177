"""Which actions of a day are an account's own, each once. None is ever fatal: what is left out is counted."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ecomchain.rewards.actions import recovering
from ecomchain.rewards.actions.action import KINDS
from ecomchain.rewards.actions.batch import Batch

UNKNOWN_KIND, DUPLICATE = "unknown kind", "duplicate"
BAD_SIGNATURE, FORGED = "no signature", "signed by another"


@dataclass(frozen=True)
class Accepted:
    """Actions that are what they say, in canonical order, and how many were left out by reason."""

    batch: Batch
    rejected: Counter[str]


def accept(batch: Batch, domain: bytes, advance: recovering.Advance | None = None) -> Accepted:
    """The actions whose signatures hold; of equal ones the one with the lowest signature.

    ``domain`` is `domain_separator` of chain and root game. Takes all cores.
    """
    rejected: Counter[str] = Counter()
    known = (batch.kinds >= min(KINDS.values())) & (batch.kinds <= max(KINDS.values()))
    if not known.all():
        rejected[UNKNOWN_KIND] = int((~known).sum())
        batch = batch.take(known)
    rows = np.concatenate([batch.accounts, batch.kinds[:, None], batch.contents, batch.signatures], axis=1)
    verdict = np.frombuffer(recovering.verdicts(rows.tobytes(), batch.day, domain, advance), np.uint8)
    del rows
    for code, reason in ((recovering.BAD_SIGNATURE, BAD_SIGNATURE), (recovering.FORGED, FORGED)):
        count = int((verdict == code).sum())
        if count:
            rejected[reason] = count
    if (verdict != recovering.VALID).any():
        batch = batch.take(verdict == recovering.VALID)
    order = batch.order()
    repeats = batch.repeats(order)
    if repeats.any():
        rejected[DUPLICATE] = int(repeats.sum())
    return Accepted(batch.take(order[~repeats]), rejected)
