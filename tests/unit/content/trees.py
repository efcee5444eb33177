"""Trees for the tests: blocks in memory, files on the disk, and Protocol Labs' libraries to compare with."""

import io
import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ecomchain.content import dagpb, tree, unixfs
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.dagpb import Link
from ecomchain.content.errors import MissingError
from ecomchain.content.files import Part, add_stream
from ecomchain.content.sources import checked
from ecomchain.content.walk import walk

EMPTY_FILE = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
EMPTY_DIRECTORY = "bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"

SCRIPT = Path(__file__).with_name("ipfs.mjs")


class Memory(dict[Cid, bytes]):
    """Blocks in memory; checked when they are read, as every source does."""

    def put(self, cid: Cid, data: bytes) -> bool:
        new = cid not in self
        self[cid] = data
        return new

    def get(self, cid: Cid) -> bytes:  # type: ignore[override]
        if cid not in self:
            raise MissingError(f"there is no block {cid}")
        return checked(cid, self[cid], "memory")

    def node(self, links: Iterable[Link], message: bytes) -> Cid:
        """A dag-pb node of any links and any data, well-formed or not."""
        block = dagpb.encode(links, message)
        cid = Cid.of(block, Codec.DAG_PB)
        self[cid] = block
        return cid

    def raw(self, data: bytes) -> Cid:
        cid = Cid.of(data)
        self[cid] = data
        return cid

    def file(self, parts: list[tuple[Cid, int]]) -> Cid:
        """A file that says its parts have so many bytes, true or not."""
        links = [Link(cid, "", size) for cid, size in parts]
        return self.node(links, unixfs.encode_file([size for _, size in parts]))

    def directory(self, entries: list[tuple[str, Cid]]) -> Cid:
        """A directory with these names, in this order, allowed or not."""
        return self.node([Link(cid, name, 1) for name, cid in entries], unixfs.DIRECTORY)


def add_bytes(data: bytes, sink: Memory, **sizes: int) -> Part:
    return add_stream(io.BytesIO(data), sink, **sizes)


def read(source: Any, root: Cid) -> dict[str, bytes | None]:
    """Every file's bytes by its path; None for directories."""
    return {
        "/".join(item.path): None
        if item.opened.is_directory
        else b"".join(tree.file_bytes(source, item.opened))
        for item in walk(source, root)
    }


def libraries(command: str, tasks: list[dict[str, Any]]) -> list[Any]:
    """What Protocol Labs' libraries say; a list for a list."""
    done = subprocess.run(
        ["node", str(SCRIPT), command], input=json.dumps(tasks).encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers
