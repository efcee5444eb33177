"""Names for `ape console`: the contracts of the connected network's deployment, and the common actions."""

from typing import Any


def ape_init_extras() -> dict[str, Any]:
    """Called by Ape. Whatever is missing is said in one line; the console opens all the same."""
    from ecomchain.console_names import names

    return names()
