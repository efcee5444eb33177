"""Community rewards 社区空投奖励, and grants: who adds to them, and who claims (EMI-3, DST-2, DST-5)."""

from collections.abc import Mapping
from pathlib import Path
from secrets import randbits
from typing import TYPE_CHECKING, Any

from ape.api import AccountAPI, ReceiptAPI

from ecomchain.console.arguments import NO_CID, Cid, address_of, amount_of, whole
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError
from ecomchain.sending import require_account

if TYPE_CHECKING:
    from ecomchain.merkle import Entries, Tree


class RewardActions(ActionGroup):
    """What anyone does."""

    def top_up_rewards(self, account: AccountAPI, amount: int | str) -> ReceiptAPI:
        """Add to what phase two of the rewards emits; it cannot be taken back."""
        paid = amount_of(amount)
        return self._send("top_up_rewards", account, self.system.reward_pool.topUp, paid, cost=paid)

    def claim_rewards(self, account: AccountAPI, holder: Any = None, *, directory: Any = None) -> int:
        """Claim all that is due to ``holder``, by default the account; returns the amount in 1e-18 Ecom.

        It takes the days that were computed here (`ape run rewards compute`), in .rewards/ or ``directory``.
        Raises DatasetError where none of an active root is, NotReadyError where nothing is due.
        """
        from ecomchain.rewards import claiming, desk

        require_account(account)
        named = address_of(account if holder is None else holder)
        opened = desk.open_desk(self.system, desk.DIRECTORY if directory is None else Path(directory))
        opened.read()
        return claiming.claim(opened, account, named)

    def create_grant(
        self,
        account: AccountAPI,
        amounts: "Mapping[Any, int | str] | Entries",
        *,
        salt: int | None = None,
        content: Cid = NO_CID,
    ) -> "Tree":
        """Give tokens to many, at the account's cost; returns the tree, whose ``epoch`` is the grant.

        ``amounts``: what each account gets, or what ``ecomchain.merkle.read_csv`` read. Keep the tree
        (``ecomchain.merkle.save``): claims are made with it. ``salt`` makes the grant's number; by default
        any. Raises MerkleError for what no tree can be made of.
        """
        from ape import chain

        from ecomchain import merkle

        require_account(account)
        salt = randbits(64) if salt is None else salt
        whole("salt", salt, 0, 2**256 - 1)
        entries = amounts
        if isinstance(amounts, Mapping):
            entries = merkle.Entries.of([(address_of(to), amount_of(of)) for to, of in amounts.items()])
        if not isinstance(entries, merkle.Entries):
            raise ArgumentError(
                f"{amounts!r} are not amounts: give {{account: amount}}, or merkle.read_csv(path)"
            )
        grants = self.system.grants
        number = int(grants.grantId(account, salt))
        tree = merkle.build(entries, chain_id=chain.chain_id, epoch=number, contract=str(grants.address))
        terms = (tree.root, tree.total, salt, content)
        self._send("create_grant", account, grants.create, *terms, cost=tree.total)
        return tree

    def claim_grant(self, account: AccountAPI, tree: "Tree", holder: Any = None) -> int:
        """Claim a grant for ``holder``, by default the account; anyone. Returns the amount in 1e-18 Ecom."""
        require_account(account)
        named = address_of(account if holder is None else holder)
        amount, proof = tree.claim(named)
        grants = self.system.grants
        receipt = self._send("claim_grant", account, grants.claim, (tree.epoch, 0, named, amount, proof))
        return sum(int(event.paid) for event in grants.Claimed.from_receipt(receipt))
