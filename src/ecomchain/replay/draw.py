"""Seeded choices that are the same on every machine and depend on nothing but their labels."""

from hashlib import sha256


class Draw:
    """Choices of one seed. The same labels give the same choice, in whatever order they are asked for."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def below(self, bound: int, *labels: str | int) -> int:
        """A number from 0 to ``bound - 1``, evenly."""
        text = "\x1f".join([str(self._seed), *(f"{type(label).__name__}:{label}" for label in labels)])
        return int.from_bytes(sha256(text.encode()).digest()) % bound
