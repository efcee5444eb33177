"""Flags, polls, ballots, factors and referendums."""

from engine.actors import DAY, PEOPLE
from engine.system import CAPABILITIES, DEPLOYER, MODULE, OPERATOR
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.amounts import ECOM
from ecomchain.ids import SHOP
from ecomchain.model.structs import CapabilityTerms, Cid
from ecomchain.model.structs_votes import Factor
from invariant.machine import Machine

PERSONS = st.sampled_from(PEOPLE)
FACTORS = st.sampled_from(Factor)
KINDS = ("kappa", "kappa", "min", "market", "scoring", "shop", "shop", "average", "veto", "cooldown", "junk")
SHOP_TERMS = CapabilityTerms(60 * ECOM, ECOM, 1, True)
PERCENTS = st.integers(0, 100)
KAPPAS = st.sampled_from([1, 300, 2_000, 0])


class VoteTimeRules(Machine):
    """Time passes to where voices, polls, rounds and windows begin or end."""

    @rule(data=st.data(), offset=st.sampled_from([-1, 0, 0, 1]))
    def jump_to_an_end(self, data: st.DataObject, offset: int) -> None:
        now = self.pair.chain.now
        ahead = sorted({time + offset for time in self._ends() if time + offset > now})
        if ahead:
            self.wait_for(self.choose(data, ahead[:5]) - now)

    @rule(seconds=st.sampled_from([60, DAY, 8 * DAY, 31 * DAY]))
    def wait(self, seconds: int) -> None:
        self.wait_for(seconds)

    def _ends(self) -> list[int]:
        votes, polls = self.model.factor_vote, self.model.polls.book
        _, began_on = votes.round()
        ends = [poll.end for poll in polls.values()]
        shops = self.model.registry.shops.values()
        opened = [shop.positions[SHOP].since for shop in shops if shop.open]
        return [
            (began_on + 90) * DAY,
            *ends,
            *(end + 2 * DAY for end in ends),
            *(end + 16 * DAY for end in ends),
            *((since // DAY + 30) * DAY for since in opened),
            *((since // DAY + 31) * DAY for since in opened),
            self.model.reward_pool.end_of(1_095),
        ]


class VoteRules(VoteTimeRules):
    """What owners of shops do, and anyone."""

    @rule(data=st.data(), factor=FACTORS, most=st.sampled_from([1, 1, 2, 4, 7]))
    def flag(self, data: st.DataObject, factor: Factor, most: int) -> None:
        """One shop or some of them."""
        first = self.shop(data)
        for shop in range(first, first + most):
            self.do("factor_vote", "flag", self.owner(data, shop), shop, factor)

    @rule(caller=PERSONS, factor=FACTORS)
    def open_factor(self, caller: str, factor: Factor) -> None:
        self.do("factor_vote", "open", caller, factor)

    @rule(data=st.data(), caller=PERSONS, factor=FACTORS, due=st.booleans())
    def close_factor(self, data: st.DataObject, caller: str, factor: Factor, due: bool) -> None:
        """Mostly one that is running."""
        running = list(self.model.factor_vote.open_polls)
        factor = self.choose(data, [*running, factor])
        poll = self.model.factor_vote.running(factor)
        if due and poll:
            self.wait_until(self.model.polls.poll(poll).end)
        self.do("factor_vote", "close", caller, factor)

    @rule(data=st.data(), caller=PERSONS, factor=FACTORS, voters=st.integers(0, 8))
    def decide_factor(self, data: st.DataObject, caller: str, factor: Factor, voters: int) -> None:
        """From the flags of all shops to the result."""
        shops = list(self.model.registry.shops)
        for shop in shops:
            self.do("factor_vote", "flag", self.owner_of(shop), shop, factor)
        poll = self.model.factor_vote.running(factor)
        for shop in shops[: voters if poll else 0]:
            self.do("polls", "vote", self.owner_of(shop), poll, shop, data.draw(PERCENTS))
        if poll:
            self.wait_until(self.model.polls.poll(poll).end)
            self.do("factor_vote", "close", caller, factor)

    @rule(caller=PERSONS, options=st.sampled_from([1, 2, 9, 101, 0, 102, 255]))
    def open_poll(self, caller: str, options: int) -> None:
        """Of anybody's own."""
        if self.model.polls.polls() < 6:
            self.do("polls", "open", caller, options)

    @rule(data=st.data(), shape=st.sampled_from(["one", "any", "half"]))
    def vote(self, data: st.DataObject, shape: str) -> None:
        """Many shops in a poll, for one option, for any, or half of them for the first."""
        polls = self.model.polls
        number = self.choose(data, [*list(polls.book)[-3:] * 3, *polls.book, polls.polls() + 1])
        options = polls.book[number].options if number in polls.book else 3
        first = data.draw(st.integers(0, options - 1))
        for shop in [*self.model.registry.shops, 99][data.draw(st.integers(0, 3)) :]:
            option = first if shape == "one" else data.draw(st.integers(0, options - 1 + (shop == 99)))
            option = 0 if shape == "half" and shop % 2 else option
            self.do("polls", "vote", self.owner(data, shop), number, shop, option)

    @rule(
        data=st.data(),
        kind=st.sampled_from(KINDS),
    )
    def propose(self, data: st.DataObject, kind: str) -> None:
        """Calls that the shops govern, and some that nobody governs or knows."""
        shop = self.shop(data)
        self._propose(data, self.owner(data, shop), shop, kind)

    def _propose(self, data: st.DataObject, caller: str, shop: int, kind: str) -> None:
        system = self.pair.system
        reputation, game, registry = system.reputation, system.root_game, system.registry
        fitting = {
            "kappa": (reputation, "setKappa", data.draw(KAPPAS)),
            "min": (reputation, "setMinRated", 10**18),
            "market": (reputation, "setMarket", system.market.address, True),
            "scoring": (game, "setScoring", b"\3" * 32, Cid()),
            "shop": (registry, "setCapability", SHOP, SHOP_TERMS),
            "cooldown": (registry, "setCooldown", 8 * DAY),
            "average": (reputation, "setMinAverage", 100),
            "veto": (game, "veto", 1_093, b"\1" * 32, Cid()),
        }
        if kind == "junk":
            target, data_ = self.choose(data, [reputation, system.token]).address, b"\1\2\3\4"
        else:
            contract, function, *args = fitting[kind]
            target = contract.address
            data_ = contract.abi.functions[function, len(args)].calldata(tuple(args))
        self.do("referendum", "propose", caller, shop, target, data_, Cid())

    @rule(data=st.data(), caller=PERSONS)
    def execute(self, data: st.DataObject, caller: str) -> None:
        proposals = self.model.referendum.proposals()
        self.do("referendum", "execute", caller, data.draw(st.integers(max(proposals - 1, 1), proposals + 1)))

    @rule(
        data=st.data(),
        caller=PERSONS,
        yes=st.sampled_from([9, 9, 9, 3, 1, 0]),
        offset=st.sampled_from([0, 0, 1, -1, 14 * DAY]),
    )
    def carry_through(self, data: st.DataObject, caller: str, yes: int, offset: int) -> None:
        """A new proposal is voted on, and executed when its time has come."""
        shop = self.choose(data, list(self.model.registry.shops))
        proposals = self.model.referendum.proposals()
        self._propose(data, self.owner_of(shop), shop, data.draw(st.sampled_from(["scoring", "shop"])))
        id_ = self.model.referendum.proposals()
        if id_ == proposals:
            return
        proposal = self.model.referendum.proposal(id_)
        for number, shop in enumerate(self.model.registry.shops):
            self.do("polls", "vote", self.owner_of(shop), proposal.poll, shop, int(number < yes))
        self.wait_until(self.model.polls.poll(proposal.poll).end + 2 * DAY + offset)
        for _ in range(2):
            self.do("referendum", "execute", caller, id_)

    @rule(data=st.data(), kappa=KAPPAS)
    def roles_set(self, data: st.DataObject, kappa: int) -> None:
        """What roles can set in phase one and never again, and what they always can."""
        self.do("reputation", "setKappa", self.caller(data, OPERATOR), kappa)
        market = self.pair.system.market.address
        self.do("reputation", "setMarket", self.caller(data, DEPLOYER), market, True)
        self.do("reputation", "setMinAverage", self.caller(data, OPERATOR), 200)
        cost = SHOP_TERMS._replace(lock_per_unit=kappa * ECOM)
        self.do("registry", "setCapability", self.caller(data, OPERATOR), SHOP, cost)
        self.do("registry", "setCapability", self.caller(data, OPERATOR), MODULE, CAPABILITIES[MODULE])
        self.do("registry", "setCooldown", self.caller(data, OPERATOR), (kappa % 40 + 6) * DAY)
