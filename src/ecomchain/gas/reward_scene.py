"""The third act of the scene: roots, claims at the depth of three million people, votes.

It goes on where the second one ends, in the second round of flags, so that the shops are old enough to vote.
The trees are real ones, but only sixteen leaves of each exist: above them stand hashes of nothing, up to a
depth of 22.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from eth_abi import encode
from eth_utils import keccak

from ecomchain.amounts import ECOM
from ecomchain.gas.bench import Bench, actor
from ecomchain.gas.people import (
    BUYER,
    CID,
    DAY,
    DISTRIBUTOR_SHOPS,
    DISTRIBUTORS,
    SELLER,
    SELLER_SHOP,
    STRANGER,
)
from ecomchain.system import System

DEPTH = 22
CLAIMANTS = tuple(actor(f"claimant {number}") for number in range(16))
"""Of each tree; one to warm the counters up, one that is measured alone, all of them in the batch."""
FIRST, LATER, NEXT = 111 * ECOM + 7, 222 * ECOM + 7, 333 * ECOM + 7
"""What each has been given: in the first epoch, by its first and second root; in the second epoch."""
SELLER_FACTOR = 0
ROUND = 90 * DAY
PERCENT = 60
VOTERS = dict(zip((SELLER_SHOP, *DISTRIBUTOR_SHOPS[:3]), (SELLER, *DISTRIBUTORS[:3]), strict=True))


@dataclass(frozen=True)
class Tree:
    """Sixteen claimants with the same amount, in a tree of ``depth``, for a contract, the ``pool``."""

    chain_id: int
    pool: str
    epoch: int
    amount: int
    depth: int = DEPTH

    @classmethod
    def of(cls, chain_id: int, pool: str, epoch: int, least: int, depth: int = DEPTH) -> "Tree":
        """With the lowest amount from ``least`` on that leaves no zero byte in calldata.

        So what claims cost does not depend on the pool's address.
        """
        amount = least
        while not (tree := cls(chain_id, pool, epoch, amount, depth)).is_full():
            amount += 1
        return tree

    @property
    def total(self) -> int:
        """Of all claimants."""
        return len(CLAIMANTS) * self.amount

    def is_full(self) -> bool:
        """Whether nothing that is sent of it has a zero byte."""
        numbers = [amount.to_bytes((amount.bit_length() + 7) // 8) for amount in (self.amount, self.total)]
        if any(0 in number for number in numbers):
            return False
        return all(0 not in node for level in self.levels() for node in level) and 0 not in self.root()

    def levels(self) -> Iterator[list[bytes]]:
        """From the leaves up to the root of the sixteen."""
        where = (self.chain_id << 64) | self.epoch
        level = [
            keccak(
                keccak(
                    encode(["uint256", "address", "address", "uint256"], [where, self.pool, a, self.amount])
                )
            )
            for a in CLAIMANTS
        ]
        yield level
        while len(level) > 1:
            level = [_node(*level[i : i + 2]) for i in range(0, len(level), 2)]
            yield level

    def proof(self, index: int) -> list[bytes]:
        """The siblings of a claimant's leaf."""
        levels = list(self.levels())[:-1]
        return [level[(index >> height) ^ 1] for height, level in enumerate(levels)] + self.others()

    def others(self) -> list[bytes]:
        """The siblings above the sixteen; no zero byte in any."""
        count = self.depth - (len(CLAIMANTS) - 1).bit_length()
        return [_full(f"sibling {self.epoch} {height}") for height in range(count)]

    def root(self) -> bytes:
        """What everything leads to."""
        (root,) = list(self.levels())[-1]
        for other in self.others():
            root = _node(root, other)
        return root

    def claim(self, index: int, root_index: int) -> tuple[int, int, str, int, list[bytes]]:
        """The argument of ``RewardPool.claim``."""
        return self.epoch, root_index, CLAIMANTS[index], self.amount, self.proof(index)


