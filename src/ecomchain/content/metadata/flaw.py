"""What a rule of ours says in the terms of pydantic."""

from typing import Any, cast

from pydantic_core import PydanticCustomError


def flaw(code: str, message: str, remedy: str, *at: str | int) -> PydanticCustomError:
    """An error with a stable ``code``; ``at`` leads from the value that was looked at to the field meant."""
    context = {"message": message, "remedy": remedy, "at": at}
    return PydanticCustomError(cast("Any", code), "{message}", context)
