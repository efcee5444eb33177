"""Whether a metadata file keeps the rules, and its content if it does: for commands and indexers alike."""

from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ecomchain.content.errors import MetadataError
from ecomchain.content.metadata import source
from ecomchain.content.metadata.kinds import KINDS, NAME, Metadata
from ecomchain.content.problem import Problem

_MOST = 100
"""Problems given at once."""


def load(data: bytes, kind: str | None = None) -> Metadata:
    """The metadata in a file, of ``kind`` if one is named. Raises MetadataError with all that is wrong."""
    found, wrong = _read(data, kind)
    if wrong or found is None:
        raise MetadataError(wrong)
    return found


def problems(data: bytes, kind: str | None = None) -> list[Problem]:
    """All that is wrong with a metadata file, in its order; nothing if it keeps the rules."""
    return _read(data, kind)[1]


def _read(data: bytes, kind: str | None) -> tuple[Metadata | None, list[Problem]]:
    value, wrong = source.parse(data)
    if wrong:
        return None, wrong[:_MOST]
    model, wrong = _model(value, kind)
    if model is None:
        return None, wrong
    try:
        return cast("Metadata", model.model_validate(value)), []
    except ValidationError as error:
        return None, [_problem(each) for each in error.errors(include_url=False)[:_MOST]]


def _model(value: Any, kind: str | None) -> tuple[type[Any] | None, list[Problem]]:
    known = ", ".join(f"ecomchain/{name}/v1" for name in KINDS)
    if not isinstance(value, dict):
        return None, [Problem("$", "type", "it is no object", f"write an object with a `schema`: {known}")]
    name = value.get("schema")
    found = NAME.fullmatch(name) if isinstance(name, str) else None
    if not found or found[1] not in KINDS or found[2] != "1":
        shown = "it is missing" if "schema" not in value else f"{_shown(name)} is none that is known"
        return None, [Problem("$.schema", "schema", shown, f"give one of {known}")]
    if kind is not None and found[1] != kind:
        return None, [Problem("$.schema", "schema", f"it is a {found[1]}", f"give ecomchain/{kind}/v1")]
    return KINDS[found[1]], []


_MANUAL = "see docs/content.md"
_RULES = {
    "missing": ("missing", "it is missing", "add it"),
    "extra_forbidden": ("unknown", "there is no such field", "remove it, or correct its name"),
    "string_type": ("type", "{shown} is no text", "write text in quotes"),
    "int_type": ("type", "{shown} is no whole number", "write a whole number without quotes"),
    "list_type": ("type", "{shown} is no list", "write a list: [ ... ]"),
    "dict_type": ("type", "{shown} is no object", "write an object: {{ ... }}"),
    "model_type": ("type", "{shown} is no object", "write an object: {{ ... }}"),
    "string_too_short": ("too_short", "it is empty", "write something, or leave the field out"),
    "string_too_long": ("too_long", "it has {length} characters", "{max_length} are the most: shorten it"),
    "too_short": ("too_few", "it has {actual_length} entries", "{min_length} are the fewest: add some"),
    "too_long": ("too_many", "it has more than {max_length} entries", "remove some"),
    "greater_than_equal": ("too_small", "{shown} is too small", "{ge} is the smallest"),
    "less_than_equal": ("too_great", "{shown} is too great", "{le} is the greatest"),
    "literal_error": ("choice", "{shown} is none of the choices", "give {expected}"),
    "string_pattern_mismatch": ("form", "{shown} has not the form it needs", "{form}"),
}
"""For each kind of error of pydantic: the code, what is said, and the remedy."""

_FORMS = {
    "uri": "give ipfs:// and a CID: `content add` prints it",
    "image": "give ipfs:// and a CID: `content add` prints it",
    "reply_to": "give ipfs:// and a CID: `content add` prints it",
    "url": "give ipfs://..., or https:// with a host name in small letters",
    "language": "give a language as BCP 47 has it: en, zh-Hans, pt-BR",
    "[key]": "give a language as BCP 47 has it: en, zh-Hans, pt-BR",
    "email": "give an address like shop@example.com",
    "phone": "give it with +, country and number, digits only: +8613800138000",
    "gtin": "give the 8, 12, 13 or 14 digits of the barcode",
    "amount": 'give a decimal as text, such as "12.5"',
    "type": "give a media type such as application/pdf",
    "listing": "give the id as text, in digits",
    "shop": "give the id as text, in digits",
}
"""How a field is to look, by its name."""


def _problem(error: ErrorDetails) -> Problem:
    steps = tuple(step for step in error["loc"] if step != "[key]")
    context, shown = error.get("ctx", {}), _shown(error["input"])
    rule = _RULES.get(error["type"])
    if rule is None:
        at = (*steps, *context.get("at", ()))
        message = str(context.get("message", error["msg"]))
        return Problem(source.path(at), error["type"], message, str(context.get("remedy", _MANUAL)))
    code, message, remedy = rule
    length = len(error["input"]) if isinstance(error["input"], str | list | dict) else 0
    form = _FORMS.get(str(error["loc"][-1]), _MANUAL)
    values = {**context, "shown": shown, "length": length, "form": form}
    return Problem(source.path(steps), code, message.format(**values), remedy.format(**values))


def _shown(value: Any) -> str:
    """A value in a message: short, and in ASCII."""
    text = ascii(value) if not isinstance(value, dict | list) else f"a list or object of {len(value)}"
    return text if len(text) <= 60 else text[:57] + "..."
