"""Everything that a keeper can do, job by job."""

from collections.abc import Iterable

from ecomchain.errors import ArgumentError
from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.jobs.modules import Bounties, Groups
from ecomchain.keeper.jobs.orders import Disputes, Objections, Orders, Reserves
from ecomchain.keeper.jobs.rewards import Bonds, Emission, Roots
from ecomchain.keeper.jobs.shares import Levels, Sale, Vesting
from ecomchain.keeper.jobs.votes import Proposals, Votes
from ecomchain.system import System

__all__ = ["JOBS", "Job", "choose"]

JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Orders(), Disputes(), Objections(), Reserves(), Groups(), Bounties(), Votes(), Proposals(), Roots(),
        Bonds(), Emission(), Sale(), Levels(), Vesting(),
    )
}  # fmt: skip
"""By name, in the order in which they are done."""


def choose(system: System, names: Iterable[str] | None = None, also: Iterable[str] = ()) -> list[Job]:
    """The jobs with these names, by default all but the optional ones, and those of ``also``.

    Raises ArgumentError for a name that no job has, or whose contracts this deployment lacks.
    """
    wanted = None if names is None else list(names)
    for name in [*(wanted or ()), *also]:
        if name not in JOBS:
            raise ArgumentError(f"there is no job {name!r}: there are {', '.join(JOBS)}")
        if not _possible(system, JOBS[name]):
            raise ArgumentError(f"this deployment has no {' or '.join(JOBS[name].needs)}: leave out {name}")
    chosen = {name for name, job in JOBS.items() if not job.optional} if wanted is None else set(wanted)
    chosen |= set(also)
    return [job for name, job in JOBS.items() if name in chosen and _possible(system, job)]


def _possible(system: System, job: Job) -> bool:
    return all(getattr(system, role, None) is not None for role in job.needs)
