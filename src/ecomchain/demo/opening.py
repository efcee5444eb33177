"""What the audience has to know before the first scene."""

from ecomchain.demo.cast import ARBITRATOR, PARTS
from ecomchain.demo.stage import Stage
from ecomchain.demo.tables import table, titled
from ecomchain.system import CONTRACTS, title

HOLDS = {
    "access_manager": "every permission; nobody can move users' tokens",
    "token": "10,000,000,000 Ecom, for ever",
    "vault": "what is sealed 封存",
    "registry": "shops, their capabilities and locks 锁定",
    "catalog": "listings, distribution tasks, links",
    "reputation": "statistics, ratings 评价, levels, volume that counts",
    "market": "orders and their escrow 托管",
    "budgets": "sellers' prepaid commission for fiat orders 法币",
    "vouchers": "nothing: checks sellers' signatures",
    "disputes": "bonds of disputes 仲裁 and objections",
    "splitter": "nothing: the formula for anybody",
    "group_buy": "deposits of group buyers 拼团",
    "bounty_board": "rewards of tasks that shops pay for",
    "polls": "nothing: one shop, one vote 全网公投",
    "reward_pool": "the community's 25 % 生态奖励",
    "root_game": "bonds on roots of rewards",
    "factor_vote": "nothing: votes on the weights' factors",
    "referendum": "nothing: what only the shops decide",
    "grants": "tokens for lists of accounts",
    "sale": "what private rounds sell and have sold 早期预售",
    "foundation_vesting": "the foundation's 20 %, released over four years",
    "team_vesting": "the team's 20 %, the same, nothing in the first year",
}

FORMULA = (
    ("P", "price 商品总价"),
    ("L", "share of the price for distributors 激励占总价格的比例"),
    ("M", "share of that for the one who closes the sale 达成交易的分销员"),
    ("n", "distributors between seller and buyer"),
    ("D1…Dn", "level 1 is nearest the seller, level n closes the sale"),
    ("", "each level below n earns P·L·(1-M)/(n-1), level n earns P·L·M"),
    ("", "all divisions round down; the seller keeps the rest, to the smallest unit"),
)


def introduce(stage: Stage) -> None:
    """The contracts, the cast, the formula."""
    stage.scene("Ecom Chain: shops, chains of distributors, commission paid by contract")
    contracts = table("Contract", "Address", "Holds")
    for part in CONTRACTS:
        address = getattr(stage.system, part).address
        contracts.add_row(title(part), f"{address[:8]}…{address[-4:]}", HOLDS[part])
    note = "prices and limits: deployments/parameters/local.yaml"
    stage.console.print(titled("Deployed on a throw-away chain", note, contracts))

    actors = table("Who", "Part")
    for letter, part in PARTS.items():
        actors.add_row(letter, part)
    actors.add_row(ARBITRATOR, "arbitrator 仲裁员: rules what parties cannot agree on")
    stage.console.print(titled("The cast", "", actors))

    formula = table("", "")
    formula.show_header = False
    for name, meaning in FORMULA:
        formula.add_row(name, meaning)
    stage.console.print(titled("How a price is shared 分销员抽佣机制 (柒.1)", "", formula))
