"""Reading a contract's events."""

from collections.abc import Iterator, Mapping
from typing import Any

from ape.contracts import ContractInstance
from ape.types import ContractLog, LogFilter
from eth_abi import encode
from eth_abi.codec import ABICodec
from eth_abi.decoding import StringDecoder
from eth_abi.encoding import TextStringEncoder
from eth_abi.registry import BaseEquals, registry
from eth_utils import keccak, to_hex
from ethpm_types.abi import EventABI
from hexbytes import HexBytes


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
    try:
        return list(chain.provider.get_contract_logs(log_filter))
    except UnicodeDecodeError:
        return list(_legible(log_filter))


def _legible(log_filter: LogFilter) -> Iterator[ContractLog]:
    """The same where a text in an event is no UTF-8: what cannot be read of it becomes U+FFFD.

    A contract takes any bytes as a text, and events stay for ever: one such would end every later reading.
    """
    from ape import chain

    provider = chain.provider
    forms = {to_hex(keccak(text=abi.selector)): abi for abi in log_filter.events}
    for start, stop in provider.block_ranges(
        log_filter.start_block, log_filter.stop_block, provider.block_page_size
    ):
        page = log_filter.model_copy(update={"start_block": start, "stop_block": stop})
        logs = provider.make_request("eth_getLogs", [page.model_dump(mode="json")])
        known = [(forms.get(to_hex(HexBytes(log["topics"][0]))), log) for log in logs]
        mended = [{**log, "data": _mended(event, log)} for event, log in known if event is not None]
        yield from provider.network.ecosystem.decode_logs(mended, *log_filter.events)


def _mended(event: EventABI, log: Mapping[str, Any]) -> str:
    """The data of a log with nothing but UTF-8 in its texts."""
    types = [item.canonical_type for item in event.inputs if not item.indexed]
    return to_hex(encode(types, _LENIENT.decode(types, HexBytes(log["data"]))))


def _lenient() -> ABICodec:
    known = registry.copy()  # type: ignore[no-untyped-call]
    known.unregister("string")
    text = BaseEquals("string", with_sub=False)  # type: ignore[no-untyped-call]
    decoder = StringDecoder("replace")  # type: ignore[no-untyped-call]
    known.register(text, TextStringEncoder, decoder, "string")
    return ABICodec(known)


_LENIENT = _lenient()
