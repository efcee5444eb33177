"""Events of a contract, read at once."""

from ape.contracts import ContractInstance
from ape.types import ContractLog
from eth_utils import keccak, to_hex


def contract_logs(
    contract: ContractInstance, event: str | None = None, *, first: int, last: int | None = None
) -> list[ContractLog]:
    """The contract's events in the order they happened: of one kind or all, from block ``first`` to ``last``.

    Without ``last`` up to the latest block.
    """
    from ape import chain
    from ape.types import LogFilter

    events = [abi for abi in contract.contract_type.events if event in (None, abi.name)]
    log_filter = LogFilter(
        addresses=[contract.address],
        events=events,
        topic_filter=[to_hex(keccak(text=events[0].selector))] if event else [],
        start_block=first,
        stop_block=chain.blocks.height if last is None else last,
    )
    return list(chain.provider.get_contract_logs(log_filter))
