"""Metadata files for the tests: one of each kind that uses every field."""

import copy
import json
from typing import Any

PICTURE = "ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
FOLDER = "ipfs://bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354"

IMAGE = {
    "uri": PICTURE, "type": "image/png", "size": 1_024, "width": 640, "height": 480,
    "alts": {"en": "A blue mug", "zh-Hans": "蓝色马克杯"},
}  # fmt: skip
FILE = {"uri": FOLDER, "type": "application/pdf", "size": 0, "titles": {"en": "Manual"}}
LINKS = [
    {"rel": "website", "url": "https://shop.example.com/mug?colour=blue#top", "titles": {"en": "Our site"}},
    {"rel": "manual", "url": FOLDER + "/manual.pdf"},
    {"rel": "other", "url": "https://xn--fiqs8s.xn--fiqs8s/%E5%95%86"},
]
TITLES = {
    "en": "Blue mug — 0.5 l",
    "zh-Hans": "蓝色马克杯",
    "ar": "كوب أزرق",
    "fa": "می‌خواهم",
    "pt-BR": "Caneca azul",
}
DESCRIPTIONS = {"en": "For tea < 100 °C & coffee.\n\n👩‍💻 likes it.", "hi": "क्‍ष"}

SHOP: dict[str, Any] = {
    "schema": "ecomchain/shop/v1",
    "language": "en",
    "name": TITLES["en"],
    "description": DESCRIPTIONS["en"],
    "image": PICTURE,
    "titles": TITLES,
    "descriptions": DESCRIPTIONS,
    "images": [IMAGE, {"uri": FOLDER, "type": "image/webp", "size": 1}],
    "categories": [["Home", "Kitchen", "Mugs"]],
    "contact": {
        "email": "shop+1@example.co.uk",
        "phone": "+8613800138000",
        "address": "1 Main Street\nSpringfield",
        "hours": "9 to 5",
        "messengers": [{"service": "WeChat", "handle": "blue-mugs"}],
    },
    "links": LINKS,
}
PRODUCT: dict[str, Any] = {
    "schema": "ecomchain/product/v1",
    "language": "en",
    "titles": TITLES,
    "descriptions": DESCRIPTIONS,
    "images": [IMAGE],
    "category": ["Home", "Kitchen", "Mugs"],
    "brand": "Müller & Söhne",
    "model": "M-1",
    "gtin": "4006381333931",
    "attributes": [
        {"names": {"en": "Colour"}, "values": {"en": "blue"}},
        {"names": {"en": "Content"}, "amount": "0.5", "unit": "l"},
        {"names": {"en": "Handles"}, "amount": "-1"},
    ],
    "unit": {"amount": "1", "unit": "piece"},
    "files": [FILE],
    "links": LINKS,
}
TASK: dict[str, Any] = {
    "schema": "ecomchain/task/v1",
    "language": "zh-Hans",
    "titles": {"zh-Hans": "拍三张照片"},
    "descriptions": {"zh-Hans": "白色背景。"},
    "category": ["Photography"],
    "requirements": [{"zh-Hans": "至少 2000 像素"}],
    "images": [IMAGE],
    "files": [FILE],
    "links": LINKS,
}
POST: dict[str, Any] = {
    "schema": "ecomchain/post/v1",
    "language": "en",
    "titles": {"en": "New mugs"},
    "texts": {"en": "They are here.\nCome and see."},
    "images": [IMAGE],
    "files": [FILE],
    "topics": ["mugs"],
    "about": [{"chain_id": 31_337, "listing": "4294967297"}, {"chain_id": 1, "shop": "7"}],
    "reply_to": PICTURE,
    "links": LINKS,
}
REVIEW: dict[str, Any] = {
    "schema": "ecomchain/review/v1",
    "language": "en",
    "texts": {"en": "Good."},
    "scores": {"quality": 5, "description": 4, "delivery": 1, "service": 3},
    "images": [IMAGE],
}
ALL = {"shop": SHOP, "product": PRODUCT, "task": TASK, "post": POST, "review": REVIEW}


def changed(document: dict[str, Any], *steps: str | int, to: Any) -> dict[str, Any]:
    """The document with another value at a place; None removes it."""
    made = copy.deepcopy(document)
    at: Any = made
    for step in steps[:-1]:
        at = at[step]
    if to is None:
        del at[steps[-1]]
    else:
        at[steps[-1]] = to
    return made


def encoded(document: Any) -> bytes:
    return json.dumps(document).encode()
