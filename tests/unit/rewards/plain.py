"""The oracle: days of an epoch by the definitions of docs/rewards.md, each from all of history.

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


class Epoch:
    """Computes the days of an epoch in order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cumulative: Counter[int] = Counter()
        self.authors: dict[bytes, int] = {}
        self.read: set[tuple[int, bytes]] = set()

    def day(self, day: int, *, excluded: frozenset[int] = frozenset()) -> Counter[int]:
        """What the day gives; `cumulative` follows."""
        today = START + day - 1
        weights = self.weights(day, today)
        for account in excluded:
            weights.pop(account, None)
        budget = emitted(day) - sum(self.cumulative.values())
        whole = sum(weights.values())
        given = Counter({a: budget * u // whole for a, u in weights.items()} if whole else {})
        self.cumulative += given
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
            if sale.day == today and sale.counted:
                for role, holder, part, _ in parts(self.world, order):
                    found[role][self.holder(role, holder, today)] += part
        points = self.points(day, today)
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
            return kappa * lock // (10_000 * MICRO)
        bought = [
            s.counted
            for s in self.world.sales.values()
            if s.buyer == account and today - 29 <= s.day <= today
        ]
        return sum(amount // MICRO for amount in bought) // 30

    def world_has(self, shop: int, today: int) -> bool:
        return any(number == shop and day <= today for day, number, _ in self.world.owners)

    def points(self, day: int, today: int) -> dict[str, Counter[int]]:
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
                self.authors.setdefault(content, account)
        counted: Counter[int] = Counter()
        for account, kind, content in acts:
            author = self.author(content, today)
            if kind != 6 or author in (None, account) or (account, content) in self.read:
                continue
            if counted[account] < READS:
                counted[account] += 1
                self.read.add((account, content))
                found["b"][author] += 1  # type: ignore[index]
        return found

    def author(self, content: bytes, today: int) -> int | None:
        if content in self.authors:
            return self.authors[content]
        shops = [shop for day, digest, shop in self.world.posts if digest == content and day <= today]
        return self.owner(shops[0], today) if shops else None
