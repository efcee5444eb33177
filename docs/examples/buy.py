"""Buy a product with web3.py and nothing else of this project but its addresses and ABIs.

    python docs/examples/buy.py URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]

The environment variable BUYER_KEY holds the buyer's private key. LINK is the id of the distributor's link
that the buyer came through. One transaction pays: the permit that it carries needs no approval before it.
With --confirm the buyer closes the order at once, as if the goods had arrived.
"""

import sys
from pathlib import Path

from common import Contracts, Parser, date, ecom, event, run, send, sign_permit, whole
from web3 import Web3

USAGE = "buy.py URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]"
ENDINGS = (
    "instant", "confirmed", "settled", "refunded", "cancelled", "agreed", "uncontested", "ruled", "unruled",
)  # fmt: skip
"""IMarket.Ending"""


def buy(w3: Web3, contracts: Contracts, key: str, listing: int, link: int, quantity: int) -> int:
    """Buy at the terms that are on the chain now, and return the order's id."""
    catalog, market, token = contracts["catalog"], contracts["market"], contracts["token"]
    terms = catalog.functions.terms(listing, 0, link).call()
    _, revision, _, protection, _, unit_price, _ = terms
    price = unit_price * quantity
    print(f"price {ecom(price)}, protection {protection // 86_400} days")
    if link:
        for level, shop, recipient, live, amount in catalog.functions.preview(link, price).call():
            who = f"level {level}" if level else "seller"
            print(f"  {who}: shop {shop}, {recipient}, {ecom(amount)}{'' if live else ' (not live)'}")

    # Revision and price are what the buyer has seen: if either changes meanwhile, the purchase reverts.
    purchase = (listing, 0, revision, quantity, unit_price, link)
    permit = sign_permit(w3, token, market.address, price, key)
    placed = event(market, send(w3, market.functions.placeWithPermit(purchase, permit), key), "OrderPlaced")
    deadline = placed["deadline"]
    print(
        f"order {placed['order']}: {f'to be fulfilled by {date(deadline)}' if deadline else 'closed at once'}"
    )
    return int(placed["order"])


def confirm(w3: Web3, contracts: Contracts, key: str, order: int) -> None:
    """Close the order with success, and show who was paid."""
    market = contracts["market"]
    closed = event(market, send(w3, market.functions.confirm(order), key), "OrderClosed")
    ending, levels = ENDINGS[closed["ending"]], bin(closed["paidLevels"]).count("1")
    print(f"order {order} {ending}: {ecom(closed['toSeller'])} to the seller, {levels} levels paid")


def main() -> int:
    parser = Parser(description="Buy a product on Ecom Chain.", usage=USAGE, allow_abbrev=False)
    parser.add_argument("url")
    parser.add_argument("manifest", type=Path)
    parser.add_argument("listing", type=whole(64))
    parser.add_argument("link", type=whole(96), nargs="?", default=0)
    parser.add_argument("--quantity", type=whole(24, 1), default=1)
    parser.add_argument("--confirm", action="store_true")
    wanted = parser.parse_args()

    def play(w3: Web3, contracts: Contracts, key: str) -> None:
        order = buy(w3, contracts, key, wanted.listing, wanted.link, wanted.quantity)
        if wanted.confirm:
            confirm(w3, contracts, key, order)

    return run(wanted.url, wanted.manifest, "BUYER_KEY", play)


if __name__ == "__main__":
    sys.exit(main())
