"""The shop registry (SHOP-1 to SHOP-8): locks, releases, withdrawals, levels."""

from collections.abc import Callable

from ecomchain.ids import SHOP
from ecomchain.model import cid as cid_text
from ecomchain.model.access import Access
from ecomchain.model.capabilities import Parameters
from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import require
from ecomchain.model.governed import Governance
from ecomchain.model.ownership import Ownership
from ecomchain.model.shop import MAX_LEVEL, Shop
from ecomchain.model.structs import CapabilityTerms, Cid, Locks, Position, ShopTotals, ShopView
from ecomchain.model.token import INFINITE, Token
from ecomchain.model.vault import Vault

SEAL_REASON = b"CAPABILITY".ljust(32, b"\0")


class Registry(Ownership):
    """``readers`` are level readers by their address; any other one answers what ``levels`` says."""

    def __init__(
        self,
        context: Context,
        access: Access,
        token: Token,
        vault: Vault,
        address: str,
        links_per_unit: int,
        governance: Governance | None = None,
    ) -> None:
        super().__init__(context)
        self.token = token
        self.vault = vault
        self.address = address
        self.links_per_unit = links_per_unit
        self.parameters = Parameters(context, access, governance)
        self.set_capability = self.parameters.set_capability
        self.set_cooldown = self.parameters.set_cooldown
        self.set_opening_slots = self.parameters.set_opening_slots
        self.set_level_reader = self.parameters.set_level_reader
        self.readers: dict[str, Callable[[int], int]] = {}
        self.levels: dict[int, int] = {}
        self.openings: list[tuple[int, int]] = []
        """``(UTC day, +1)`` for each shop that opened, ``(day, -1)`` for each that closed."""
        token.allowances[address, vault.address] = INFINITE

    def open(self, caller: str, owner: str, metadata: Cid, max_cost: int) -> int:
        """Open a shop for ``owner`` at the caller's cost."""
        shop = self.mint(owner)
        opened = Shop(owner, self.links_per_unit, metadata)
        with self.token.atomic():
            self.context.emit("registry", "Transfer", **{"from": ZERO_ADDRESS, "to": owner, "id": shop})
            values = {"shop": shop, "owner": owner, "metadata": metadata}
            self.context.emit("registry", "ShopOpened", **values)
            self._acquire(caller, shop, opened, SHOP, 1, max_cost)
        self.shops[shop] = opened
        return shop

    def acquire(self, caller: str, shop: int, capability: int, units: int, max_cost: int) -> None:
        """Lock and seal the price of ``units`` (SHOP-2)."""
        self._acquire(caller, shop, self.owned(caller, shop), capability, units, max_cost)

    def preview_release(self, shop: int, capability: int, units: int) -> tuple[int, int]:
        """``(amount, available_at)`` of a release now: floor(locked * k / u) (SHOP-3)."""
        found = self.shops.get(shop, Shop(ZERO_ADDRESS, 0))
        position = found.positions[capability]
        require(0 < units <= position.units, "UnitsNotHeld", units=units, held=position.units)
        available_at = max(found.available_at, self.context.now + self.parameters.cooldown)
        return position.locked * units // position.units, available_at

    def release(self, caller: str, shop: int, capability: int, units: int) -> None:
        """End ``units`` at once; nothing in use prevents it, only SHOP goes last."""
        found = self.owned(caller, shop)
        amount, available_at = self.preview_release(shop, capability, units)
        others = found.all_units - units
        require(capability != SHOP or not others, "OtherCapabilitiesLive", shop=shop, units=others)
        position = found.positions[capability]
        left = Position(position.locked - amount, position.units - units, position.since)
        found.positions[capability] = left if left.units else Position()
        if capability == SHOP:
            self.openings.append((self.context.today, -1))
        found.pending += amount
        found.available_at = available_at
        self.context.emit(
            "registry",
            "CapabilityReleased",
            shop=shop,
            capability=capability,
            units=units,
            amount=amount,
            availableAt=available_at,
        )

    def withdraw(self, caller: str, shop: int) -> int:
        """Pay what is pending to the owner, once the cooldown has run."""
        found = self.owned(caller, shop)
        amount, now = found.pending, self.context.now
        require(amount > 0, "NothingPending", shop=shop)
        ready = found.available_at
        require(now >= ready, "CooldownRunning", shop=shop, availableAt=ready, now_=now)
        found.pending = 0
        self.context.emit("registry", "Withdrawn", shop=shop, owner=caller, amount=amount)
        self.token.transfer(self.address, caller, amount)
        return amount

    def sync_level(self, _caller: str, shop: int) -> int:
        """Take over the level that the reader answers, 5 at most, if it is higher; 0 without a reader."""
        found = self.known(shop)
        has_reader = self.parameters.level_reader != ZERO_ADDRESS
        level = max(min(self._read_level(shop), MAX_LEVEL), found.level) if has_reader else 0
        self.context.emit("registry", "LevelSynced", **{"shop": shop, "from": found.level, "to": level})
        found.level = level
        return level

    def set_metadata(self, caller: str, shop: int, metadata: Cid) -> None:
        """Set what ``token_uri`` answers."""
        self.owned(caller, shop).metadata = metadata
        self.context.emit("registry", "MetadataChanged", shop=shop, cid=metadata)
        self.context.emit("registry", "MetadataUpdate", tokenId=shop)

    def post(self, caller: str, shop: int, cid: Cid) -> None:
        """Share content, as an event."""
        require(self.owned(caller, shop).open, "ShopClosed", shop=shop)
        self.context.emit("registry", "Posted", shop=shop, cid=cid)

    def join(self, caller: str, shop: int) -> None:
        """Join the shop's network, as an event."""
        require(self.known(shop).open, "ShopClosed", shop=shop)
        self.context.emit("registry", "Joined", shop=shop, account=caller)

    # Views

    def shop(self, shop: int) -> ShopView:
        """As ``IShopRegistry.shop`` answers."""
        return self.known(shop).view()

    def locks(self, shop: int) -> Locks:
        """The shop's locks over all capabilities."""
        return self.shops[shop].locks() if shop in self.shops else Locks()

    def position(self, shop: int, capability: int) -> Position:
        """What the shop holds of one capability."""
        return self.shops[shop].positions.get(capability, Position()) if shop in self.shops else Position()

    def capability(self, capability: int) -> CapabilityTerms:
        """Terms for new acquisitions."""
        return self.parameters.of(capability)

    def quote(self, capability: int, units: int) -> tuple[int, int]:
        """``(lock, seal)`` of acquiring ``units`` now."""
        terms = self.parameters.of(capability)
        return units * terms.lock_per_unit, units * terms.seal_per_unit

    def carried(self, shop: int) -> tuple[str, int, int, bool]:
        """``(owner, showcase, links, promotion)``; nothing for an unknown shop."""
        found = self.shops.get(shop, Shop(ZERO_ADDRESS, 0))
        return found.owner, found.showcase, found.links, found.promotion

    def token_uri(self, shop: int) -> str:
        """The metadata's address."""
        return cid_text.uri(self.known(shop).metadata)

    def totals(self) -> ShopTotals:
        """Sums over all shops (LOCK-3)."""
        shops = self.shops.values()
        return ShopTotals(
            shops=len(self.shops),
            open=sum(shop.open for shop in shops),
            locked=sum(shop.live_lock for shop in shops),
            pending=sum(shop.pending for shop in shops),
        )

    def open_since(self, shop: int) -> tuple[str, int]:
        """``(owner, since)``: who votes for the shop, and since when it is open; 0 when closed (VOTE-1)."""
        found = self.known(shop)
        return found.owner, found.positions[SHOP].since

    def open_shops_at(self, day: int) -> int:
        """How many shops were open at the end of a UTC day that is over (VOTE-2)."""
        today = self.context.today
        require(day < today, "DayNotOver", day=day, today=today)
        return sum(change for changed_on, change in self.openings if changed_on <= day)

    def carries_link(self, shop: int, number: int) -> bool:
        """Whether a link with this number is live (CAT-6)."""
        return shop in self.shops and number < self.shops[shop].links

    # Internals

    def _read_level(self, shop: int) -> int:
        reader = self.parameters.level_reader
        if reader in self.readers:
            return self.readers[reader](shop)
        return 0 if reader == ZERO_ADDRESS else self.levels.get(shop, 0)

    def _acquire(self, caller: str, shop: int, found: Shop, capability: int, units: int, most: int) -> None:
        terms, held = self.parameters.of(capability), found.positions[capability]
        require(terms.enabled, "CapabilityDisabled", capability=capability)
        fits = units > 0 and held.units + units <= terms.max_units
        require(fits, "UnitsOutOfRange", units=units, held=held.units, maxUnits=terms.max_units)
        lock, seal = self.quote(capability, units)
        require(lock + seal <= most, "CostAboveMax", cost=lock + seal, maxCost=most)
        require(found.open or capability == SHOP, "ShopClosed", shop=shop)
        with self.token.atomic():
            if lock + seal:
                self.token.pull(self.address, caller, self.address, lock + seal)
            if seal:
                today = self.context.today
                self.vault.seal_for(self.address, caller, seal, SEAL_REASON, capability, today)
        if capability == SHOP:
            found.opening_slots = self.parameters.opening_slots
            self.openings.append((self.context.today, +1))
        since = held.since if held.units else self.context.now
        found.positions[capability] = Position(held.locked + lock, held.units + units, since)
        self.context.emit(
            "registry",
            "CapabilityAcquired",
            shop=shop,
            capability=capability,
            units=units,
            locked=lock,
            sealed_=seal,
        )
