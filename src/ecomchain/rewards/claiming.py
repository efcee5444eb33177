"""What an account can claim, out of the published days whose roots are active."""

from dataclasses import dataclass
from typing import Any

from ape.api import AccountAPI

from ecomchain import sending
from ecomchain.merkle import leaf
from ecomchain.rewards import ledger as ledgers
from ecomchain.rewards.desk import Desk
from ecomchain.rewards.errors import DatasetError, InputError, NotReadyError
from ecomchain.rewards.ledger import Segment


@dataclass(frozen=True)
class Claim:
    """``IMerkleClaims.Claim``, and what of it is not paid yet."""

    epoch: int
    index: int
    account: str
    amount: int
    proof: list[bytes]
    due: int

    @property
    def struct(self) -> tuple[int, int, str, int, list[bytes]]:
        """As the contract takes it."""
        return self.epoch, self.index, self.account, self.amount, self.proof

    def dump(self) -> dict[str, Any]:
        """As JSON; amounts are text, in 1e-18 Ecom."""
        return {
            "epoch": self.epoch,
            "index": self.index,
            "account": self.account,
            "amount": str(self.amount),
            "proof": ["0x" + node.hex() for node in self.proof],
            "due": str(self.due),
        }


def claims(desk: Desk, account: str) -> list[Claim]:
    """By epoch, the account's claim against the newest active root whose day is here.

    Raises DatasetError where no active root's day is here, InputError for what is no address.
    """
    try:
        holder = leaf.address(account)
    except Exception as error:
        raise InputError(str(getattr(error, "message", error))) from None
    name, found, seen = leaf.checksummed(holder), [], False
    for segment in _newest(desk):
        dataset = desk.engine.published(segment.last)
        assert dataset is not None
        tree, seen = dataset.tree(), True
        if not tree.amount(holder):
            continue
        amount, proof = tree.claim(holder)
        paid = int(desk.system.reward_pool.claimed(segment.epoch, name))
        found.append(Claim(segment.epoch, segment.index, name, amount, proof, max(amount - paid, 0)))
    if not seen:
        raise DatasetError("no day whose root is active was computed here: run `ape run rewards compute DAY`")
    return found


def claim(desk: Desk, sender: AccountAPI, account: str) -> int:
    """Claim all that is due to the account, which is paid, whoever sends; returns the amount in 1e-18 Ecom.

    Raises NotReadyError where nothing is due.
    """
    due = [each for each in claims(desk, account) if each.due]
    if not due:
        raise NotReadyError(f"nothing is due to {account} now")
    structs = [each.struct for each in due]
    sending.send(desk.system, "claim", sender, desk.system.reward_pool.claimMany, structs)
    return sum(each.due for each in due)


def _newest(desk: Desk) -> list[Segment]:
    """By epoch, the newest active root whose day is here with the same root."""
    newest: dict[int, Segment] = {}
    for segment in ledgers.ledger(desk.store).segments:
        dataset = desk.engine.published(segment.last) if segment.root else None
        if dataset is not None and dataset.root == segment.root:
            newest[segment.epoch] = segment
    return [newest[epoch] for epoch in sorted(newest)]