@dataclass
class RewardScene:
    """Plays the act against ``system``, with ``bench``; ``publisher`` posts."""

    system: System
    bench: Bench
    publisher: str

    def play(self) -> None:
        """Gas goes to the bench's keys."""
        self._votes()
        self._claims()
        self._rounds()

    def _votes(self) -> None:
        vote, polls, send = self.system.factor_vote, self.system.polls, self.bench.send
        self.bench.wait(ROUND)
        for factor in (1, SELLER_FACTOR):
            for i, (shop, owner) in enumerate(VOTERS.items()):
                send(vote.flag, shop, factor, sender=owner, key="flag" if i == 1 else None)
            poll = vote.running(factor)
            for i, (shop, owner) in enumerate(VOTERS.items()):
                send(polls.vote, poll, shop, PERCENT + i, sender=owner, key="vote" if i == 1 else None)
            send(polls.vote, poll, shop, PERCENT, sender=owner, key="vote_again")
            self.bench.wait(7 * DAY)
            send(vote.close, factor, sender=STRANGER, key="tally")

    def _claims(self) -> None:
        pool, send = self.system.reward_pool, self.bench.send
        last = len(CLAIMANTS) - 1
        tree = self._tree(1, FIRST)
        self._activate(27, tree)
        send(pool.claim, tree.claim(last, 0), sender=STRANGER)
        send(pool.claim, tree.claim(0, 0), sender=STRANGER, key="claim_d22_first")
        send(pool.claimMany, [tree.claim(i, 0) for i in range(1, last)], sender=STRANGER)
        tree = self._tree(1, LATER)
        self._activate(28, tree)
        send(pool.claim, tree.claim(0, 1), sender=STRANGER, key="claim_d22_later")
        self._activate(29, self._tree(2, FIRST), key="post_root")
        self._activate(30, self._tree(2, NEXT))
        tree = self._tree(2, FIRST)
        send(pool.claim, tree.claim(last, 0), sender=STRANGER)
        send(pool.claim, tree.claim(0, 0), sender=STRANGER, key="claim_d22_new_epoch")
        send(pool.claimMany, [tree.claim(i, 0) for i in range(1, last)], sender=STRANGER)
        tree = self._tree(2, NEXT)
        batch = send(pool.claimMany, [tree.claim(i, 1) for i in range(len(CLAIMANTS))], sender=STRANGER)
        self.bench.gas["claim_batch16_per_user"] = batch // len(CLAIMANTS)

    def _rounds(self) -> None:
        """The publisher has been silent for a week: whoever puts up a bond decides."""
        game, token, send = self.system.root_game, self.system.token, self.bench.send
        for owner in (BUYER, STRANGER):
            send(token.approve, game.address, 2**256 - 1, sender=owner)
        self.bench.wait(8 * DAY)
        day = 56  # the last one of the epoch
        bond = game.minBond(day)
        total = self._tree(2, NEXT).total
        send(game.open, day, _full("right"), total, bond, CID, sender=BUYER, key="open_round")
        send(game.answer, 1, _full("wrong"), total, 2 * bond, CID, sender=STRANGER, key="escalate")
        send(game.support, 1, 0, 4 * bond, sender=BUYER, key="support")
        self.bench.wait(DAY)
        send(game.close, 1, sender=STRANGER, key="close_round")
        send(game.returnBond, 1, 0, BUYER, sender=STRANGER, key="return_bond")

    def _tree(self, epoch: int, amount: int) -> Tree:
        pool = self.system.reward_pool
        return Tree.of(self.system.manifest.chain_id, pool.address, epoch, amount)

    def _activate(self, day: int, tree: Tree, key: str | None = None) -> None:
        game, send = self.system.root_game, self.bench.send
        send(game.post, day, tree.root(), tree.total, CID, sender=self.publisher, key=key)
        self.bench.wait(DAY)
        send(game.activate, sender=STRANGER, key=key and "activate_root")


def _node(a: bytes, b: bytes) -> bytes:
    return keccak(min(a, b) + max(a, b))


def _full(name: str) -> bytes:
    """A hash without a zero byte."""
    for attempt in range(1_000):
        digest = keccak(text=f"ecom gas {name} {attempt}")
        if 0 not in digest:
            return digest
    raise AssertionError(name)
