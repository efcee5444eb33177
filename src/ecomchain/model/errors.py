"""How the model refuses an operation."""

from typing import Any


class ModelRevert(Exception):  # noqa: N818 - named as what the contracts do
    """An operation is refused: ``name`` and ``values`` are those of the contracts' custom error.

    Where several rules are broken the first one is named, in the order: who calls, whether the
    thing exists, what is asked, when, and last of all the payment. Nothing has changed.
    """

    def __init__(self, name: str, /, **values: Any) -> None:
        self.name = name
        self.values = values
        super().__init__(f"{name}({', '.join(f'{key}={value}' for key, value in values.items())})")


def require(condition: bool, name: str, /, **values: Any) -> None:
    """Raise ``ModelRevert(name, **values)`` unless the condition holds."""
    if not condition:
        raise ModelRevert(name, **values)
