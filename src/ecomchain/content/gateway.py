"""Gateways over HTTP that give raw blocks, so that nothing needs to be believed."""

import requests

from ecomchain.content import http
from ecomchain.content.cid import Cid
from ecomchain.content.errors import MissingError
from ecomchain.content.limits import MAX_BLOCK
from ecomchain.content.sources import checked


class Gateway:
    """A gateway over HTTP that gives raw blocks (``?format=raw``), such as ``https://ipfs.example``."""

    def __init__(self, url: str):
        self._url = http.address(url, "an IPFS gateway")
        self._session = requests.Session()
        self._session.max_redirects = 5
        self.name = http.shown(self._url)

    def get(self, cid: Cid) -> bytes:
        """A block, checked against its CID."""
        headers = {"Accept": "application/vnd.ipld.raw", "Accept-Encoding": "identity"}
        answer = http.send(
            self._session, "GET", f"{self._url}/ipfs/{cid}", params={"format": "raw"}, headers=headers
        )
        if answer.status_code != 200:
            answer.close()
            raise MissingError(f"{self.name} has no block {cid}: it answers {answer.status_code}")
        return checked(cid, http.body(answer, MAX_BLOCK), self.name)
