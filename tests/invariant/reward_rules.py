"""The reward pool and the publisher: posts, activations, vetoes, recalls, top-ups, emission."""

from engine.actors import BUYERS, DAY, PEOPLE, STRANGER
from engine.scenes import grow
from engine.system import DEPLOYER, GUARDIAN, OPERATOR, PUBLISHER
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ecomchain.amounts import ECOM
from ecomchain.model.emission import LAST_DAY, epoch_of, last_day_of
from ecomchain.model.structs import Cid
from ecomchain.model.structs_trade import Purchase
from invariant.machine import Machine

NO_ROOT = bytes(32)
REASON = Cid(b"\5" * 32)
PERSONS = st.sampled_from(PEOPLE)
KINDS = st.sampled_from(["sum"] * 6 + ["again", "again", "less", "more", "most", "too much", "junk"])
"""Of a total: the sum of its tree, what is declared already, less or more than the sum, all there is, more
than there is."""


class RewardTimeRules(Machine):
    """Time passes to the ends of days, windows and rounds."""

    @rule(data=st.data(), offset=st.sampled_from([-1, 0, 0, 0, 1]))
    def jump_to_an_end(self, data: st.DataObject, offset: int) -> None:
        now = self.pair.chain.now
        ahead = sorted({time + offset for time in self._ends() if time + offset > now})
        self.wait_for(self.choose(data, ahead[:4]) - now)

    @rule(seconds=st.sampled_from([60, DAY // 2, DAY, DAY]))
    def wait_a_little(self, seconds: int) -> None:
        self.wait_for(seconds)

    def _ends(self) -> list[int]:
        pool, game = self.model.reward_pool, self.model.root_game
        today, covered = pool.today(), pool.state().covered_day
        return [
            pool.end_of(today),
            pool.end_of(max(today, LAST_DAY)),
            game.opens_at(covered + 1),
            game.opens_at(today),
            game.pending().ready_at,
            *(found.expiry for found in game.book.rounds.values()),
            *(poll.end for poll in self.model.polls.book.values()),
        ]


class RewardRules(RewardTimeRules):
    """What the publisher and the guardian do, and anyone for the emission."""

    def __init__(self) -> None:
        """With enough sales for a reference above its floor."""
        super().__init__()
        for listing in list(self.model.catalog.listings)[1::3]:
            self._buy(BUYERS[2], listing, 30)

    @rule(data=st.data(), kind=KINDS)
    def post(self, data: st.DataObject, kind: str) -> None:
        day = self.day(data)
        root, total = self.root(data, day, kind)
        self.do("root_game", "post", self.caller(data, PUBLISHER), day, root, total, Cid())

    @rule(data=st.data(), kind=KINDS)
    def post_and_activate(self, data: st.DataObject, kind: str) -> None:
        """The way things should go."""
        self.post(data, kind)
        self.wait_until(self.model.root_game.pending().ready_at)
        self.do("root_game", "activate", data.draw(PERSONS))

    @precondition(lambda self: self.model.root_game.pending().day or self.model.root_game.running())
    @rule(caller=PERSONS)
    def activate(self, caller: str) -> None:
        self.do("root_game", "activate", caller)

    @precondition(lambda self: self.model.root_game.pending().day)
    @rule(data=st.data(), right=st.sampled_from([True, True, False]))
    def veto(self, data: st.DataObject, right: bool) -> None:
        posted = self.model.root_game.pending()
        root = posted.root if right else b"\1" * 32
        self.do("root_game", "veto", self.caller(data, GUARDIAN), posted.day, root, REASON)

    @rule(data=st.data())
    def recall(self, data: st.DataObject) -> None:
        """Mostly the last root, sometimes any, or none."""
        keys = list(self.model.reward_pool.book.infos)
        epoch, index = self.choose(data, [*keys[-1:] * 4, *keys, (1, 7)])
        self.do("root_game", "recall", self.caller(data, GUARDIAN), epoch, index, REASON)

    @rule(caller=PERSONS, data=st.data())
    def only_the_game_covers(self, caller: str, data: st.DataObject) -> None:
        """Nobody else adds, skips, revokes: not even roles."""
        caller = self.choose(data, [caller, PUBLISHER, GUARDIAN, DEPLOYER])
        self.do("reward_pool", "addRoot", caller, self.day(data), b"\1" * 32, 0)
        self.do("reward_pool", "skipDays", caller, self.day(data))
        self.do("reward_pool", "revokeRoot", caller, 2, 0)

    @rule(payer=PERSONS, amount=st.sampled_from([0, 1, 1_000 * ECOM, 10**28]))
    def top_up(self, payer: str, amount: int) -> None:
        self.do("reward_pool", "topUp", payer, amount)

    @rule(caller=PERSONS, data=st.data())
    def emit_days(self, caller: str, data: st.DataObject) -> None:
        emitted, today = self.model.reward_pool.phase_two().emitted_day, self.model.reward_pool.today()
        through = data.draw(st.integers(emitted - 1, max(today, emitted) + 1))
        self.do("reward_pool", "emitDays", caller, through)

    @rule(buyer=st.sampled_from(BUYERS), quantity=st.sampled_from([1, 3, 9]))
    def buy(self, buyer: str, quantity: int) -> None:
        """Something that closes at once: it is the day's volume."""
        self._buy(buyer, list(self.model.catalog.listings)[1], quantity)

    def _buy(self, buyer: str, listing: int, quantity: int) -> None:
        revision = self.model.catalog.listings[listing].revision
        price = self.model.catalog.listings[listing].offer.options[0].token_amount
        self.do("market", "place", buyer, Purchase(listing, 0, revision, quantity, price * quantity))

    @rule(data=st.data(), batch=st.binary(max_size=3))
    def log_actions(self, data: st.DataObject, batch: bytes) -> None:
        day = max(self.model.reward_pool.today() + data.draw(st.sampled_from([-2, -1, 0, 0, 1])), 0)
        self.do("root_game", "logActions", data.draw(PERSONS), day, batch)

    @rule(data=st.data(), hash_=st.sampled_from([b"\1" * 32, b"\2" * 32, NO_ROOT]))
    def set_scoring(self, data: st.DataObject, hash_: bytes) -> None:
        self.do("root_game", "setScoring", self.caller(data, OPERATOR), hash_, Cid())
        self.do("reputation", "setKappa", self.caller(data, OPERATOR), len(hash_.strip(b"\0")) * 15)

    # Choices

    def day(self, data: st.DataObject) -> int:
        """Mostly a day that can be covered now, sometimes one at the edges of that."""
        pool = self.model.reward_pool
        first = pool.state().covered_day + 1
        last = last_day_of(epoch_of(first))
        over = max(min(last, pool.today() - 1), first)
        return self.choose(
            data, [over] * 4 + [data.draw(st.integers(first, over))] * 4 + [first - 1, over + 1, last + 1]
        )

    def root(self, data: st.DataObject, day: int, kind: str) -> tuple[bytes, int]:
        """A root for the days up to ``day``, and a total, which may be wrong."""
        pool = self.model.reward_pool
        epoch = epoch_of(max(day, 1))
        declared = pool.total_of(epoch)
        if kind == "again":
            roots = [root for root in pool.book.roots.get(epoch, []) if root is not None]
            return (roots[-1] if roots else b"\1" * 32), declared
        if kind == "junk":
            return self.choose(data, [b"\1" * 32, NO_ROOT]), data.draw(st.integers(0, 10**28))
        most = self._most(day)
        people = data.draw(st.lists(PERSONS, min_size=1, max_size=5, unique=True))
        share = max(most - declared, 0) // (2 * len(people))
        amounts = {
            person: pool.claimed(epoch, person) + data.draw(st.sampled_from([0, 1, 5 * ECOM, share]))
            for person in people
        }
        tree = grow(self.pair, "reward_pool", epoch, amounts)
        totals = {"less": tree.total - 1, "more": tree.total + 1, "most": most, "too much": most + 1}
        return tree.root, max(totals.get(kind, tree.total), 0)

    def _most(self, day: int) -> int:
        answer = self.pair.same("reward_pool", "available", day)
        return answer if isinstance(answer, int) else 0


class GiftRules(Machine):
    """Gifts to the contracts unbalance nothing."""

    @rule(name=st.sampled_from(["reward_pool", "root_game", "grants", "polls", "referendum"]))
    def give(self, name: str) -> None:
        self.do("token", "transfer", STRANGER, self.pair.system.contracts[name].address, 7)
