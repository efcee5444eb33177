"""Everyone who sends transactions, by name; and the accounts behind the names."""

from hashlib import sha256

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_keys.datatypes import PrivateKey

TREASURY, ARBITRATOR = "treasury", "arbitrator"
"""Accounts of the deployment: where the tokens come from, and who rules."""

SHARED = (TREASURY, ARBITRATOR)
"""Who may send other transactions, too: theirs are told by what they say, not by their nonce."""

BANK, KEEPER, STRANGER = "bank", "keeper", "stranger"
"""Who hands the tokens out, who does what anyone may do, and who cancels what anyone may cancel."""


def seller(number: int) -> str:
    """The actor behind a seller's shop."""
    return f"seller {number}"


def person(number: int) -> str:
    """The actor behind a distributor's shop."""
    return f"distributor {number}"


def buyer(number: int) -> str:
    """A buyer."""
    return f"buyer {number}"


class Accounts:
    """The accounts of a run: keys follow from its ``salt``. Only sellers' are used, to sign vouchers."""

    def __init__(self, salt: bytes, shared: dict[str, str]) -> None:
        self._salt, self._shared = salt, {name: address.lower() for name, address in shared.items()}
        self._addresses: dict[str, str] = {}

    def address(self, actor: str) -> str:
        """In lower case."""
        if actor in self._shared:
            return self._shared[actor]
        if actor not in self._addresses:
            public = PrivateKey(self._key(actor)).public_key
            self._addresses[actor] = public.to_address()
        return self._addresses[actor]

    def signer(self, actor: str) -> LocalAccount:
        """The account with its key."""
        found: LocalAccount = Account.from_key(self._key(actor))
        return found

    def _key(self, actor: str) -> bytes:
        return sha256(self._salt + actor.encode()).digest()
