"""What community rewards have emitted, declared and paid (EMI, DST)."""

from ecomchain.overview.figures import Emission, Part
from ecomchain.reports.formats import DAY
from ecomchain.reports.source import Source
from ecomchain.rewards.emission import PHASE_ONE_DAYS, TOTAL, cumulative, daily


def emission(source: Source) -> Emission:
    """At the source's block."""
    reader, pool = source.reader, source.system.reward_pool
    state = reader.view(pool, "state")
    start = int(reader.view(pool, "startDay"))
    today = max(source.time // DAY - start + 1, 0)
    finished = max(today - 1, 0)
    emitted = cumulative(min(finished, PHASE_ONE_DAYS))
    two = reader.view(pool, "phaseTwo")
    if two.emittedDay > PHASE_ONE_DAYS:
        emitted = int(reader.view(pool, "emitted", two.emittedDay))
    epochs = range(1, state.epoch + 1)
    funds = reader.views([(pool, "fund", (epoch,)) for epoch in epochs])
    return Emission(
        start_day=start,
        today=today,
        covered=state.coveredDay,
        epoch=state.epoch,
        emitted=emitted,
        declared=sum(fund.total for fund in funds),
        claimed=sum(fund.claimed for fund in funds),
        pool=state.pool,
        a_day=daily(today) if 1 <= today <= PHASE_ONE_DAYS else 0,
    )


def pool_parts(source: Source) -> list[Part]:
    """What the reward pool holds tokens for."""
    at = emission(source)
    return [
        Part("unemitted", max(TOTAL - at.emitted, 0)),
        Part("unallocated", at.emitted - at.declared),
        Part("unclaimed", at.declared - at.claimed),
        Part("topped_up", at.pool),
    ]
