"""Every text of the reports, in English and Chinese: ``words.json``."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "zh")


@cache
def table(language: str) -> Mapping[str, str]:
    """All texts of a language by their key."""
    found = json.loads(files(__package__).joinpath("words.json").read_text(encoding="utf-8"))
    return {key: texts[language] for key, texts in found.items()}


class Words:
    """The texts of one language: ``words("shop", number=3)``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._table = table(language)

    def __call__(self, key: str, **values: object) -> str:
        """A text with its values put in. A key that is missing is a KeyError: a test asks for all of them."""
        return self._table[key].format(**values) if values else self._table[key]

    def of(self, group: str, name: object) -> str:
        """A name within a group, such as a state or a check; one that nobody has named is shown as it is."""
        return self._table.get(f"{group}.{name}", str(name))
