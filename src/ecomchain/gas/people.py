"""Who plays in the scene, and the numbers of what they have.

Shop, listing and order numbers are small (one byte of calldata); addresses have no zero byte.
"""

from eth_account import Account

from ecomchain.amounts import ECOM
from ecomchain.gas.bench import actor, key_of
from ecomchain.ids import NO_LINK, link_id, task_id

DAY = 86_400
PRICE = 100 * ECOM
FUNDS = 1_000_000 * ECOM
MAX_COST = 10_000 * ECOM
UNLIMITED_ALLOWANCE = 2**256 - 1
PROTECTION, FULFIL_WITHIN = 7 * DAY, 3 * DAY
STOCK = 1_000
INCENTIVE_BPS, CLOSING_BPS, MAX_LEVELS = 2_000, 6_000, 5
PARTIAL_BPS = 5_000
CID = (b"\x11" * 32, 1)
ADVERTISING = b"ADVERTISING".ljust(32, b"\0")

SELLER_KEY = key_of("seller")
"""The seller signs vouchers."""
SELLER = str(Account.from_key(SELLER_KEY).address)
BUYER, STRANGER, NEWCOMER = map(actor, ("buyer", "stranger", "newcomer"))
DISTRIBUTORS = tuple(actor(f"distributor {level}") for level in (1, 2, 3, 4))
FINITE_BUYER = actor("buyer with a finite allowance")
WORKERS = tuple(actor(f"worker {number}") for number in (1, 2))
ACTORS = {
    "seller": SELLER,
    "buyer": BUYER,
    "stranger": STRANGER,
    "newcomer": NEWCOMER,
    "finite buyer": FINITE_BUYER,
}
ACTORS |= {f"D{level}": address for level, address in enumerate(DISTRIBUTORS, 1)}
ACTORS |= {f"worker {number}": address for number, address in enumerate(WORKERS, 1)}

# Shops in the order of their opening.
SELLER_SHOP = 2
DISTRIBUTOR_SHOPS = (3, 4, 5, 6)
TASK = task_id(SELLER_SHOP, 1)
SECOND_TASK = task_id(SELLER_SHOP, 2)
LINKS = (NO_LINK, *(link_id(TASK, shop) for shop in DISTRIBUTOR_SHOPS))
"""The link through which n distributors are paid, by n."""
