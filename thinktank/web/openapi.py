# SPDX-License-Identifier: MIT
"""The API's description: what Litestar derives, and the problems that any call may be answered with."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin
from typing_extensions import override

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEMS: dict[str, str] = {
    "400": "请求不完整或写法不对",
    "401": "没有登录，或令牌无效、过期",
    "403": "没有权限",
    "404": "没有找到，或不在调用者的范围内",
    "409": "内容已被他人更新，或现在的状态不允许这样办理",
    "422": "有字段需要修改，见 fields",
}
TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457 problem details",
    "properties": {
        "type": {**TEXT, "examples": ["urn:thinktank:error:denied"]},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": {**TEXT, "examples": ["denied"]},
        "instance": {**TEXT, "description": "the request's number, as the log knows it"},
        "fields": {"type": "object", "additionalProperties": TEXT, "description": "field to what is wrong with it"},
    },
    "required": ["type", "title", "status", "detail", "code", "instance"],
}


def with_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a description in which every operation names its problem answers (thinktank.web.errors.Problem).

    Litestar's own guess at a 400 is replaced: this program never answers in that form.
    """
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    problems = {status: {"description": text, "content": content} for status, text in PROBLEMS.items()}
    named = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS}
    parts = schema.get("components", {})
    paths = {
        path: {
            method: {**operation, "responses": operation["responses"] | named} if method in METHODS else operation
            for method, operation in operations.items()
        }
        for path, operations in schema["paths"].items()
    }
    components = {
        **parts,
        "schemas": {**parts.get("schemas", {}), "Problem": PROBLEM},
        "responses": {f"Problem{status}": problem for status, problem in problems.items()},
    }
    return {**schema, "paths": paths, "components": components}


class DescribedJson(JsonRenderPlugin):
    """``/schema/openapi.json`` with the problems."""

    @override
    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Return the description as JSON."""
        return self.render_json(request, with_problems(openapi_schema))
