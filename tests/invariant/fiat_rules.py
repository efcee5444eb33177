"""Orders with a fiat part: vouchers, and the budgets that pay their distributors."""

from collections.abc import Callable

from engine.actors import BUYERS, PEOPLE, POOR, STRANGER
from engine.keys import compact, sign
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.ids import NO_LINK
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Purchase, Voucher
from invariant.machine import Machine

FORMS = st.sampled_from([bytes] * 6 + [compact] * 2 + [lambda signature: signature[:-1], lambda _: b""])
LATEST = st.sampled_from([0, 0, 1, 3_600, -1])
BENT = {
    "listing": lambda value: value + 1,
    "revision": lambda value: value + 1,
    "option": lambda value: value ^ 1,
    "quantity": lambda value: value + 1,
    "unit_price": lambda value: value + 1,
    "link": lambda value: value + 1 if value else 1 << 64 | 1 << 32 | 3,
}
"""Another purchase than the one that was signed."""
SUBMITTERS = st.sampled_from([*BUYERS, *BUYERS, STRANGER, POOR])
QUANTITIES = st.sampled_from([1, 1, 2, 3, 0, 2**24 - 1])
AMOUNTS = st.sampled_from([1, 40 * ECOM, 100 * ECOM + 7, 0, 10**28 + 1])
PARTS = st.sampled_from([0, 1, 4_999, 9_999, 10_000])
ENDINGS = st.sampled_from(["refund", "agree", "agree", "confirm", "cancel"])


class FiatRules(Machine):
    """Sellers sign, anybody submits; budgets are filled, drained and reserved."""

    @rule(
        data=st.data(),
        submitter=SUBMITTERS,
        quantity=QUANTITIES,
        latest=LATEST,
        form=FORMS,
        wrong=st.integers(0, 9),
    )
    def place_vouched(
        self,
        data: st.DataObject,
        submitter: str,
        quantity: int,
        latest: int,
        form: Callable[[bytes], bytes],
        wrong: int,
    ) -> None:
        """Mostly as it was signed, now and then by another signer, or for a buyer that is nobody."""
        purchase = self._vouchable(data, quantity)
        buyer = ZERO_ADDRESS if wrong == 9 else data.draw(st.sampled_from(BUYERS))
        voucher = Voucher(buyer, self.pair.chain.now + latest, self._nonce(data))
        text = self.model.vouchers.text(purchase, voucher)
        signer = STRANGER if wrong == 0 else self.owner_of(purchase.listing >> 32)
        voucher = voucher._replace(signature=form(sign(signer, text)))
        self.pair.same("vouchers", "digest", purchase, voucher)
        self.do("vouchers", "place", submitter, purchase, voucher)

    @rule(data=st.data(), bent=st.sampled_from([*BENT, "buyer", "deadline", "nonce", "transfers"]))
    def place_altered(self, data: st.DataObject, bent: str) -> None:
        """What was signed, but for one thing; then as it was signed, and once more."""
        purchase = self._vouchable(data, 1)
        shop = purchase.listing >> 32
        voucher = Voucher(BUYERS[0], self.pair.chain.now + 5, self._nonce(data))
        owner = self.owner_of(shop)
        voucher = voucher._replace(signature=sign(owner, self.model.vouchers.text(purchase, voucher)))
        if bent in BENT:
            other = purchase._replace(**{bent: BENT[bent](getattr(purchase, bent))})
            self.do("vouchers", "place", BUYERS[1], other, voucher)
        elif bent == "transfers":
            self.do("registry", "transferFrom", owner, owner, STRANGER, shop)
            self.do("vouchers", "place", BUYERS[1], purchase, voucher)
            self.do("registry", "transferFrom", STRANGER, STRANGER, owner, shop)
        else:
            value = BUYERS[2] if bent == "buyer" else getattr(voucher, bent) ^ 1
            self.do("vouchers", "place", BUYERS[1], purchase, voucher._replace(**{bent: value}))
        for _ in range(2):
            self.do("vouchers", "place", BUYERS[1], purchase, voucher)

    @rule(data=st.data(), ending=ENDINGS, fulfil=st.booleans(), bps=PARTS)
    def trade_through_a_link(self, data: st.DataObject, ending: str, fulfil: bool, bps: int) -> None:
        """An order with a fiat part from its voucher to an ending that may leave commission unpaid."""
        self._trade(data, ending, fulfil, bps)

    def leave_commission_unpaid(self, data: st.DataObject) -> int:
        """An order whose seller refunds it after the fiat may have come; 0 where none came about."""
        return self._trade(data, "agree", data.draw(st.booleans()), data.draw(st.sampled_from([0, 3_333])))

    def _trade(self, data: st.DataObject, ending: str, fulfil: bool, bps: int) -> int:
        purchase = self._vouchable(data, 1, linked=True)
        seller, buyer = self.owner_of(purchase.listing >> 32), data.draw(st.sampled_from(BUYERS))
        self.do("budgets", "fund", seller, purchase.listing >> 32, 10 * ECOM)
        order = self.vouch(buyer, purchase, buyer, self._nonce(data)).value
        if order is None:
            return 0
        if fulfil:
            self.do("market", "fulfil", seller, order, Cid())
        elif ending == "cancel":
            self.wait_until(self.model.market.orders[order].deadline)
        if ending == "agree":
            self.do("market", "propose", seller, order, bps)
            self.do("market", "accept", buyer, order, bps)
        else:
            self.do("market", ending, seller if ending == "refund" else buyer, order)
        return int(order)

    @rule(data=st.data())
    def revoke(self, data: st.DataObject) -> None:
        shop = self.shop(data)
        self.do("vouchers", "revoke", self.owner(data, shop), shop, self._nonce(data))

    @rule(data=st.data(), payer=st.sampled_from(PEOPLE), amount=AMOUNTS)
    def fund_budget(self, data: st.DataObject, payer: str, amount: int) -> None:
        self.do("budgets", "fund", payer, self.shop(data), amount)

    @rule(data=st.data(), amount=AMOUNTS, all_of_it=st.booleans())
    def withdraw_budget(self, data: st.DataObject, amount: int, all_of_it: bool) -> None:
        """All of it, one too much, or some; the next order with a fiat part may find too little."""
        shop = self.choose(data, [1, 2, self.shop(data)])
        if all_of_it:
            amount = self.model.budgets.budget(shop) + data.draw(st.sampled_from([0, 0, 1]))
        self.do("budgets", "withdraw", self.owner(data, shop), shop, amount)

    def _vouchable(self, data: st.DataObject, quantity: int, *, linked: bool = False) -> Purchase:
        """An option with a fiat part where there is one, mostly through a link that covers it."""
        listings, links = self.model.catalog.listings, self.model.catalog.links
        options = [
            (listing, option)
            for listing, found in listings.items()
            for option, price in enumerate(found.offer.options)
            if price.fiat_amount
        ]
        listing, option = self.choose(data, options or [(next(iter(listings)), 0)])
        found = listings[listing]
        covering = [link for link in links if link >> 32 == found.task]
        wanted = linked or data.draw(st.integers(0, 2)) > 0
        link = self.choose(data, covering) if covering and wanted else NO_LINK
        return Purchase(
            listing, option, found.revision, quantity, found.offer.options[option].token_amount, link
        )

    def _nonce(self, data: st.DataObject) -> int:
        """Mostly a new one, sometimes one that was used; beyond one word of 256."""
        spent = sorted(nonce for _, nonce in self.model.vouchers.spent)
        fresh = 200 * len(spent)
        return self.choose(data, [fresh] * 5 + [2**256 - 1, *spent[-1:]])
