"""The JSON Schemas (draft 2020-12) of the metadata files, generated from the models and kept beside this."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from ecomchain.content.metadata.kinds import KINDS


class _Generator(GenerateJsonSchema):
    """Without defaults: a field that is left out is left out."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def generate(kind: str) -> dict[str, Any]:
    """The schema of a kind, as its model has it."""
    made = KINDS[kind].model_json_schema(by_alias=True, schema_generator=_Generator)
    _close(made)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ecomchain:{kind}:v1",
        **made,
    }


def _close(schema: Any) -> None:
    """Objects whose names have a pattern have no other names; pydantic leaves that to be understood."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema["additionalProperties"] = False
        for below in schema.values():
            _close(below)
    elif isinstance(schema, list):
        for below in schema:
            _close(below)


def text(kind: str) -> str:
    """The schema of a kind as its file has it."""
    return json.dumps(generate(kind), indent=2, ensure_ascii=True) + "\n"


def published(kind: str) -> str:
    """The file with the schema of a kind."""
    return (files("ecomchain.content.metadata") / "schemas" / f"{kind}-v1.json").read_text(encoding="utf-8")


def write() -> None:
    """Writes all schemas anew, into the source tree."""
    folder = Path(__file__).with_name("schemas")
    for kind in KINDS:
        (folder / f"{kind}-v1.json").write_text(text(kind), encoding="utf-8")


if __name__ == "__main__":
    write()
