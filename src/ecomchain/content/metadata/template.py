"""A first metadata file of each kind, which keeps the rules already, to be filled in."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ecomchain.content import adding
from ecomchain.content.errors import MetadataError, PathError
from ecomchain.content.files import Sink
from ecomchain.content.metadata.check import load
from ecomchain.content.problem import Problem

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
)
"""How pictures begin: bytes, where they stand, and the type."""


def image(path: Path, sink: Sink) -> dict[str, Any]:
    """An entry of ``images`` for the file at ``path``, its blocks put into ``sink``.

    Raises PathError for what is no picture that a metadata file may have.
    """
    part = adding.add(path, sink)
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise PathError(f"{path} cannot be read: {error.strerror}") from None
    for magic, at, kind in _MAGIC:
        if head[at : at + len(magic)] == magic:
            return {"uri": part.cid.uri, "type": kind, "size": part.size}
    raise PathError(f"{path} is no picture in PNG, JPEG, WebP, AVIF or GIF: convert it")


def new(kind: str, title: str, language: str = "en", images: Sequence[dict[str, Any]] = ()) -> str:
    """The text of a first metadata file. Raises MetadataError where title or language break rules.

    A shop's needs an image, since wallets show it; without one MetadataError says so.
    """
    if kind == "shop" and not images:
        remedy = "give one with --image: PNG, JPEG, WebP, AVIF or GIF"
        raise MetadataError(
            [Problem("$.images", "too_few", "a shop has no image for wallets to show", remedy)]
        )
    about = "Describe it here."
    found: dict[str, Any] = {"schema": f"ecomchain/{kind}/v1", "language": language}
    if kind == "shop":
        found |= {"name": title, "description": about, "image": images[0]["uri"]}
    if kind != "review":
        found |= {"titles": {language: title}, "links": []}
    if kind in ("post", "review"):
        found["texts"] = {language: about}
    else:
        found["descriptions"] = {language: about}
    found["images"] = list(images)
    if kind == "product":
        found |= {"category": ["Other"], "unit": {"amount": "1", "unit": "piece"}, "attributes": []}
    data = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    load(data.encode(errors="surrogatepass"), kind)
    return data
