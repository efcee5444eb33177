"""The gas table of README.md and README.zh-CN.md, from benchmarks/gas.json.

.venv/bin/python tests/docs/readme_gas.py    # after `make gas`: writes both anew
"""
# ruff: noqa: RUF001 (Chinese punctuation)

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- gas: written by tests/docs/readme_gas.py -->", "<!-- end of gas -->"
README, CHINESE = "README.md", "README.zh-CN.md"

ROWS = {
    "open_shop": ("open a shop: lock and seal", "开店：锁定并封存"),
    "take_link": ("take a link in a task", "领取任务，建立链路"),
    "place_n3": ("place an order through three distributors", "经三级分销员下单"),
    "fulfil": ("fulfil it", "发货"),
    "settle_n3_warm": ("settle it: seller and three distributors paid", "结算：卖家与三级分销员到账"),
    "lifecycle_n3": ("the whole order, three distributors", "整个订单，三级分销"),
    "instant_n0": ("instant sale, no distributor", "即时成交，无分销员"),
    "instant_n3_warm": ("instant sale, three distributors", "即时成交，三级分销"),
    "recipient_warm_marginal": ("one more level", "每多一级"),
    "place_mixed_n3": ("place an order in tokens and fiat, with a voucher", "凭卖家凭证下单（代币+法币）"),
    "raise_dispute": ("raise a dispute", "发起争议"),
    "rule_n3": ("rule it: seller and three distributors paid", "裁决：卖家与三级分销员到账"),
    "group_buy_join": ("join a group", "参团"),
    "rate": ("rate", "评价"),
    "claim_d22_first": (
        "claim rewards, one of three million accounts, for the first time",
        "领取奖励：三百万账户之一，首次",
    ),
    "claim_d22_later": ("claim again", "再次领取"),
    "vote": ("vote in a poll", "投票"),
    "sale_buy": ("buy in a private round", "私募认购"),
    "sale_release": ("release what has vested of it", "释放已归属的私募份额"),
    "split_n3_warm": ("split an amount over three", "向三方分账"),
    "seal": ("seal tokens", "封存代币"),
}
HEADS = {README: ("operation", "gas", "others"), CHINESE: ("操作", "gas", "同类项目")}


def table(name: str) -> str:
    """The table of one README, as its block should be."""
    measured = json.loads((ROOT / "benchmarks" / "gas.json").read_text(encoding="utf-8"))
    lines = ["| " + " | ".join(HEADS[name]) + " |", "| --- | ---: | --- |"]
    for key, texts in ROWS.items():
        peers = measured["bounds"].get(key, {}).get("peers", [])
        others = " · ".join(f"{peer['gas']:,} {peer['name']} ({peer['what']})" for peer in peers)
        text = texts[0] if name == README else texts[1]
        lines.append(f"| {text} | {measured['gas'][key]:,} | {others} |")
    return "\n".join(lines)


def rewritten(name: str) -> str:
    """The README's text with the present table in its block."""
    before, _, rest = (ROOT / name).read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{name} lacks the lines {BEGIN!r} and {END!r}"
    return f"{before}{BEGIN}\n\n{table(name)}\n\n{END}{after}"


if __name__ == "__main__":
    for name in HEADS:
        (ROOT / name).write_text(rewritten(name), encoding="utf-8")
