"""The oracle: days by the definitions of docs/rewards.md, each from all of history.

Written for the reader, without arrays, running sums or a database; nothing is shared with the program but the
numbers of the parameters file.
"""

from collections import Counter, defaultdict
from fractions import Fraction
from math import floor

from .world import START, World

QUALITY = {0: 10_000, 1: 1_000, 2: 4_000, 3: 7_000, 4: 10_000, 5: 10_000}
CAPS = {1: 1, 2: 10, 3: 10, 4: 20, 5: 3}
READS, POINT, MICRO = 30, 10**6, 10**12
WEEK, FORTNIGHT, EPOCH = 7, 14, 28
TOTAL, SQUARES = 2_500_000_000 * 10**18, 438_243_820


def emitted(day: int) -> int:
    return TOTAL * sum(i * i for i in range(1, day + 1)) // SQUARES


def parts(world: World, order: int) -> list[tuple[str, int, int, int]]:
    """Role, holder, part and the direction that values it (-1: none does)."""
    sale = world.sales[order]
    found = [("s", sale.shop, sale.counted // MICRO, 0), ("b", sale.buyer, sale.counted // MICRO, 2)]
    for i, (shop, earned) in enumerate(zip(sale.path, sale.earned, strict=True)):
        if earned:
            share = floor(Fraction(sale.counted * earned, sum(sale.earned)) / MICRO)
            found.append(("d", shop, share, 1 if i + 1 == len(sale.path) else -1))
    return found


class Plain:
    """Computes days in order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.given: Counter[int] = Counter()
        """On all days so far."""

    def day(self, day: int, *, excluded: frozenset[int] = frozenset()) -> Counter[int]:
        """What the day gives; `given` follows."""
        today = START + day - 1
        weights = self.weights(day, today)
        for account in excluded:
            weights.pop(account, None)
        budget = emitted(day) - sum(self.given.values())
        whole = sum(weights.values())
        given = Counter({a: budget * u // whole for a, u in weights.items()} if whole else {})
        self.given += given
        return given

    def weights(self, day: int, today: int) -> Counter[int]:
        credit, activity = self.credit(today), self.activity(day, today)
        factors = dict.fromkeys("sdb", 50)
        for since, name, percent in self.world.factors:
            if since <= today:
                factors[name] = percent
        weights: Counter[int] = Counter()
        for role, f in factors.items():
            for values, percent in ((credit[role], f), (activity[role], 100 - f)):
                whole = sum(values.values())
                for account, value in values.items():
                    if whole:
                        weights[account] += floor(Fraction(value * percent * 10**18, 100 * whole))
        return weights

    def owner(self, shop: int, today: int) -> int:
        return [owner for day, number, owner in self.world.owners if number == shop and day <= today][-1]

    def holder(self, role: str, holder: int, today: int) -> int:
        return holder if role == "b" else self.owner(holder, today)

    def credit(self, today: int) -> dict[str, Counter[int]]:
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for order, sale in self.world.sales.items():
            if today - 89 <= sale.day <= today and sale.counted:
                scores = {d: score for day, o, d, score in self.world.ratings if o == order and day <= today}
                for role, holder, part, direction in parts(self.world, order):
                    worth = part * QUALITY[scores.get(direction, 0)] // 10_000
                    found[role][self.holder(role, holder, today)] += worth
        return found

    def activity(self, day: int, today: int) -> dict[str, Counter[int]]:
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for order, sale in self.world.sales.items():
            if today - WEEK < sale.day <= today and sale.counted:
                for role, holder, part, _ in parts(self.world, order):
                    found[role][self.holder(role, holder, today)] += part
        points: dict[str, Counter[int]] = defaultdict(Counter)
        for each in range(max(day - WEEK + 1, 1), day + 1):
            for role, counts in self.points(each).items():
                points[role] += counts
        for account in {account for counts in points.values() for account in counts}:
            bound = self.bound(account, today)
            worth = {role: POINT * points[role][account] for role in "sdb"}
            excess = max(sum(worth.values()) - bound, 0)
            for role in "bds":
                cut = min(worth[role], excess)
                excess -= cut
                found[role][account] += worth[role] - cut
        return found

    def bound(self, account: int, today: int) -> int:
        shops = {shop for _, shop, _ in self.world.owners if self.world_has(shop, today)}
        mine = [shop for shop in shops if self.owner(shop, today) == account]
        if mine:
            kappa = [500, *(bps for day, bps in self.world.kappas if day <= today)][-1]
            lock = sum(amount for day, shop, amount in self.world.locks if shop in mine and day <= today)
            sold = [
                s.counted // MICRO
                for s in self.world.sales.values()
                if s.shop in mine and today - FORTNIGHT < s.day <= today
            ]
            return max(WEEK * kappa * lock // (10_000 * MICRO) - sum(sold), 0)
        return 0

    def world_has(self, shop: int, today: int) -> bool:
        return any(number == shop and day <= today for day, number, _ in self.world.owners)

    def points(self, day: int) -> dict[str, Counter[int]]:
        """Of one day; what was published and read since its epoch began is gone through again."""
        authors: dict[bytes, int] = {}
        read: set[tuple[int, bytes]] = set()
        found: dict[str, Counter[int]] = {}
        for each in range((day - 1) // EPOCH * EPOCH + 1, day + 1):
            found = self.points_after(each, authors, read)
        return found

    def points_after(
        self, day: int, authors: dict[bytes, int], read: set[tuple[int, bytes]]
    ) -> dict[str, Counter[int]]:
        today = START + day - 1
        found: dict[str, Counter[int]] = defaultdict(Counter)
        for rated, order, direction, _ in self.world.ratings:
            sale = self.world.sales[order]
            if rated == today:
                if direction in (0, 1):
                    found["b"][sale.buyer] += 1
                elif direction == 2:
                    found["s"][self.owner(sale.shop, today)] += 1
                else:
                    found["d"][self.owner(sale.path[-1], today)] += 1
        acts = sorted(set(self.world.acts.get(day, [])))
        for (account, kind), count in Counter((a, k) for a, k, _ in acts if k != 6).items():
            found["b"][account] += min(count, CAPS[kind])
        for account, kind, content in acts:
            if kind == 5:
                authors.setdefault(content, account)
        counted: Counter[int] = Counter()
        for account, kind, content in acts:
            author = authors.get(content, self.poster(content, today))
            if kind != 6 or author in (None, account) or (account, content) in read:
                continue
            if counted[account] < READS:
                counted[account] += 1
                read.add((account, content))
                found["b"][author] += 1  # type: ignore[index]
        return found

    def poster(self, content: bytes, today: int) -> int | None:
        shops = [shop for day, digest, shop in self.world.posts if digest == content and day <= today]
        return self.owner(shops[0], today) if shops else None
