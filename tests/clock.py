"""The chain's time in tests, in seconds since 1970."""

from typing import Any

from ape import chain

DAY = 86_400


def now() -> int:
    """The time of the latest block."""
    return int(chain.blocks.head.timestamp)


def mine_at(time: int) -> int:
    """Mine an empty block at ``time``, for views and ``assert_reverts``, which see the latest block."""
    next_block_at(time)
    chain.mine()
    return time


def next_block_at(time: int) -> int:
    """Have the next transaction's block at ``time``."""
    chain.provider.make_request("evm_setNextBlockTimestamp", [time])
    return time


def after_reward_day(pool: Any, day: int, seconds: int = 0) -> int:
    """Mine a block ``seconds`` after the end of a reward day."""
    return mine_at(pool.endOf(day) + seconds)
