"""What is wrong in a metadata file, as data: for a person, a web client or an indexer alike."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``path`` is where, as JSONPath (``$.images[0].uri``); ``code`` names the rule for programs, and is stable;
    ``message`` names what is there, ``remedy`` what to do.
    """

    path: str
    code: str
    message: str
    remedy: str

    def dump(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}: {self.remedy}"
