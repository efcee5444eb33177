"""The metadata files: shop, product, task, post, review; version 1 of each."""

import re
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from ecomchain.content.metadata.fields import (
    Amount,
    Bodies,
    Category,
    Descriptions,
    Document,
    Files,
    Images,
    Line,
    Links,
    Maybe,
    Number,
    Paragraphs,
    Part,
    Titles,
    UnitCode,
    Uri,
    Word,
    Words,
)
from ecomchain.content.metadata.flaw import flaw


def _gtin(digits: str) -> str:
    """The digits of a GTIN (barcode) if the last one is their check digit."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    if total % 10:
        message = f"{digits!r} has a wrong check digit"
        raise flaw("gtin", message, "copy it from the barcode")
    return digits


Gtin = Annotated[
    str, StringConstraints(pattern=r"^(?:[0-9]{8}|[0-9]{12,14})$"), AfterValidator(_gtin)
]  # fmt: skip
Email = Annotated[
    str,
    StringConstraints(
        pattern=r"^[A-Za-z0-9._%+\-]{1,64}@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$",
        max_length=254,
    ),
]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,19}$")]
Score = Annotated[int, Field(ge=1, le=5)]


class Attribute(Part):
    """A property: in words by language, or as a number with or without a unit."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["values"]}, {"required": ["amount"]}],
            "dependentRequired": {"unit": ["amount"]},
        }
    )

    names: Words
    values: Maybe[Titles] = None
    amount: Maybe[Number] = None
    unit: Maybe[UnitCode] = None

    @model_validator(mode="after")
    def _one_value(self) -> Self:
        if (self.values is None) == (self.amount is None) or (self.unit and self.amount is None):
            message = "it has not exactly one of `values` and `amount`, or a `unit` without `amount`"
            raise flaw("attribute", message, "give one")
        return self


class Messenger(Part):
    """An account at a messenger."""

    service: Word
    handle: Line


class Contact(Part):
    """How to reach a shop; one way at least."""

    model_config: ClassVar[ConfigDict] = ConfigDict(json_schema_extra={"minProperties": 1})

    email: Maybe[Email] = None
    phone: Maybe[Phone] = None
    address: Maybe[Paragraphs] = None
    hours: Maybe[Paragraphs] = None
    messengers: Annotated[list[Messenger], Field(max_length=10)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if not self.model_fields_set:
            message = "it says no way to reach the shop"
            raise flaw("contact", message, "add one, or leave it out")
        return self


class Shop(Document):
    """A shop's metadata, which ``tokenURI`` leads to.

    ``name``, ``description`` and ``image`` are what wallets show of an ERC-721 token. They repeat the title
    and description in ``language`` and the first image: nobody sees another shop in a wallet than here.
    """

    schema_: Annotated[Literal["ecomchain/shop/v1"], Field(alias="schema")]
    name: Line
    description: Paragraphs
    image: Uri
    titles: Titles
    descriptions: Descriptions
    images: Annotated[Images, Field(min_length=1)]
    categories: Annotated[list[Category], Field(max_length=10)] = Field(default_factory=list)
    contact: Maybe[Contact] = None
    links: Links = Field(default_factory=list)

    @model_validator(mode="after")
    def _wallets_see_the_same(self) -> Self:
        own = self.language
        pairs = (
            ("name", self.name, self.titles.get(own), f"titles.{own}"),
            ("description", self.description, self.descriptions.get(own), f"descriptions.{own}"),
            ("image", self.image, self.images[0].uri, "images[0].uri"),
        )
        for name, found, expected, where in pairs:
            if found != expected:
                message = f"`{name}`, which wallets show, is not `{where}`"
                raise flaw("wallet", message, "make them the same", name)
        return self


class Product(Document):
    """What a listing offers: goods or a service."""

    schema_: Annotated[Literal["ecomchain/product/v1"], Field(alias="schema")]
    titles: Titles
    descriptions: Maybe[Descriptions] = None
    images: Images = Field(default_factory=list)
    category: Category
    brand: Maybe[Line] = None
    model: Maybe[Line] = None
    gtin: Maybe[Gtin] = None
    attributes: Annotated[list[Attribute], Field(max_length=100)] = Field(default_factory=list)
    unit: Annotated[Amount, Field(description="What one unit of the listing is.")]
    files: Files = Field(default_factory=list)
    links: Links = Field(default_factory=list)


class Task(Document):
    """What is to be done for a bounty, or to promote a product: requirements, and files to work with."""

    schema_: Annotated[Literal["ecomchain/task/v1"], Field(alias="schema")]
    titles: Titles
    descriptions: Descriptions
    category: Maybe[Category] = None
    requirements: Annotated[list[Descriptions], Field(max_length=50)] = Field(default_factory=list)
    images: Images = Field(default_factory=list)
    files: Files = Field(default_factory=list)
    links: Links = Field(default_factory=list)


class Subject(Part):
    """What a post is about: a listing or a shop of a deployment; ids are text, since they may be large."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["listing"]}, {"required": ["shop"]}]}
    )

    chain_id: Annotated[int, Field(ge=1, le=2**53 - 1)]
    listing: Maybe[Id] = None
    shop: Maybe[Id] = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.listing is None) == (self.shop is None):
            message = "it has not exactly one of `listing` and `shop`"
            raise flaw("subject", message, "give one")
        return self


class Post(Document):
    """What a shop shares."""

    schema_: Annotated[Literal["ecomchain/post/v1"], Field(alias="schema")]
    titles: Maybe[Titles] = None
    texts: Bodies
    images: Images = Field(default_factory=list)
    files: Files = Field(default_factory=list)
    topics: Annotated[list[Word], Field(max_length=10)] = Field(default_factory=list)
    about: Annotated[list[Subject], Field(max_length=20)] = Field(default_factory=list)
    reply_to: Maybe[Uri] = None
    links: Links = Field(default_factory=list)


class Scores(Part):
    """Scores of 1 to 5 for single sides of a purchase; the chain has the one for all of it."""

    quality: Maybe[Score] = None
    description: Maybe[Score] = None
    delivery: Maybe[Score] = None
    service: Maybe[Score] = None


class Review(Document):
    """What somebody says of an order; order and score are on the chain."""

    schema_: Annotated[Literal["ecomchain/review/v1"], Field(alias="schema")]
    texts: Descriptions
    scores: Maybe[Scores] = None
    images: Images = Field(default_factory=list)


Metadata = Shop | Product | Task | Post | Review

KINDS: dict[str, type[Any]] = {"shop": Shop, "product": Product, "task": Task, "post": Post, "review": Review}
"""The kinds by name."""

NAME = re.compile(r"ecomchain/([a-z]+)/v([0-9]+)")
"""What ``schema`` says: the kind and its version."""
