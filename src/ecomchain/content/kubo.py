"""The RPC of a Kubo node, or of anything that speaks it: send, pin, read blocks.

Used are ``dag/import``, or ``block/put`` and ``pin/add`` where a server has no import, and ``block/get``.
"""

import contextlib
import json
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

import requests

from ecomchain.content import car, http
from ecomchain.content.cid import Cid, Codec
from ecomchain.content.errors import CidError, MissingError, RemoteError
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.sources import checked
from ecomchain.reports.formats import plain

_MOST = 1024 * 1024
_CODECS = {Codec.RAW: "raw", Codec.DAG_PB: "dag-pb"}


class Kubo:
    """A node's RPC at ``url``, such as ``http://127.0.0.1:5001``; name and password may be part of it."""

    def __init__(self, url: str):
        self._url = http.address(url, "an IPFS node's RPC")
        self._session = requests.Session()
        self.name = http.shown(self._url)

    def pin(self, root: Cid, blocks: Iterable[tuple[Cid, bytes]]) -> None:
        """Sends a tree and has it pinned; done when the node has said that it is. May be repeated."""
        # Asked without a file first: a server that has no such command would hang up amid the upload.
        asked = self._post("dag/import", {})
        asked.close()
        if asked.status_code in (404, 405):
            self._put_all(root, blocks)
            return
        answer = self._upload("dag/import", {"pin-roots": "true"}, car.stream(root, blocks))
        roots = [
            line["Root"] for line in self._lines(answer, "dag/import") if isinstance(line.get("Root"), dict)
        ]
        for found in roots:
            failure = found.get("PinErrorMsg")
            if failure:
                raise RemoteError(f"{self.name} has not pinned {root}: {plain(str(failure), 300)}")
        if [_cid(found.get("Cid")) for found in roots] != [root]:
            raise RemoteError(
                f"{self.name} does not say that it has pinned {root}: see its log, and try again"
            )

    def get(self, cid: Cid) -> bytes:
        """A block, checked against its CID."""
        answer = self._post("block/get", {"arg": str(cid)})
        if answer.status_code != 200:
            raise MissingError(f"{self.name} has no block {cid}: {self._reason(answer)}")
        return checked(cid, http.body(answer, MAX_BLOCK), self.name)

    def _put_all(self, root: Cid, blocks: Iterable[tuple[Cid, bytes]]) -> None:
        for cid, data in blocks:
            answer = self._upload(
                "block/put", {"cid-codec": _CODECS[cid.codec], "mhtype": "sha2-256"}, iter([data])
            )
            kept = [_cid(line.get("Key")) for line in self._lines(answer, "block/put")]
            if kept != [cid]:
                raise RemoteError(f"{self.name} keeps a block as {kept[0] if kept else None}, which is {cid}")
        pins: list[Any] = []
        for line in self._lines(self._post("pin/add", {"arg": str(root)}), "pin/add"):
            pins.extend(line.get("Pins") or [])
        if root not in [_cid(pin) for pin in pins]:
            raise RemoteError(
                f"{self.name} does not say that it has pinned {root}: see its log, and try again"
            )

    def _upload(self, command: str, arguments: dict[str, str], pieces: Iterator[bytes]) -> requests.Response:
        boundary = secrets.token_hex(16)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._post(command, arguments, data=http.multipart(boundary, pieces), headers=headers)

    def _post(self, command: str, arguments: dict[str, str], **more: Any) -> requests.Response:
        url = f"{self._url}/api/v0/{command}"
        return http.send(self._session, "POST", url, params=arguments, allow_redirects=False, **more)

    def _lines(self, answer: requests.Response, command: str) -> Iterator[dict[str, Any]]:
        if answer.status_code != 200:
            raise RemoteError(f"{self.name} refuses {command}: {self._reason(answer)}")
        try:
            for line in http.body(answer, _MOST).decode().splitlines():
                found = json.loads(line) if line.strip() else {}
                if not isinstance(found, dict):
                    raise ValueError
                if found.get("Type") == "error":
                    raise RemoteError(
                        f"{self.name} refuses {command}: {plain(str(found.get('Message')), 300)}"
                    )
                yield found
        except ValueError:
            raise RemoteError(
                f"{self.name} answers {command} with no JSON: is it an IPFS node's RPC?"
            ) from None

    def _reason(self, answer: requests.Response) -> str:
        """What a refusal says: its message, or its status."""
        text = http.body(answer, 4_096).decode(errors="replace")
        with contextlib.suppress(ValueError, KeyError, TypeError):
            text = str(json.loads(text)["Message"])
        return f"{answer.status_code} {plain(text.strip(), 300)}".strip()


def _cid(value: Any) -> Cid | None:
    """The CID in an answer, as text or as ``{"/": text}``."""
    text = value.get("/") if isinstance(value, dict) else value
    try:
        return Cid.parse(text) if isinstance(text, str) else None
    except CidError:
        return None
