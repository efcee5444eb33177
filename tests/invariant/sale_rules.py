"""The foundation creates rounds; buyers and currencies do what they like; anyone releases and closes."""

from engine.actors import BUYERS, DAY, PEOPLE, SELLERS, STRANGER
from engine.merkle import Tree
from engine.pair import Outcome
from engine.system import DEPLOYER, PRESALE
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ecomchain.amounts import ECOM
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.money import Mode
from ecomchain.model.sale import MAX_AHEAD, MAX_DURATION, MAX_LENGTH
from ecomchain.model.structs import Cid
from ecomchain.model.structs_sale import Payment, SaleTerms, Unsold
from invariant.machine import Machine

BUYER = st.sampled_from([*BUYERS, *BUYERS, SELLERS[0], STRANGER])
AMOUNTS = st.sampled_from([1, 7, ECOM, ECOM + 1, 3 * ECOM, 20 * ECOM])
CAPS = st.sampled_from([1, ECOM, 5 * ECOM + 3, 40 * ECOM])
PRICES = st.sampled_from([1, 2_500_000, ECOM, 3 * ECOM + 1])
TREASURY = PEOPLE[-2]
MONIES = ("money", "other_money")
WRONG = ("payments", "cap", "start", "end", "cliff", "duration", "treasury", "allowlist", "currency", "price")
"""What may be wrong with a round's terms."""


