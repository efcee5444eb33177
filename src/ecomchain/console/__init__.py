"""The common actions in one call each, for `ape console` and short scripts.

Each action takes the account that acts first, approves the exact tokens it needs, and raises an
ActionError that names the contract's reason where the contract refuses: then nothing is sent. Amounts are
ints of 1e-18 Ecom (``ecom("12.5")``), or text in Ecom (``"12.5"``); times are seconds.
"""

from ecomchain.console.advertising import AdvertisingActions
from ecomchain.console.arguments import DAY, NO_CID, Cid, cid, price
from ecomchain.console.bounties import BountyActions
from ecomchain.console.disputes import DisputeActions
from ecomchain.console.groups import GroupActions
from ecomchain.console.orders import OrderActions
from ecomchain.console.reputation import ReputationActions
from ecomchain.console.rewards import RewardActions
from ecomchain.console.sale import SaleActions
from ecomchain.console.shops import ShopActions
from ecomchain.console.statements import StatementActions
from ecomchain.console.votes import VoteActions
from ecomchain.console.vouchers import VoucherActions
from ecomchain.sending import ActionError

__all__ = ["DAY", "NO_CID", "ActionError", "Actions", "Cid", "cid", "price"]


class Actions(
    ShopActions,
    OrderActions,
    VoucherActions,
    DisputeActions,
    ReputationActions,
    GroupActions,
    BountyActions,
    AdvertisingActions,
    VoteActions,
    RewardActions,
    StatementActions,
    SaleActions,
):
    """The common actions on a system."""
