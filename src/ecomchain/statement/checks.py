"""Whether the statement's figures are the chain's: each total found in two independent ways."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ecomchain.amounts import MICRO
from ecomchain.reports.counting import Counting
from ecomchain.reports.figures import Check
from ecomchain.reports.logs import named
from ecomchain.reports.source import Source
from ecomchain.statement import cases, trade
from ecomchain.statement.earnings import BUDGET, COMMISSION, Closing, Line, arrived, closing_shop
from ecomchain.statement.figures import Shop
from ecomchain.statement.story import Place, Story

PRODUCT, SERVICE, PAYMENT, PARTNER = range(4)
"""As `IReputation.Direction`."""


@dataclass(frozen=True)
class Audit:
    """Every check of one account.

    What it has paid to a contract has to cover what the contract's events say that it paid: the rest it has
    sent there by mistake.
    """

    source: Source
    story: Story
    shops: Sequence[Shop]
    closed: Sequence[Closing]
    lines: Sequence[Line]
    balance: int

    def run(self) -> list[Check]:
        """All of them; a check whose two sides have nothing to say is left out."""
        parts: tuple[Callable[[], Iterator[Check]], ...] = (
            self._wallet, self._market, self._locks, self._budgets, self._cases, self._modules, self._claims,
            self._statistics, self._ratings,
        )  # fmt: skip
        found = [check for part in parts for check in part()]
        kept = {"balance", "shops_owned", "sealed"}
        return [check for check in found if check.counted or check.stated or check.name in kept]

    # Money by the token's transfers

    def _between(self, contract: str) -> tuple[int, int]:
        """What the account has paid to a contract, and what it got from it."""
        other = int(getattr(self.source.system, contract).address, 16)
        paid = received = 0
        for sender, to, amount in self.story.transfers.values():
            paid += amount if (sender, to) == (self.story.number, other) else 0
            received += amount if (sender, to) == (other, self.story.number) else 0
        return paid, received

    def _sum(self, name: str, value: str) -> int:
        return sum(int(event.values[value]) for event in named(self.story.mine, name))

    def _wallet(self) -> Iterator[Check]:
        moves = self.story.transfers.values()
        came = sum(amount for _, to, amount in moves if to == self.story.number)
        went = sum(amount for sender, _, amount in moves if sender == self.story.number)
        yield Check("balance", "", came - went, self.balance)
        reader, system = self.source.reader, self.source.system
        owned = int(reader.view(system.registry, "balanceOf", self.story.address))
        yield Check("shops_owned", "", len(self.story.shops), owned, "count")
        sealed = int(reader.view(system.vault, "sealedBy", self.story.address))
        yield Check("sealed", "", self._sum("vault.Sealed", "amount"), sealed)

    def _market(self) -> Iterator[Check]:
        paid, received = self._between("market")
        yield Check("paid_into_escrow", "", sum(trade.paid(self.story).values()), paid, covers=True)
        yield Check("paid_out_of_escrow", "", trade.out_of_escrow(self.lines), received)
        for kind, (told, came) in sorted(arrived(self.story, list(self.lines)).items()):
            yield Check(f"arrived_{kind}", "", told, came)
        for shop in self.shops:
            sold = [
                order for order, event in self.story.placed.items() if event.values["shop"] == shop.number
            ]
            closed = {int(one.event.values["order"]) for one in self.closed}
            prices = sum(self._price(order) for order in sold if order not in closed)
            held = sum(self.story.orders[order].escrow for order in sold)
            yield Check("open_escrow", str(shop.number), prices, held)

    def _price(self, order: int) -> int:
        values = self.story.placed[order].values
        return int(values["unitPrice"]) * int(values["quantity"])

    # Shops

    def _locks(self) -> Iterator[Check]:
        _, received = self._between("registry")
        yield Check("withdrawn", "", self._sum("registry.Withdrawn", "amount"), received)
        story, sums = self.story, _Sums()
        for event in named(story.of_shops, "registry.CapabilityAcquired"):
            sums.add("acquired", event.values["shop"], event.values["locked"])
        for event in named(story.of_shops, "registry.CapabilityReleased"):
            sums.add("released", event.values["shop"], event.values["amount"])
        for event in named(story.of_shops, "registry.Withdrawn"):
            sums.add("withdrawn", event.values["shop"], event.values["amount"])
        for shop in self.shops:
            number = shop.number
            yield Check(
                "locks_by_capability", str(number), sum(lock.locked for lock in shop.locks), shop.live_lock
            )
            live = sums["acquired", number] - sums["released", number]
            yield Check("locks_by_events", str(number), live, shop.live_lock)
            pending = sums["released", number] - sums["withdrawn", number]
            yield Check("pending", str(number), pending, shop.pending)

    def _budgets(self) -> Iterator[Check]:
        paid, received = self._between("budgets")
        yield Check("budget_funded", "", self._sum("budgets.BudgetFunded", "amount"), paid, covers=True)
        out = sum(line.amount for line in self.lines if line.mine and line.source == BUDGET)
        withdrawn = self._sum("budgets.BudgetWithdrawn", "amount")
        yield Check("paid_out_of_budgets", "", out + withdrawn, received)
        story, sums, of_order = self.story, _Sums(), {}
        for event in named(story.of_shops, "budgets.BudgetFunded"):
            sums.add("budget", event.values["shop"], event.values["amount"])
        for event in named(story.of_shops, "budgets.BudgetWithdrawn"):
            sums.add("budget", event.values["shop"], -int(event.values["amount"]))
        for event in named(story.of_shops, "budgets.Reserved"):
            shop, amount = int(event.values["shop"]), int(event.values["amount"])
            of_order[int(event.values["order"])] = shop
            sums.add("budget", shop, -amount)
            sums.add("reserve", shop, amount)
        for order, paid_out, returned in self._ended_reserves():
            if order in of_order:
                sums.add("budget", of_order[order], returned)
                sums.add("reserve", of_order[order], -paid_out - returned)
        for each in self.shops:
            yield Check("budget", str(each.number), sums["budget", each.number], each.budget)
            yield Check("reserves", str(each.number), sums["reserve", each.number], each.reserved)

    def _ended_reserves(self) -> Iterator[tuple[int, int, int]]:
        """By order: what a reserve has paid, and what of it went back to the budget."""
        held: dict[int, int] = {}
        story = self.story
        for event in named(
            story.of_orders, "budgets.ReserveSettled", "budgets.ReserveHeld", "budgets.ReserveReleased"
        ):
            order = int(event.values["order"])
            if event.name == "ReserveHeld":
                held[order] = int(event.values["held"])
                yield order, int(event.values["paid"]), 0
            elif event.name == "ReserveSettled":
                yield order, int(event.values["paid"]), int(event.values["returned"])
            else:
                returned = int(event.values["returned"])
                yield order, held[order] - returned, returned

    # Bonds, deposits, bounties

    def _cases(self) -> Iterator[Check]:
        paid, received = self._between("disputes")
        found = list(cases.cases(self.story))
        yield Check("bonds_put_up", "", sum(case.bond for case in found), paid, covers=True)
        yield Check("bonds_returned", "", sum(case.returned for case in found), received)
        held = sum(bond.amount for bond in cases.bonds(self.source, self.story))
        yield Check("bonds_open", "", sum(case.bond for case in found if case.open), held)
        paid, received = self._between("root_game")
        bonds = self._sum("root_game.LeadTaken", "bond") + self._calling_fees()
        yield Check("root_bonds_put_up", "", bonds, paid, covers=True)
        yield Check("root_bonds_returned", "", self._sum("root_game.BondReturned", "amount"), received)
        stated = sum(bond.amount for bond in cases.root_bonds(self.source, self.story))
        yield Check("root_bonds_held", "", sum(cases.staked(self.story).values()), stated)

    def _calling_fees(self) -> int:
        """What the account paid for calling the shops: the log before that of its lead says so.

        Not what the vault says: there anyone can seal in the account's name, and for any reason.
        """
        leads = named(self.story.mine, "root_game.LeadTaken")
        rounds = {int(event.values["round"]) for event in leads}
        places = {(event.block, event.index - 1) for event in leads}
        calls = named(self.source.logs.find(1, rounds, "root_game.ShopsCalled"), "root_game.ShopsCalled")
        return sum(int(event.values["fee"]) for event in calls if event[:2] in places)

    def _modules(self) -> Iterator[Check]:
        paid, received = self._between("group_buy")
        joined = self._joined()
        yield Check("deposits_paid", "", sum(joined.values()), paid, covers=True)
        yield Check("deposits_refunded", "", self._sum("group_buy.Refunded", "amount"), received)
        gone = {
            int(event.values["group"])
            for event in named(self.story.mine, "group_buy.OrderPlacedFor", "group_buy.Refunded")
        }
        still = sum(amount for group, amount in joined.items() if group not in gone)
        held = sum(deposit.amount for deposit in cases.deposits(self.source, self.story))
        yield Check("deposits_open", "", still, held)
        paid, received = self._between("bounty_board")
        posted = sum(
            int(event.values["reward"]) * int(event.values["slots"])
            for event in named(self.story.mine, "bounty_board.BountyPosted")
        )
        yield Check("bounties_posted", "", posted, paid, covers=True)
        came = self._sum("bounty_board.WorkPaid", "reward")
        came += self._sum("bounty_board.RewardsReturned", "amount")
        yield Check("bounties_received", "", came, received)

    def _joined(self) -> Mapping[int, int]:
        """What the account has deposited, by group."""
        reader, module = self.source.reader, self.source.system.group_buy
        events = named(self.story.mine, "group_buy.Joined")
        groups = reader.views([(module, "group", (int(event.values["group"]),)) for event in events])
        deals = reader.views([(module, "deal", (group.deal,)) for group in groups])
        return {
            int(event.values["group"]): int(event.values["quantity"]) * deal.unitPrice
            for event, deal in zip(events, deals, strict=True)
        }

    def _claims(self) -> Iterator[Check]:
        reader, system, story = self.source.reader, self.source.system, self.story
        for contract, added, value in (
            ("reward_pool", "reward_pool.ToppedUp", "amount"),
            ("grants", "grants.GrantCreated", "total"),
        ):
            paid, received = self._between(contract)
            claimed = self._sum(f"{contract}.Claimed", "paid")
            yield Check(f"{contract}_added", "", self._sum(added, value), paid, covers=True)
            yield Check(f"{contract}_received", "", claimed, received)
            epochs = sorted(
                {int(event.values["epoch"]) for event in named(story.mine, f"{contract}.Claimed")}
            )
            calls = [(getattr(system, contract), "claimed", (epoch, story.address)) for epoch in epochs]
            yield Check(f"{contract}_claimed", "", claimed, sum(reader.views(calls)))

    # Statistics

    def _statistics(self) -> Iterator[Check]:
        """Of the reputation; where other markets tell it of sales too, ours cannot add up to them."""
        counting = Counting(self.source, self.story.settings)
        if not counting.alone:
            return
        sums = _Sums()
        for one in self.closed:
            at, values = one.event[:2], one.placed.values
            if not counting.counts(at, one.proceeds):
                continue
            volume = one.proceeds // MICRO
            sums.tell("seller", values["shop"], volume, one.commission // MICRO)
            if values["buyer"] == self.story.number:
                sums.tell("buyer", 0, volume, 0)
            closer = closing_shop(one)
            paid = self._closing_parts.get((int(one.event.values["order"]), at), 0)
            if closer in self.story.ever and paid:
                sums.tell("distributor", closer, volume, paid // MICRO)
        for shop in self.shops:
            number, name = shop.number, str(shop.number)
            yield Check("seller_orders", name, sums["seller orders", number], shop.seller_orders, "count")
            yield Check("seller_volume", name, sums["seller volume", number], shop.seller_micro, "micro")
            yield Check(
                "seller_commission", name, sums["seller paid", number], shop.seller_commission_micro, "micro"
            )
            yield Check(
                "distributor_orders",
                name,
                sums["distributor orders", number],
                shop.distributor_orders,
                "count",
            )
            yield Check(
                "distributor_volume",
                name,
                sums["distributor volume", number],
                shop.distributor_micro,
                "micro",
            )
            yield Check(
                "distributor_commission",
                name,
                sums["distributor paid", number],
                shop.distributor_commission_micro,
                "micro",
            )
        buyer = self.source.reader.view(self.source.system.reputation, "buyer", self.story.address)
        yield Check("buyer_orders", "", sums["buyer orders", 0], buyer.orders, "count")
        yield Check("buyer_volume", "", sums["buyer volume", 0], buyer.volume, "micro")

    @cached_property
    def _closing_parts(self) -> Mapping[tuple[int, Place], int]:
        """What the closing distributor was paid, by order and the event that says so."""
        return {
            (line.order, line.place): line.amount
            for line in self.lines
            if line.kind == COMMISSION and line.closing
        }

    def _ratings(self) -> Iterator[Check]:
        counts: Counter[tuple[int, int]] = Counter()
        scores: Counter[tuple[int, int]] = Counter()
        market = int(self.source.header.market, 16)
        for event in named(self.story.of_orders, "reputation.Rated"):
            order, direction = int(event.values["order"]), int(event.values["direction"])
            if event.values["market"] != market or order not in self.story.placed:
                continue
            values = self.story.placed[order].values
            about = {
                PRODUCT: int(values["shop"]),
                PARTNER: int(values["shop"]),
                SERVICE: int(values["link"]) & 2**32 - 1,
                PAYMENT: int(values["buyer"] == self.story.number),
            }[direction]
            counts[direction, about] += 1
            scores[direction, about] += int(event.values["score"])
        for shop in self.shops:
            for name, direction, count, total in (
                ("product", PRODUCT, shop.as_seller.ratings, shop.as_seller.rating_sum),
                ("partner", PARTNER, shop.as_seller.partner_ratings, shop.as_seller.partner_sum),
                ("service", SERVICE, shop.as_distributor.ratings, shop.as_distributor.rating_sum),
            ):
                key = direction, shop.number
                yield Check(f"{name}_ratings", str(shop.number), counts[key], count, "count")
                yield Check(f"{name}_scores", str(shop.number), scores[key], total, "count")
        buyer = self.source.reader.view(self.source.system.reputation, "buyer", self.story.address)
        yield Check("payment_ratings", "", counts[PAYMENT, 1], buyer.ratings, "count")
        yield Check("payment_scores", "", scores[PAYMENT, 1], buyer.ratingSum, "count")


class _Sums(Counter[tuple[str, int]]):
    """Sums by what they are of and a number."""

    def add(self, what: str, number: int | bytes, amount: int | bytes) -> None:
        self[what, int(number)] += int(amount)

    def tell(self, role: str, number: int | bytes, volume: int, paid: int) -> None:
        """A sale that is in the statistics."""
        self.add(f"{role} orders", number, 1)
        self.add(f"{role} volume", number, volume)
        self.add(f"{role} paid", number, paid)
