"""The private sale and what vests, and what a keeper may do without anybody's deadline: levels."""

from collections.abc import Iterable, Iterator, Sequence

from eth_utils import to_checksum_address

from ecomchain.keeper.jobs.job import Job
from ecomchain.keeper.view import View
from ecomchain.keeper.work import GONE, Act, Call, Verdict

DAY = 86_400
RELEASE_EVERY = 30 * DAY
"""How much vests until it is released again, in seconds."""

SHARES = ("foundation_vesting", "team_vesting")


class Sale(Job):
    """Closes a round of the private sale after its end, so that unsold tokens go where its terms say."""

    name, does, needs = "sale", "close rounds of the private sale", ("sale",)

    def standing(self, view: View) -> Iterable[str]:
        return [str(number) for number in range(1, view.one("sale", "rounds") + 1)]

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        rounds = view.many("sale", "round", ((int(key),) for key in keys))
        for key, found in zip(keys, rounds, strict=True):
            act = Act(Call("sale", "close", (int(key),)), f"close round {key} of the sale")
            yield GONE if found.closed else Verdict(found.end, act)


class Vesting(Job):
    """Releases what has vested, about once a month, and the rest at the end."""

    name, does, optional = "vesting", "release what has vested, every 30 days", True
    needs = ("sale", *SHARES)

    def standing(self, view: View) -> Iterable[str]:
        return SHARES

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        for key in keys:
            yield self._share(view, key) if key in SHARES else self._bought(view, *key.split(":"))

    def _share(self, view: View, role: str) -> Verdict:
        token = view.system.token.address
        start, end, cliff = (view.constant(role, name) for name in ("start", "end", "cliff"))
        released = view.one(role, "released", token)
        total = released + view.one("token", "balanceOf", getattr(view.system, role).address)
        act = Act(
            Call(role, "release", (token,)), f"release what has vested of the {role.split('_')[0]}'s share"
        )
        return _release(act, start, end, cliff, total, released)

    def _bought(self, view: View, number: str, buyer: str) -> Verdict:
        account = to_checksum_address(buyer)
        found, position = (
            view.one("sale", "round", int(number)),
            view.one("sale", "position", int(number), account),
        )
        act = Act(
            Call("sale", "release", (int(number), account)),
            f"release what {account} has of round {number} of the sale",
        )
        cliff, end = found.end + found.cliff, found.end + found.duration
        return _release(act, found.end, end, cliff, position.bought, position.released)


def _release(act: Act, start: int, end: int, cliff: int, total: int, released: int) -> Verdict:
    """Due when ``RELEASE_EVERY`` more has vested than was released, or all; linear from start to end."""
    if released >= total:
        return GONE
    until = start + (end - start) * released // total
    return Verdict(max(min(until + RELEASE_EVERY, end), cliff), act)


class Levels(Job):
    """Has the registry take over a distributor's level when it has grown; looks once a day."""

    name, does, optional = "levels", "sync the levels of distributors that have grown", True

    def look(self, view: View, keys: Sequence[str]) -> Iterator[Verdict]:
        ids = [(int(key),) for key in keys]
        reader = view.constant("registry", "levelReader")
        shops = view.many("registry", "shop", ids)
        grown = view.many("reputation", "levelOf", ids)
        for key, shop, level in zip(keys, shops, grown, strict=True):
            act = Act(Call("registry", "syncLevel", (int(key),)), f"sync the level of shop {key}")
            read_here = reader == view.system.reputation.address
            more = read_here and shop is not None and level is not None and level > shop.level
            yield Verdict(view.now if more else view.now + DAY, act)
