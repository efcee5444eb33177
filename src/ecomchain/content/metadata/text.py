"""Text that a metadata file may have: for people to read, nothing else.

Refused are markup, addresses in running text, and characters that cannot be seen or change how others are
read. The patterns are understood alike by Python's ``re`` and, with the flag ``u``, by ECMAScript.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from ecomchain.content.metadata.flaw import flaw

# Invisible, or changing the direction or form of what is beside it: controls, soft hyphen, joiners of
# graphemes, fillers, marks and overrides of direction, invisible operators, halves of pairs, no characters.
_NEVER = (
    r"\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200E\u200F"
    r"\u2028-\u202E\u2060-\u206F\u2800\u3164\uD800-\uDFFF\uFDD0-\uFDEF\uFEFF\uFFA0\uFFF0-\uFFFF"
)
_NEVER_FAR = ((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF))
_PLAIN = r"\u0000-\u058F"
"""Latin, Greek, Cyrillic, Armenian and what they share: scripts that join nothing with U+200C and U+200D."""

_MARKUP = r"<[A-Za-z/!?]"
_SCRIPT = r"[jJ][aA][vV][aA][sS][cC][rR][iI][pP][tT]:"
_ADDRESS = rf"[A-Za-z0-9+.\-]:\/\/|{_SCRIPT}|[dD][aA][tT][aA]:[A-Za-z]+\/"
_JOINER = rf"(?:^|[{_PLAIN}])[\u200C\u200D]|[\u200C\u200D](?:$|[{_PLAIN}])"


def _pattern(never: str) -> str:
    """The pattern of a text without characters of the class ``never``, blanks at its ends or the above."""
    ahead = "".join(rf"(?![\s\S]*(?:{each}))" for each in (_MARKUP, _ADDRESS, _JOINER))
    return rf"^(?=\S){ahead}[^{never}]+(?<=\S)$"


def _far(escape: str) -> str:
    return "".join(f"{escape.format(first)}-{escape.format(last)}" for first, last in _NEVER_FAR)


LINES = _pattern(_NEVER + _far(r"\u{{{:X}}}"))
"""The ECMAScript pattern of a text that may have line feeds."""

LINE = _pattern(r"\u000A" + _NEVER + _far(r"\u{{{:X}}}"))
"""The ECMAScript pattern of a text on one line."""

_far_python = _far(r"\U{:08X}")
_CHARACTERS = {
    False: re.compile(rf"[\u000A{_NEVER}{_far_python}]"),
    True: re.compile(rf"[{_NEVER}{_far_python}]"),
}


@dataclass(frozen=True, slots=True)
class Plain:
    """Marks a text for people, of one line or of several, in a model and in its JSON Schema."""

    several: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.required, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "pattern": LINES if self.several else LINE}

    def required(self, text: str) -> str:
        """``text``; raises PydanticCustomError with its first flaw, if it has one."""
        for code, message, remedy in _flaws(text, self.several):
            raise flaw(code, message, remedy)
        return text


def _flaws(text: str, lines: bool) -> Iterator[tuple[str, str, str]]:
    if found := _CHARACTERS[lines].search(text):
        yield (
            "character",
            f"it has U+{ord(found[0]):04X} ({_name(found[0])}) at character {found.start() + 1}",
            "remove what cannot be seen or turns the direction of writing"
            + ("" if lines or found[0] != "\n" else "; this text is a single line"),
        )
    if found := re.search(_JOINER, text):
        yield "character", f"it has a joiner at character {found.start() + 1} that joins nothing", "remove it"
    if found := re.search(_MARKUP, text):
        yield "markup", f"it has markup: {text[found.start() :][:20]!a}", 'write text only; "< " is allowed'
    if found := re.search(_ADDRESS, text):
        yield (
            "address",
            f"it has an address: {text[max(0, found.start() - 10) :][:40]!a}",
            "give it in `links`",
        )
    if text != text.strip():
        yield "blank", "it begins or ends with blanks", "remove them"
    if not unicodedata.is_normalized("NFC", text):
        yield "not_nfc", "its characters are not composed (NFC)", "normalise it to NFC"


def _name(character: str) -> str:
    return unicodedata.name(character, "a control character")
