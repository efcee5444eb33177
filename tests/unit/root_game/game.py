"""Playing the root game: rounds, answers, votes, and what they log and owe."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from clock import DAY, next_block_at, now
from events import Log, log
from orders import transfer_log
from scene import CID

from ecomchain.amounts import ECOM

NONE = bytes(32)
A, B, C = (bytes([n]) * 32 for n in (0xA1, 0xB2, 0xC3))
"""Roots."""

FIRST = 10_000 * ECOM
"""A first bond that suffices for every day of epoch 1."""

REASON = b"ROOT_GAME".ljust(32, b"\0")


class Stage(IntEnum):
    NONE, BONDING, NOMINATING, VOTING, DECIDED, ANNULLED = range(6)


class Game:
    """Short ways to play, for the tests that are about what comes after."""

    def __init__(self, system: Any, voter: Any, shops: Sequence[int]) -> None:
        self.system, self.voter, self.shops = system, voter, shops
        self.contract = system.root_game

    def open(self, player: Any, *, day: int = 28, root: bytes = A, total: int = 1, bond: int = FIRST) -> int:
        """Open a round; its number."""
        self.contract.open(day, root, total, bond, CID, sender=player)
        return int(self.contract.rounds())

    def answer(self, id_: int, player: Any, root: bytes, *, total: int = 1, bond: int | None = None) -> Any:
        """Take the lead with another answer, by default with just enough."""
        bond = self.contract.nextBond(id_) if bond is None else bond
        return self.contract.answer(id_, root, total, bond, CID, sender=player)

    def support(self, id_: int, player: Any, number: int, *, bond: int | None = None) -> Any:
        """Take the lead back for an answer, by default with just enough."""
        bond = self.contract.nextBond(id_) if bond is None else bond
        return self.contract.support(id_, number, bond, sender=player)

    def call(self, id_: int, player: Any, root: bytes, *, total: int = 1) -> None:
        """Call the shops with another answer, and begin their vote as soon as nominating is over."""
        self.answer(id_, player, root, total=total, bond=self.contract.round(id_).cap)
        self.close(id_, player)

    def vote(self, id_: int, *options: int) -> None:
        """A shop each votes for these answers."""
        poll = self.contract.round(id_).poll
        for shop, option in zip(self.shops, options, strict=False):
            self.system.polls.vote(poll, shop, option, sender=self.voter)

    def expire(self, id_: int, seconds: int = 0) -> int:
        """Have the next block when bonding, nominating or the vote is over."""
        round_ = self.contract.round(id_)
        end = self.system.polls.poll(round_.poll).end if round_.poll else round_.expiry
        return next_block_at(end + seconds)

    def close(self, id_: int, sender: Any) -> Any:
        """Close the round as soon as its time is over."""
        self.expire(id_)
        return self.contract.close(id_, sender=sender)


def owed(root_game: Any, players: Sequence[Any]) -> int:
    """What all rounds are to return to these players."""
    total = 0
    for id_ in range(1, root_game.rounds() + 1):
        round_ = root_game.round(id_)
        for number in range(round_.answers):
            if round_.stage == Stage.DECIDED and number != round_.leader:
                continue
            total += sum(root_game.stakeOf(id_, number, player) for player in players)
        backer = root_game.answerOf(id_, round_.leader).lastBacker
        if round_.stage == Stage.DECIDED and root_game.stakeOf(id_, round_.leader, backer):
            total += round_.prize
    return total


def lead_logs(
    system: Any,
    id_: int,
    number: int,
    player: Any,
    bond: int,
    root: bytes,
    *,
    total: int = 1,
    content: Any = CID,
    fee: int = 0,
    expiry: int | None = None,
) -> list[Log]:
    """Of a lead that the latest block saw taken; with a ``fee``, one that called the shops."""
    game, vault, token = system.root_game, system.vault, system.token
    expiry = now() + DAY if expiry is None else expiry
    values = {"round": id_, "answer": number, "backer": player, "bond": bond, "root": root, "total": total}
    taken = log(game.LeadTaken, **values, expiry=expiry, content=content)
    if not fee:
        return [taken, transfer_log(token, player, game, bond)]
    sealed = {"payer": player, "reason": REASON, "ref": id_, "day": now() // DAY, "amount": fee}
    return [
        log(game.ShopsCalled, round=id_, expiry=expiry, fee=fee),
        taken,
        transfer_log(token, player, game, bond + fee),
        log(vault.Sealed, **sealed),
        transfer_log(token, game, vault, fee),
    ]


def decided_logs(
    system: Any, id_: int, number: int, added: Log, *, prize: int = 0, sealed: int = 0
) -> list[Log]:
    """Of a round that the latest block decided; ``added`` is the pool's."""
    game, vault = system.root_game, system.vault
    logs = [log(game.RoundDecided, round=id_, answer=number, prize=prize, sealed_=sealed), added]
    if sealed:
        values = {"payer": game, "reason": REASON, "ref": id_, "day": now() // DAY, "amount": sealed}
        logs += [log(vault.Sealed, **values), transfer_log(system.token, game, vault, sealed)]
    return logs


def added_log(system: Any, epoch: int, index: int, day: int, root: bytes, total: int, available: int) -> Log:
    """``RootAdded`` of the pool."""
    values = {"epoch": epoch, "index": index, "day": day, "root": root, "total": total}
    return log(system.reward_pool.RootAdded, **values, available=available)


def returned_logs(system: Any, id_: int, number: int, player: Any, amount: int) -> list[Log]:
    """Of bonds that went back."""
    returned = log(system.root_game.BondReturned, round=id_, answer=number, backer=player, amount=amount)
    return [returned, transfer_log(system.token, system.root_game, player, amount)]
