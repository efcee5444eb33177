"""The stand-alone splitter (COM-4)."""

from collections.abc import Sequence

from ecomchain.model import commission
from ecomchain.model.context import ZERO_ADDRESS, Context
from ecomchain.model.errors import require
from ecomchain.model.token import Token


class Splitter:
    """It holds nothing: every payout comes straight from the payer's wallet."""

    def __init__(self, context: Context, token: Token, address: str) -> None:
        self.context = context
        self.token = token
        self.address = address

    def preview(self, amount: int, incentive_bps: int, closing_bps: int, n: int) -> tuple[int, int, int]:
        """``(upper, closing, to_seller)`` of splitting ``amount`` over n distributors."""
        highest = commission.MAX_AMOUNT
        require(0 < amount <= highest, "AmountOutOfRange", amount=amount, max=highest)
        for bps in (incentive_bps, closing_bps):
            require(bps <= commission.BPS, "RateTooHigh", bps=bps, max=commission.BPS)
        most = commission.MAX_DISTRIBUTORS
        require(n <= most, "TooManyDistributors", count=n, max=most)
        paid = commission.payment(amount, commission.BPS, incentive_bps, closing_bps, [True] * n)
        return paid.upper, paid.closing, paid.to_seller

    def split(
        self,
        caller: str,
        amount: int,
        incentive_bps: int,
        closing_bps: int,
        seller: str,
        distributors: Sequence[str],
    ) -> None:
        """Pay the seller, then every distributor, out of the caller's wallet."""
        n = len(distributors)
        upper, closing, to_seller = self.preview(amount, incentive_bps, closing_bps, n)
        payouts = [(n, seller, to_seller)]
        payouts += [(i, payee, closing if i == n - 1 else upper) for i, payee in enumerate(distributors)]
        with self.token.atomic():
            for index, payee, share in payouts:
                require(payee != ZERO_ADDRESS, "ZeroPayee", index=index)
                if share:
                    self.token.pull(self.address, caller, payee, share)
        self.context.emit(
            "splitter",
            "AmountSplit",
            payer=caller,
            seller=seller,
            amount=amount,
            upper=upper,
            closing=closing,
            distributors=n,
        )
