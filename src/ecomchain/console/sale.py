"""Private rounds of the presale 早期预售, and the vested shares (SALE-1, SALE-2, VEST-1)."""

from typing import Any

from ape.api import AccountAPI

from ecomchain.console.arguments import UINT32, address_of, amount_of, whole
from ecomchain.console.base import ActionGroup
from ecomchain.errors import ArgumentError
from ecomchain.sending import require_account


class SaleActions(ActionGroup):
    """What buyers do, and anyone. Where a round accepts several currencies, name one by symbol or address."""

    def sale_quote(self, round_: int, amount: int | str, *, currency: str | None = None) -> str:
        """What ``amount`` costs in a round, as text with the currency's symbol."""
        from ecomchain.sale import trading

        _round(round_)
        chosen = trading.choose(self.system, round_, currency)
        return chosen.text(trading.quote(self.system, round_, amount_of(amount), chosen))

    def buy_presale(
        self, account: AccountAPI, round_: int, amount: int | str, proofs: Any, *, currency: str | None = None
    ) -> str:
        """Buy in a round, with the file of proofs that its list came with; pays exactly the price."""
        from pathlib import Path

        from ecomchain.sale import lists, trading

        require_account(account)
        _round(round_)
        chosen = trading.choose(self.system, round_, currency)
        listed = lists.load(Path(proofs))
        return trading.buy(self.system, account, round_, amount_of(amount), chosen, listed)

    def fund_presale(self, account: AccountAPI, amount: int | str) -> str:
        """Add Ecom of the account's to what the next rounds can sell; nobody can take it back."""
        from ecomchain.sale import trading

        require_account(account)
        return trading.fund(self.system, account, amount_of(amount))

    def release_presale(self, account: AccountAPI, round_: int, holder: Any = None) -> str:
        """Send ``holder``, by default the account, what has vested of its purchases; anyone."""
        from ecomchain.sale import trading

        require_account(account)
        _round(round_)
        named = address_of(account if holder is None else holder)
        return trading.release(self.system, account, round_, named)

    def close_presale(self, account: AccountAPI, round_: int) -> str:
        """Send what a round has not sold where its terms say; anyone, after its end."""
        from ecomchain.sale import trading

        require_account(account)
        _round(round_)
        return trading.close(self.system, account, round_)

    def release_vested(self, account: AccountAPI, share: str) -> str:
        """Send what has vested of ``"foundation"`` or ``"team"`` to its beneficiary; anyone."""
        from ecomchain.sale import status

        require_account(account)
        if share not in status.VESTINGS:
            raise ArgumentError(f"share cannot be {share!r}: give {' or '.join(map(repr, status.VESTINGS))}")
        return status.release_share(self.system, account, share)


def _round(number: object) -> None:
    whole("round", number, 1, UINT32)
