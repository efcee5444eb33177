"""Names in directories: what no file system, and no reader of a list, is to be given."""

import unicodedata

from ecomchain.content.errors import PathError
from ecomchain.content.limits import MAX_NAME


def flaw(name: str) -> str | None:
    """What is wrong with a name in a directory, and the remedy; None if nothing is."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "it is no UTF-8: rename it"
    if not name or name in (".", ".."):
        return "it is no name, but a way to leave the directory"
    if "/" in name or "\\" in name:
        return "it has a slash or a backslash, which would lead out of the directory"
    if size > MAX_NAME:
        return f"it has {size} bytes, and {MAX_NAME} are the most"
    if any(unicodedata.category(each) in ("Cc", "Cs") or each in _BIDI for each in name):
        return "it has control characters or such as turn the direction of writing"
    return None


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def require(name: str, where: str) -> None:
    """Raises PathError for a name that ``flaw`` finds something wrong with."""
    if found := flaw(name):
        raise PathError(f"{where}: the name {name!a} cannot be used: {found}")
