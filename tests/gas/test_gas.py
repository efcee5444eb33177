"""The committed gas figures are those of these contracts, and within their bounds (docs/gas.md)."""

import json
from pathlib import Path

import pytest
from ape import chain

from ecomchain.gas import report
from ecomchain.gas.bench import START
from ecomchain.gas.bounds import BOUNDS, EXCEEDED
from ecomchain.gas.measure import Measurement, measure, treasury_account

ROOT = Path(__file__).resolve().parents[2]
ISSUE_KEYS = {
    "open_shop", "acquire_capability", "take_link", "place_n3", "fulfil", "settle_n3_warm", "instant_n0",
    "instant_n1_warm", "instant_n3_warm", "recipient_warm_marginal", "split_n3_warm", "seal",
    "place_mixed_n3", "place_fiat_n3", "settle_mixed_n3_warm", "raise_dispute", "contest", "rule_n3",
    "agree_partial_n3", "object_commission", "rate", "bounty_submit_approve", "group_buy_join",
    "group_buy_close_per_order", "instant_n3_first_of_day", "claim_d22_first", "claim_d22_later",
    "claim_batch16_per_user", "claim_d22_new_epoch", "post_root", "escalate", "flag", "vote", "tally",
    "sale_buy", "sale_release", "vesting_release",
}  # fmt: skip


UPDATE = "run `make gas` and commit the result"


@pytest.fixture(scope="module")
def measured() -> Measurement:
    return measure(name for key in report.EXPLAINED for name in report.transactions(key))


def test_gas__of_these_contracts__is_what_is_committed(measured: Measurement) -> None:
    changes = report.changes(report.load(ROOT / report.BENCHMARKS), measured.gas)
    if changes:
        pytest.fail("\n".join([f"gas has changed; {UPDATE}:", *changes]), pytrace=False)


def test_gas__benchmarks_file__is_whole_and_current(measured: Measurement) -> None:
    text = (ROOT / report.BENCHMARKS).read_text(encoding="utf-8")
    assert set(json.loads(text)["gas"]) >= ISSUE_KEYS
    assert text == report.dump(report.document(measured.gas, ROOT)), UPDATE


def test_gas__document__is_current(measured: Measurement) -> None:
    text = (ROOT / report.DOCUMENT).read_text(encoding="utf-8")
    assert text == report.render(text, measured.gas, measured.accounts), UPDATE


@pytest.mark.parametrize("key", sorted(BOUNDS))
def test_gas__with_a_bound__keeps_it_or_says_why(key: str, measured: Measurement) -> None:
    if key in EXCEEDED:
        assert measured.gas[key] > BOUNDS[key], f"{key} keeps its bound: take it out of EXCEEDED"
    else:
        assert measured.gas[key] <= BOUNDS[key]


def test_gas__on_a_chain_with_another_history__is_the_same(measured: Measurement) -> None:
    """Other blocks and contract addresses; and the chain is left as it was."""
    snapshot, block = chain.snapshot(), chain.blocks.head.number
    try:
        deployer = treasury_account()
        deployer.balance += 10**18
        deployer.transfer(deployer, 0)
        before = (chain.blocks.head.number, chain.blocks.head.timestamp)
        assert measure().gas == measured.gas
        assert (chain.blocks.head.number, chain.blocks.head.timestamp) == before
        chain.mine()
        assert chain.blocks.head.timestamp < START
    finally:
        chain.restore(snapshot)
    assert chain.blocks.head.number == block
