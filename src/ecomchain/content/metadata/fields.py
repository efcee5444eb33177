"""What the metadata files have in common: texts in several languages, images, files, links, amounts."""

from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints, model_validator
from pydantic_core import CoreSchema

from ecomchain.content.metadata.flaw import flaw
from ecomchain.content.metadata.text import Plain

LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
"""BCP 47: a language, perhaps a script, perhaps a region, in the usual letters: en, zh-Hans, es-419."""

CID = r"baf(?:krei|ybei)[a-h][a-z2-7]{50}[aeimquy4]"
"""A CIDv1 in base32, raw or dag-pb, sha2-256: the first letters are fixed, the last one has two bits less."""

IPFS = rf"^ipfs://{CID}$"
_HOST = r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9\-]{1,59})"
_REST = r"[A-Za-z0-9._~!$&'()*+,;=:@%/?#\-]*"
HTTPS = rf"^https://{_HOST}(?:[/?#]{_REST})?$"
URL = rf"^(?:ipfs://{CID}(?:/{_REST})?|https://{_HOST}(?:[/?#]{_REST})?)$"
"""``ipfs://``, or ``https://`` with a name in ASCII, in small letters: no number, port, user or password."""

LARGEST = 2**53 - 1
"""The largest number that every reader of JSON reads exactly."""


Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=64), Plain()]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200), Plain()]
Paragraphs = Annotated[str, StringConstraints(min_length=1, max_length=20_000), Plain(several=True)]
Body = Annotated[str, StringConstraints(min_length=1, max_length=50_000), Plain(several=True)]
Uri = Annotated[str, StringConstraints(pattern=IPFS)]
Url = Annotated[str, StringConstraints(pattern=URL, max_length=2_048)]
MimeType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+\-]{0,99}$")]
Size = Annotated[int, Field(ge=0, le=LARGEST)]
Pixels = Annotated[int, Field(ge=1, le=65_535)]
Number = Annotated[str, StringConstraints(pattern=r"^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$")]

_SEVERAL = Field(min_length=1, max_length=50)
Words = Annotated[dict[Language, Word], _SEVERAL]
Titles = Annotated[dict[Language, Line], _SEVERAL]
Descriptions = Annotated[dict[Language, Paragraphs], _SEVERAL]
Bodies = Annotated[dict[Language, Body], _SEVERAL]

UnitCode = Literal[
    "piece", "pair", "set", "pack", "page", "word", "person", "licence", "percent",
    "mg", "g", "kg", "t", "ml", "l", "m3", "mm", "cm", "m", "km", "m2",
    "minute", "hour", "day", "week", "month", "year",
    "byte", "kb", "mb", "gb", "tb", "w", "kw", "kwh", "v", "a", "celsius",
]  # fmt: skip
"""Units of measure, by their usual symbols in small letters, and units of counting."""


class _Absent:
    """Marks a field that may be left out, but not be null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


T = TypeVar("T")
Maybe = Annotated[T | None, _Absent()]


class Part(BaseModel):
    """A part of a metadata file: no other fields than those named, no conversions."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True, frozen=True)


class Image(Part):
    """A picture. SVG is none: it can carry scripts."""

    uri: Uri
    type: Literal["image/png", "image/jpeg", "image/webp", "image/avif", "image/gif"]
    size: Annotated[int, Field(ge=1, le=50 * 1024 * 1024, description="Bytes.")]
    width: Maybe[Pixels] = None
    height: Maybe[Pixels] = None
    alts: Maybe[Titles] = None


class File(Part):
    """A file to be read or downloaded."""

    uri: Uri
    type: MimeType
    size: Annotated[int, Field(ge=0, le=LARGEST, description="Bytes.")]
    titles: Maybe[Titles] = None


class Link(Part):
    """An address elsewhere, and what is there."""

    rel: Literal[
        "website", "shop", "manual", "video", "audio", "social", "support", "licence", "source", "other"
    ]
    url: Url
    titles: Maybe[Titles] = None


class Amount(Part):
    """So much of a unit: a decimal as text, so that every reader has the same number."""

    amount: Number
    unit: UnitCode


class Document(Part):
    """A whole metadata file. Texts by language have the one in ``language`` at least."""

    language: Language

    def by_language(self) -> dict[str, dict[str, str]]:
        """Its texts by language that must have the one in ``language``, by the field's name."""
        names = ("titles", "descriptions", "texts")
        return {name: found for name in names if (found := getattr(self, name, None)) is not None}

    @model_validator(mode="after")
    def _own_language(self) -> Self:
        for name, found in self.by_language().items():
            if self.language not in found:
                message = f"`{name}` has no {self.language!r}, which `language` names"
                raise flaw("language", message, "add it, or name another language", name)
        return self


Images = Annotated[list[Image], Field(max_length=32)]
Files = Annotated[list[File], Field(max_length=32)]
Links = Annotated[list[Link], Field(max_length=20)]
Category = Annotated[
    list[Word],
    Field(min_length=1, max_length=8, description="From the widest to the narrowest, in `language`."),
]
