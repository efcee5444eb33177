"""Tokens outside orders: plain transfers, allowances, sealing, the splitter."""

from engine.actors import PEOPLE, SPENDERS, WEALTH
from engine.system import CONTRACTS, System
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.model.context import ZERO_ADDRESS
from invariant.machine import Machine

PERSONS = st.sampled_from(PEOPLE)
AMOUNTS = st.sampled_from([0, 1, 10**9 + 7, ECOM, 1_234 * ECOM + 5, WEALTH, 10**28 + 1])
ALLOWED = st.sampled_from([*SPENDERS, *PEOPLE[-2:]])
REASONS = st.sampled_from([b"ADVERTISING".ljust(32, b"\0"), b"CAPABILITY".ljust(32, b"\0"), bytes(32)])
AHEAD = st.sampled_from([0, 1, 30, 31, -1])
RATES = st.sampled_from([0, 1, 3_333, 9_999, 10_000, 10_001])


class MoneyRules(Machine):
    """Plain transfers to the contracts must never unbalance them."""

    @rule(sender=PERSONS, amount=AMOUNTS, to=st.sampled_from([*CONTRACTS, *PEOPLE[-2:], ZERO_ADDRESS]))
    def transfer(self, sender: str, amount: int, to: str) -> None:
        self.do("token", "transfer", sender, self._address(to), amount)

    @rule(owner=PERSONS, spender=ALLOWED, amount=AMOUNTS, limit=st.booleans())
    def allow_and_take(self, owner: str, spender: str, amount: int, limit: bool) -> None:
        """People use the allowance at once, contracts when they are paid; mostly it has no limit again."""
        spender = self._address(spender)
        if spender in PEOPLE:
            self.do("token", "approve", owner, spender, amount)
            self.do("token", "transferFrom", spender, owner, spender, amount // 2 if limit else amount + 1)
            self.pair.same("token", "allowance", owner, spender)
        else:
            self.do("token", "approve", owner, spender, amount if limit else 2**256 - 1)

    @rule(payer=PERSONS, name=PERSONS, amount=AMOUNTS, reason=REASONS, ahead=AHEAD)
    def seal(self, payer: str, name: str, amount: int, reason: bytes, ahead: int) -> None:
        day = self.pair.chain.now // 86_400 + ahead
        if payer == name:
            self.do("vault", "seal", payer, amount, reason, ahead % 3, day)
        else:
            self.do("vault", "sealFor", payer, name, amount, reason, ahead % 3, day)

    @rule(
        payer=PERSONS,
        amount=AMOUNTS,
        rates=st.tuples(RATES, RATES),
        seller=st.sampled_from([*PEOPLE, ZERO_ADDRESS]),
        payees=st.lists(PERSONS, max_size=5) | st.sampled_from([[PEOPLE[0]] * 17, [ZERO_ADDRESS]]),
    )
    def split(self, payer: str, amount: int, rates: tuple[int, int], seller: str, payees: list[str]) -> None:
        self.do("splitter", "split", payer, amount, *rates, seller, payees)

    def _address(self, name: str) -> str:
        system: System = self.pair.system
        return system.contracts[name].address if name in CONTRACTS else name
