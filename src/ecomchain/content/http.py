"""Requests to RPCs and gateways, bounded in time and size; errors name the address and the remedy."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from ecomchain.content.errors import RemoteError

TIMEOUT = (10, 300)
"""Seconds until a connection, and between two pieces of an answer."""


def address(text: str, what: str) -> str:
    """The address of a server, up to its path. Raises RemoteError for what is no http(s) URL."""
    try:
        parts = urlsplit(text.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise RemoteError(f"{text!r} is no address of {what}: give one like http://127.0.0.1:5001")
    return urlunsplit(parts).rstrip("/")


def shown(url: str) -> str:
    """An address without the name and password in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def send(session: requests.Session, method: str, url: str, **more: Any) -> requests.Response:
    """The answer to a request, its body not read yet. Raises RemoteError if there is none."""
    try:
        return session.request(method, url, timeout=TIMEOUT, stream=True, **more)
    except requests.RequestException as error:
        raise RemoteError(
            f"{shown(url).partition('?')[0]} does not answer ({type(error).__name__}): "
            "is it running, and the address right?"
        ) from None


def body(response: requests.Response, most: int) -> bytes:
    """The bytes of an answer, up to ``most + 1`` of them. Raises RemoteError if it breaks off."""
    data = bytearray()
    try:
        for piece in response.iter_content(65_536):
            data += piece
            if len(data) > most:
                return bytes(data[: most + 1])
    except requests.RequestException as error:
        raise RemoteError(
            f"{shown(response.url).partition('?')[0]} broke off: {type(error).__name__}: try again"
        ) from None
    finally:
        response.close()
    return bytes(data)


def multipart(boundary: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A form with one file, ``file``, of these bytes."""
    yield (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
    yield from pieces
    yield f"\r\n--{boundary}--\r\n".encode()
