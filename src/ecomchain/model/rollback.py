"""Calls that happen whole or not at all."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from ecomchain.model.errors import ModelRevert
from ecomchain.model.token import Token


class Part(Protocol):
    """A contract of the model that keeps all that changes in its ``book``."""

    book: Any


@contextmanager
def whole(token: Token, *parts: Part) -> Iterator[None]:
    """Take back what was done to the token and to the parts where the call is refused in the end."""
    books = [copy.deepcopy(part.book) for part in parts]
    with token.atomic():
        try:
            yield
        except ModelRevert:
            for part, book in zip(parts, books, strict=True):
                part.book = book
            raise