class SaleRules(Machine):
    """Everybody has both currencies, and lets the sale take them."""

    def __init__(self) -> None:
        super().__init__()
        self.trees: dict[int, Tree] = {}
        sale = self.pair.system.sale.address
        for name in MONIES:
            for someone in (*BUYERS, SELLERS[0], STRANGER):
                self.pair.do(name, "mint", someone, someone, 10**24)
                self.pair.do(name, "approve", someone, sale, 2**256 - 1)
        self.pair.do("token", "approve", PRESALE, sale, 2**256 - 1)
        self.do("sale", "fund", PRESALE, 100 * ECOM)
        self._create(20 * ECOM, self.pair.chain.now, 10 * DAY, dict.fromkeys(BUYERS, 9 * ECOM))

    # The foundation

    @rule(
        data=st.data(),
        cap=CAPS,
        ahead=st.sampled_from([0, 0, 1, DAY]),
        length=st.sampled_from([1, DAY, 30 * DAY]),
        wrong=st.sampled_from([None] * 6 + list(WRONG)),
    )
    def create(self, data: st.DataObject, cap: int, ahead: int, length: int, wrong: str | None) -> None:
        """Mostly valid, and by the foundation."""
        people = data.draw(st.lists(BUYER, min_size=1, max_size=4, unique=True))
        caps = {person: data.draw(CAPS) for person in people}
        changes = self._fault(data, wrong) if wrong else {}
        self._create(cap, self.pair.chain.now + ahead, length, caps, data, **changes)

    def _create(
        self, cap: int, start: int, length: int, caps: dict[str, int],
        data: st.DataObject | None = None, /, **changes: object,
    ) -> None:  # fmt: skip
        number, system = self.model.sale.rounds() + 1, self.pair.system
        tree = Tree.of(self.model.sale.chain_id, number, system.sale.address, caps)
        prices = [7 * ECOM // 3, 1] if data is None else [data.draw(PRICES), data.draw(PRICES)]
        count = 2 if data is None else data.draw(st.sampled_from([1, 2]))
        payments = [Payment(getattr(system, name).address, p) for name, p in zip(MONIES, prices, strict=True)]
        duration = 20 * DAY if data is None else data.draw(st.sampled_from([0, 1, DAY, 100 * DAY]))
        terms = SaleTerms(
            payments=tuple(payments[:count]),
            cap=cap,
            start=start,
            end=start + length,
            cliff=duration // 4,
            duration=duration,
            treasury=TREASURY,
            unsold=Unsold.VAULT if data is None else data.draw(st.sampled_from(list(Unsold))),
            allowlist=tree.root,
            content=Cid(b"\6" * 32, 1),
        )._replace(**changes)
        caller = DEPLOYER if data is None else self.caller(data, DEPLOYER)
        named = (
            number if data is None else data.draw(st.sampled_from([number] * 9 + [number - 1, number + 1]))
        )
        if self._do("createRound", caller, named, terms).error is None:
            self.trees[number] = tree
            self.history.sale.caps[number] = caps

    def _fault(self, data: st.DataObject, wrong: str) -> dict[str, object]:
        system, now = self.pair.system, self.pair.chain.now
        first, other = Payment(system.money.address, 1), Payment(system.other_money.address, 1)
        faults: dict[str, list[object]] = {
            "payments": [(), (first,) * 9, (first, other, first)],
            "cap": [0, self.model.sale.unreserved() + 1],
            "start": [now - 1, now + MAX_AHEAD + 1],
            "end": [now - 1, now + MAX_AHEAD + MAX_LENGTH + 1],
            "cliff": [MAX_DURATION],
            "duration": [MAX_DURATION + 1],
            "treasury": [ZERO_ADDRESS, system.sale.address, system.token.address, system.vault.address],
            "allowlist": [bytes(32)],
            "currency": [(other, Payment(who, 1)) for who in (STRANGER, ZERO_ADDRESS, system.token.address)],
            "price": [(first, Payment(other.currency, 0))],
        }
        field = {"currency": "payments", "price": "payments"}.get(wrong, wrong)
        return {field: self.choose(data, faults[wrong])}

    @rule(payer=BUYER, amount=st.sampled_from([0, 1, 30 * ECOM, 10**28]))
    def fund(self, payer: str, amount: int) -> None:
        self._do("fund", payer, amount)

    # Buyers

    @precondition(lambda self: self.trees)
    @rule(
        data=st.data(),
        amount=AMOUNTS,
        name=st.sampled_from(MONIES),
        how=st.sampled_from(["right"] * 8 + ["thrift", "cap", "proof", "stranger", "nothing"]),
    )
    def buy(self, data: st.DataObject, amount: int, name: str, how: str) -> None:
        """Mostly as listed; else for too little, with another's cap or proof, or nothing."""
        number = self.choose(data, [*self.trees] * 3 + [len(self.trees) + 1])
        tree = self.trees.get(number, self.trees[1])
        buyer, cap = self.choose(data, list(tree.entries))
        proof, currency = tree.proof(buyer), getattr(self.pair.system, name).address
        price = self.model.sale.price(number, currency)
        most = -(-amount * price // ECOM)
        match how:
            case "thrift":
                most -= 1 if most else 0
            case "cap":
                cap += 1
            case "proof":
                proof = (*proof, b"\1" * 32)
            case "stranger":
                buyer = PEOPLE[-1]
            case "nothing":
                amount = 0
        self._do("buy", buyer, number, currency, amount, most, cap, proof)

    @rule(name=st.sampled_from(MONIES), mode=st.sampled_from([Mode.HONEST] * 3 + list(Mode)))
    def misbehave(self, name: str, mode: Mode) -> None:
        """The currency behaves otherwise from now on; REENTER tries to buy once more meanwhile."""
        (buyer, cap), *_ = self.trees[1].entries
        money = getattr(self.pair.system, name)
        entry = self.pair.system.sale.abi.functions["buy", 6]
        call = entry.calldata((1, money.address, 1, 2**256 - 1, cap, self.trees[1].proof(buyer)))
        self.pair.do(name, "prepare", buyer, self.pair.system.sale.address, call)
        self.pair.do(name, "setMode", buyer, mode)

    # Anyone

    @rule(data=st.data(), caller=BUYER)
    def release(self, data: st.DataObject, caller: str) -> None:
        number = data.draw(st.integers(1, len(self.trees) + 1))
        self._do("release", caller, number, data.draw(BUYER))

    @rule(data=st.data(), caller=BUYER)
    def release_many(self, data: st.DataObject, caller: str) -> None:
        number = data.draw(st.integers(1, len(self.trees) + 1))
        self._do("releaseMany", caller, number, tuple(data.draw(st.lists(BUYER, max_size=5))))

    @rule(data=st.data(), caller=BUYER)
    def close(self, data: st.DataObject, caller: str) -> None:
        self._do("close", caller, data.draw(st.integers(1, len(self.trees) + 1)))

    @rule(amount=st.sampled_from([1, ECOM]))
    def give(self, amount: int) -> None:
        """A gift is not for sale."""
        self.do("token", "transfer", STRANGER, self.pair.system.sale.address, amount)

    @rule(data=st.data(), offset=st.sampled_from([-1, 0, 0, 1]))
    def jump(self, data: st.DataObject, offset: int) -> None:
        """To the second before, of or after a start, an end, a cliff, the last release."""
        now = self.pair.chain.now
        times = {
            time + offset
            for terms in self.model.sale.book.terms
            for time in (terms.start, terms.end, terms.end + terms.cliff, terms.end + terms.duration)
        }
        ahead = sorted(time for time in times if time > now)
        if ahead:
            self.wait_for(self.choose(data, ahead[:4]) - now)

    @rule(seconds=st.sampled_from([1, 3_600, DAY]))
    def wait(self, seconds: int) -> None:
        self.wait_for(seconds)

    def _do(self, function: str, caller: str, *args: object) -> Outcome:
        """A step of the sale's; what the treasuries held before it is remembered."""
        self.history.sale.before()
        return self.do("sale", function, caller, *args)
