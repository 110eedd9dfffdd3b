# SPDX-License-Identifier: MIT
"""The API's description: valid, complete, and true about problems."""

from __future__ import annotations

import json
from typing import Any

import httpx
import msgspec
import pytest

from thinktank.web import openapi
from thinktank.web.errors import Problem

pytestmark = pytest.mark.usefixtures("database")


async def described(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/schema/openapi.json")
    assert answer.status_code == 200
    schema: dict[str, Any] = answer.json()
    return schema


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in openapi.METHODS
    }


async def test_every_reference_leads_somewhere(client: httpx.AsyncClient) -> None:
    schema = await described(client)
    assert schema["openapi"].startswith("3.1.")
    text = json.dumps(schema)
    references = {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}
    assert len(references) > len(openapi.PROBLEMS)
    for reference in references:
        found: Any = schema
        for step in reference.split("/"):
            found = found[step.replace("~1", "/").replace("~0", "~")]
        assert found, reference


async def test_every_operation_has_a_name_of_its_own_and_names_its_problems(client: httpx.AsyncClient) -> None:
    found = operations(await described(client))
    names = [operation["operationId"] for operation in found.values()]
    assert len(names) == len(set(names)) > 100
    assert all(path.split()[1].startswith("/api/v1/") for path in found)
    missing = {
        name: sorted(set(openapi.PROBLEMS) - set(operation["responses"]))
        for name, operation in found.items()
        if not set(openapi.PROBLEMS) <= set(operation["responses"])
    }
    assert missing == {}
    assert {"401", "403", "404", "409", "422"} <= set(openapi.PROBLEMS)


async def test_every_path_parameter_is_described(client: httpx.AsyncClient) -> None:
    for name, operation in operations(await described(client)).items():
        wanted = {part.strip("{}") for part in name.split("/") if part.startswith("{")}
        described_ones = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert wanted == described_ones, name


async def test_a_problem_is_described_as_it_is_answered(client: httpx.AsyncClient) -> None:
    schema = await described(client)
    problem = schema["components"]["schemas"]["Problem"]
    assert set(problem["properties"]) == {field.name for field in msgspec.structs.fields(Problem)}
    for status in openapi.PROBLEMS:
        response = schema["components"]["responses"][f"Problem{status}"]
        assert list(response["content"]) == ["application/problem+json"]
    refused = await client.get("/api/v1/me")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert set(problem["required"]) <= set(refused.json()) <= set(problem["properties"])
