"""Shops: opening, capabilities, releases, transfers, levels."""

from engine.actors import PEOPLE
from engine.system import CAPABILITIES
from hypothesis import strategies as st
from hypothesis.stateful import rule

from ecomchain.ids import SHOP
from ecomchain.model.context import ZERO_ADDRESS
from ecomchain.model.structs import Cid, Codec
from invariant.machine import COSTS, Machine

CIDS = st.sampled_from([Cid(), Cid(b"\7" * 32, Codec.RAW), Cid(b"\0" * 31 + b"\1", Codec.DAG_PB)])
KINDS = st.sampled_from([*CAPABILITIES, 9])
PERSONS = st.sampled_from(PEOPLE)


class ShopRules(Machine):
    """What owners, strangers and buyers of shops do."""

    @rule(payer=PERSONS, owner=st.sampled_from([*PEOPLE, ZERO_ADDRESS]), cid=CIDS, cost=COSTS)
    def open_shop(self, payer: str, owner: str, cid: Cid, cost: int) -> None:
        self.do("registry", "open", payer, owner, cid, cost)

    @rule(data=st.data(), kind=KINDS, units=st.sampled_from([1, 1, 2, 3, 0, 60, 65_535]), spare=COSTS)
    def acquire(self, data: st.DataObject, kind: int, units: int, spare: int) -> None:
        """With more than enough to pay, or with exactly the cost, or one too little."""
        shop = self.shop(data)
        cost = sum(self.model.registry.quote(kind, units)) + spare - 1 if spare < 2 else spare
        self.do("registry", "acquire", self.owner(data, shop), shop, kind, units, max(cost, 0))

    @rule(data=st.data(), kind=KINDS, all_units=st.booleans())
    def release(self, data: st.DataObject, kind: int, all_units: bool) -> None:
        shop = self.shop(data)
        held = self.model.registry.position(shop, kind).units
        units = held if all_units else data.draw(st.integers(0, held + 1))
        self.do("registry", "release", self.owner(data, shop), shop, kind, units)

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        shops = self.model.registry.shops
        pending = [shop for shop in shops if shops[shop].pending]
        shop = self.choose(data, pending) if pending else self.shop(data)
        self.do("registry", "withdraw", self.owner(data, shop), shop)

    @rule(data=st.data())
    def close_and_reopen(self, data: st.DataObject) -> None:
        """Give up everything, SHOP last, and open the same shop again."""
        shop = self.choose(data, list(self.model.registry.shops))
        owner = self.owner_of(shop)
        held = {kind: self.model.registry.position(shop, kind).units for kind in CAPABILITIES}
        for kind in sorted(kind for kind in held if held[kind])[::-1]:
            self.do("registry", "release", owner, shop, kind, held[kind])
        if data.draw(st.booleans()):
            self.do("registry", "acquire", owner, shop, SHOP, 1, 10**40)

    @rule(data=st.data(), to=st.sampled_from([*PEOPLE, ZERO_ADDRESS]))
    def transfer_shop(self, data: st.DataObject, to: str) -> None:
        shop = self.shop(data)
        owner = self.owner_of(shop)
        named = self.caller(data, owner)
        self.do("registry", "transferFrom", self.caller(data, owner), named, to, shop)

    @rule(data=st.data(), to=PERSONS)
    def approve_shop(self, data: st.DataObject, to: str) -> None:
        """Approvals transfer, they never act: the approved one tries both."""
        shop = self.shop(data)
        owner = self.owner_of(shop)
        if data.draw(st.booleans()):
            self.do("registry", "approve", self.caller(data, owner), to, shop)
        else:
            self.do("registry", "setApprovalForAll", owner, to, data.draw(st.booleans()))
        self.do("registry", "withdraw", to, shop)
        self.do("registry", "transferFrom", to, owner, to, shop)

    @rule(data=st.data(), level=st.integers(0, 7))
    def sync_level(self, data: st.DataObject, level: int) -> None:
        shop = self.shop(data)
        self.pair.set_level(shop, level)
        self.do("registry", "syncLevel", data.draw(PERSONS), shop)

    @rule(data=st.data(), cid=CIDS, action=st.sampled_from(["setMetadata", "post", "join"]))
    def speak(self, data: st.DataObject, cid: Cid, action: str) -> None:
        shop = self.shop(data)
        args = (shop,) if action == "join" else (shop, cid)
        self.do("registry", action, self.owner(data, shop), *args)
        self.pair.same("registry", "tokenURI", shop)
