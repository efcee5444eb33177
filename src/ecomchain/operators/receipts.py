"""What receipts say about calls that are on record: ids of listings, tasks and shops."""

from ecomchain.operators.errors import CatalogError
from ecomchain.operators.journal import Journal, Sent
from ecomchain.operators.offers import WORD
from ecomchain.operators.rpc import Json
from ecomchain.system import System

_INDEX = 0xFFFFFFFF


class Receipts:
    """Reads receipts of a system's catalog and registry into the journal."""

    def __init__(self, system: System, journal: Journal) -> None:
        self._journal = journal
        self._topics = {
            _topic(system, role, name): name
            for role, name in (
                ("catalog", "Listed"),
                ("catalog", "TaskPublished"),
                ("registry", "ShopOpened"),
            )
        }

    def apply(self, sent: Sent, receipt: Json) -> None:
        """Bind what a mined transaction made. Raises CatalogError where it made something else."""
        found: dict[str, list[tuple[int, bytes]]] = {"Listed": [], "TaskPublished": [], "ShopOpened": []}
        for log in receipt["logs"]:
            name = self._topics.get((log["address"].lower(), log["topics"][0])) if log["topics"] else None
            if name:
                found[name].append((int(log["topics"][1], 16), bytes.fromhex(log["data"][2:])))
        self._listings(sent, found["Listed"])
        self._in_order(sent, "publish", "task", [task & _INDEX for task, _ in found["TaskPublished"]])
        self._in_order(sent, "open", "shop", [shop for shop, _ in found["ShopOpened"]])

    def _listings(self, sent: Sent, logs: list[tuple[int, bytes]]) -> None:
        keys = {number: key for key, number in self._journal.calls(sent, "list")}
        numbers = [int.from_bytes(data[2 * WORD : 3 * WORD], "big") for _, data in logs]
        self._require(sent, sorted(numbers) == sorted(number for number in keys if number is not None))
        self._journal.db.executemany(
            "UPDATE product SET listing = ? WHERE key = ?",
            [(listing & _INDEX, keys[number]) for (listing, _), number in zip(logs, numbers, strict=True)],
        )

    def _in_order(self, sent: Sent, kind: str, table: str, ids: list[int]) -> None:
        calls = self._journal.calls(sent, kind)
        self._require(sent, len(calls) == len(ids))
        column = "key" if table == "shop" else "code"
        self._journal.db.executemany(
            f"INSERT OR REPLACE INTO {table} ({column}, {table}) VALUES (?, ?)",
            [(key, number) for (key, _), number in zip(calls, ids, strict=True)],
        )

    def _require(self, sent: Sent, right: bool) -> None:
        if not right:
            raise CatalogError(
                f"transaction {sent.hash} did not do what {self._journal.path} says: "
                "move the journal away; the next run finds by content what is on the chain"
            )


def _topic(system: System, role: str, name: str) -> tuple[str, str]:
    from eth_utils import keccak

    contract = getattr(system, role)
    abi = next(event for event in contract.contract_type.events if event.name == name)
    return str(contract.address).lower(), "0x" + keccak(text=abi.selector).hex()
