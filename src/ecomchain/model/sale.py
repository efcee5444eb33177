"""Private rounds of the presale (SALE-1, SALE-2), derived from what was funded, created, bought, released."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from ecomchain.model.access import Access
from ecomchain.model.claims import join, leaf_of
from ecomchain.model.context import DAY, ZERO_ADDRESS, Context
from ecomchain.model.errors import ModelRevert, require
from ecomchain.model.money import Money
from ecomchain.model.reward_pool import RewardPool
from ecomchain.model.rollback import whole
from ecomchain.model.structs import Cid
from ecomchain.model.structs_sale import Payment, SalePosition, SaleRound, SaleTerms, Unsold
from ecomchain.model.token import Token
from ecomchain.model.vault import Vault

ECOM = 10**18
MAX_PAYMENTS = 8
MAX_AHEAD = MAX_LENGTH = 365 * DAY
MAX_DURATION = 3_650 * DAY
SEAL_REASON = b"SALE".ljust(32, b"\0")


@dataclass
class SaleBook:
    """What was done; all else follows from it."""

    funded: int = 0
    terms: list[SaleTerms] = field(default_factory=list)
    purchases: list[tuple[int, str, int]] = field(default_factory=list)
    released: defaultdict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    closed: dict[int, int] = field(default_factory=dict)
    """By round, what was not sold."""


class PrivateSale:
    """Rounds, whose terms nobody changes."""

    def __init__(
        self,
        context: Context,
        access: Access,
        token: Token,
        pool: RewardPool,
        vault: Vault,
        address: str,
        chain_id: int,
        token_address: str,
        monies: Mapping[str, Money],
    ) -> None:
        """``monies`` are the contracts, by address, that a round could take for currencies."""
        self.context, self.access, self.ledger = context, access, token
        self.pool, self.vault_, self.address, self.chain_id = pool, vault, address, chain_id
        self.token_address, self.monies = token_address, dict(monies)
        self.book = SaleBook()

    # Anyone

    def fund(self, caller: str, amount: int) -> None:
        """Add tokens for later rounds."""
        require(amount > 0, "ZeroAmount")
        self.ledger.pull(self.address, caller, self.address, amount)
        self.book.funded += amount
        self.context.emit("sale", "Funded", payer=caller, amount=amount)

    def release(self, _caller: str, number: int, account: str) -> int:
        """Send what has vested."""
        self._known(number)
        amount = self._release(number, account)
        vested = self.vested(number, account)
        require(amount > 0, "NothingToRelease", round=number, account=account, vested=vested)
        return amount

    def release_many(self, _caller: str, number: int, accounts: Sequence[str]) -> int:
        """To several; nothing to those without."""
        self._known(number)
        return sum(self._release(number, account) for account in accounts)

    def close(self, _caller: str, number: int) -> int:
        """Send what was not sold where the terms say (SALE-2)."""
        terms, now = self._known(number), self.context.now
        require(now >= terms.end, "NotOver", round=number, end=terms.end, now_=now)
        require(number not in self.book.closed, "AlreadyClosed", round=number)
        left = terms.cap - self._sold(number)
        to = (terms.treasury, self.pool.address, self.vault_.address)[terms.unsold]
        with whole(self.ledger, self, self.pool):
            self.book.closed[number] = left
            self.context.emit("sale", "RoundClosed", round=number, unsold=terms.unsold, to=to, amount=left)
            if left and terms.unsold == Unsold.TREASURY:
                self.ledger.transfer(self.address, to, left)
            elif left:
                self.ledger.approve(self.address, to, left)
                if terms.unsold == Unsold.REWARDS:
                    self.pool.top_up(self.address, left)
                else:
                    self.vault_.seal(self.address, left, SEAL_REASON, number, self.context.today)
        return left

    # Buyers

    def buy(
        self,
        caller: str,
        number: int,
        currency: str,
        amount: int,
        most: int,
        cap: int,
        proof: Sequence[bytes],
    ) -> int:
        """For oneself, within one's own cap and the round's; the payment is rounded up."""
        terms, now = self._known(number), self.context.now
        times = {"round": number, "start": terms.start, "end": terms.end, "now_": now}
        require(terms.start <= now < terms.end, "NotOpen", **times)
        require(amount > 0, "ZeroAmount")
        listed = reduce(join, proof, self.leaf(number, caller, cap)) == terms.allowlist
        require(listed, "NotAllowed", round=number, account=caller, cap=cap)
        payment = self.quote(number, currency, amount)
        require(payment <= most, "PaymentTooHigh", payment=payment, maxPayment=most)
        left = max(cap - self._bought(number, caller), 0)
        asked = {"round": number, "account": caller, "amount": amount, "left": left}
        require(amount <= left, "BuyerCapExceeded", **asked)
        left = terms.cap - self._sold(number)
        require(amount <= left, "RoundCapExceeded", round=number, amount=amount, left=left)
        self._collect(self.monies[currency], caller, terms.treasury, payment)
        self.book.purchases.append((number, caller, amount))
        values = {"round": number, "account": caller, "currency": currency, "amount": amount}
        self.context.emit("sale", "Bought", **values, payment=payment)
        return payment

    # The foundation

    def create_round(self, caller: str, number: int, terms: SaleTerms) -> None:
        """Reserve tokens for a round."""
        self.access.check(caller, "sale", "create_round")
        following = self.rounds() + 1
        require(number == following, "WrongRound", round=number, next=following)
        self._require_times(terms)
        barred = (ZERO_ADDRESS, self.address, self.token_address, self.pool.address, self.vault_.address)
        require(terms.treasury not in barred, "InvalidTreasury", treasury=terms.treasury)
        require(terms.allowlist != bytes(32), "ZeroAllowlist")
        free = self.unreserved()
        require(0 < terms.cap <= free, "CapOutOfRange", cap=terms.cap, unreserved=free)
        self._require_payments(terms.payments)
        self.book.terms.append(terms)
        self.context.emit("sale", "RoundCreated", round=number, terms=terms)

    # Views

    def rounds(self) -> int:
        """How many there are."""
        return len(self.book.terms)

    def unreserved(self) -> int:
        """What no round has taken."""
        return self.book.funded - sum(terms.cap for terms in self.book.terms)

    def obligations(self) -> int:
        """What is still here of all that came."""
        return self.book.funded - sum(self.book.released.values()) - sum(self.book.closed.values())

    def round(self, number: int) -> SaleRound:
        """Its terms and how far it is."""
        if not 0 < number <= self.rounds():
            return SaleRound()
        t = self.book.terms[number - 1]
        return SaleRound(
            t.treasury, t.cap, self._sold(number), t.start, t.end, t.cliff, t.duration, t.unsold,
            number in self.book.closed, t.allowlist, Cid(*t.content),
        )  # fmt: skip

    def payments(self, number: int) -> tuple[Payment, ...]:
        """What it accepts."""
        return self.book.terms[number - 1].payments if 0 < number <= self.rounds() else ()

    def price(self, number: int, currency: str) -> int:
        """Of a whole Ecom; 0 for a currency that is not accepted."""
        return dict(self.payments(number)).get(currency, 0)

    def quote(self, number: int, currency: str, amount: int) -> int:
        """Rounded up."""
        price = self.price(number, currency)
        require(price > 0, "CurrencyNotAccepted", round=number, currency=currency)
        return -(-amount * price // ECOM)

    def position(self, number: int, account: str) -> SalePosition:
        """What an account bought and received."""
        return SalePosition(self._bought(number, account), self.book.released[number, account])

    def vested(self, number: int, account: str) -> int:
        """Nothing before the cliff, then linear from the round's end."""
        bought = self._bought(number, account)
        if not bought:
            return 0
        terms = self.book.terms[number - 1]
        since = self.context.now - terms.end
        if since < terms.cliff:
            return 0
        return bought if since >= terms.duration else bought * since // terms.duration

    def releasable(self, number: int, account: str) -> int:
        """What has vested and was not released."""
        return self.vested(number, account) - self.book.released[number, account]

    def leaf(self, number: int, account: str, cap: int) -> bytes:
        """As on the list."""
        return leaf_of(self.chain_id, number, self.address, account, cap)

    # Internals

    def _known(self, number: int) -> SaleTerms:
        require(0 < number <= self.rounds(), "UnknownRound", round=number)
        return self.book.terms[number - 1]

    def _sold(self, number: int) -> int:
        return sum(amount for of, _, amount in self.book.purchases if of == number)

    def _bought(self, number: int, account: str) -> int:
        return sum(amount for of, who, amount in self.book.purchases if (of, who) == (number, account))

    def _release(self, number: int, account: str) -> int:
        amount = self.releasable(number, account)
        if amount:
            self.book.released[number, account] += amount
            self.context.emit("sale", "Released", round=number, account=account, amount=amount)
            self.ledger.transfer(self.address, account, amount)
        return amount

    def _collect(self, money: Money, payer: str, treasury: str, payment: int) -> None:
        """What the treasury has more must be the payment; else nothing has happened."""
        balances, allowances = money.balances.copy(), money.allowances.copy()
        before = money.balance_of(treasury)
        if not money.pull(self.address, payer, treasury, payment):
            values = {"currency": money.address, "payer": payer, "payment": payment}
            balance, allowance = money.balance_of(payer), money.allowance(payer, self.address)
            raise ModelRevert("CurrencyRefused", **values, balance=balance, allowance=allowance)
        after = money.balance_of(treasury)
        if after - before != payment:
            money.balances, money.allowances = balances, allowances
            values = {"currency": money.address, "treasury": treasury, "payment": payment}
            raise ModelRevert("WrongPayment", **values, before=before, after_=after)

    def _require_times(self, terms: SaleTerms) -> None:
        now = self.context.now
        start = {"start": terms.start, "first": now, "last": now + MAX_AHEAD}
        require(now <= terms.start <= now + MAX_AHEAD, "StartOutOfRange", **start)
        last = terms.start + MAX_LENGTH
        end = {"end": terms.end, "first": terms.start + 1, "last": last}
        require(terms.start < terms.end <= last, "EndOutOfRange", **end)
        require(terms.duration <= MAX_DURATION, "DurationTooLong", duration=terms.duration, max=MAX_DURATION)
        require(terms.cliff <= terms.duration, "CliffTooLong", cliff=terms.cliff, duration=terms.duration)

    def _require_payments(self, payments: Sequence[Payment]) -> None:
        count = len(payments)
        require(0 < count <= MAX_PAYMENTS, "PaymentsOutOfRange", payments=count, max=MAX_PAYMENTS)
        known = set()
        for currency, price in payments:
            usable = currency in self.monies and currency != self.token_address
            require(usable, "UnusableCurrency", currency=currency)
            require(price > 0, "ZeroPrice", currency=currency)
            require(currency not in known, "RepeatedCurrency", currency=currency)
            known.add(currency)
