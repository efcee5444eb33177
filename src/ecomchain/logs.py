"""Reading a contract's events."""

from typing import Any

from ape.contracts import ContractInstance
from ape.types import ContractLog
from eth_abi import encode
from eth_utils import keccak, to_hex


def read(
    contract: ContractInstance,
    event: str | None = None,
    *,
    first: int,
    last: int | None = None,
    indexed: tuple[Any, ...] = (),
) -> list[ContractLog]:
    """The contract's events in the order they happened: of one kind or all, in blocks ``first`` to ``last``
    (default: the latest).

    ``indexed`` are the values that the first indexed fields of ``event`` must have, None for any.
    """
    from ape import chain
    from ape.types import LogFilter

    events = [abi for abi in contract.contract_type.events if event in (None, abi.name)]
    topics: list[str | None] = [to_hex(keccak(text=events[0].selector))] if event else []
    fields = [field for field in events[0].inputs if field.indexed]
    for field, value in zip(fields, indexed, strict=False):
        topics.append(None if value is None else to_hex(encode([field.canonical_type], [value])))
    log_filter = LogFilter(
        addresses=[contract.address],
        events=events,
        topic_filter=topics,
        start_block=first,
        stop_block=chain.blocks.height if last is None else last,
    )
    return list(chain.provider.get_contract_logs(log_filter))
