# SPDX-License-Identifier: MIT
"""House lints: promises of the design that no ready-made tool checks.

Each takes a file's path (from the root) and text and returns what is wrong, line by line. A line that must break
one says so: ``# house: NAME -- reason`` (``{# house: NAME -- reason #}`` in a template).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
EXCUSES = {"built-sql": "noqa: S608"}  # ruff's own rule asks for the same line
MOST_TEST_LINES = 600
STATES = {"state", "stage"}
STATES_OF = {("Project", "status")}  # elsewhere a status is a plain fact
MACROS = "thinktank/web/templates/macros.html"
SQL = re.compile(r"^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|WITH)\s")
CJK = re.compile(r"[\u3400-\u9fff]")
Fault = tuple[int, str]
Check = Callable[[str, str], Iterator[Fault]]


@cache
def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


def run(name: str, path: str, text: str) -> list[str]:
    """What one lint finds in a file, but for the lines that are excused by name and reason."""
    excuse = re.compile(rf"{EXCUSES.get(name, f'house: {name}')} -- \S")
    lines = text.splitlines()
    return [
        f"{path}:{line}: {what}"
        for line, what in LINTS[name](path, text)
        if not excuse.search(lines[line - 1] if lines else "")
    ]


def applies(name: str, path: str) -> bool:
    """Whether a lint looks at a file."""
    return bool(re.search(WHERE[name], path))


# -- Python --------------------------------------------------------------------------------------------------


def transactions(path: str, text: str) -> Iterator[Fault]:
    """write_tx() is the one door (ADR 0002)."""
    if path.startswith("thinktank/kernel/"):
        return
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Attribute) and node.attr in {"transaction", "atomic"}:
            yield node.lineno, f".{node.attr} outside of the kernel: use write_tx()"


def state_writes(path: str, text: str) -> Iterator[Fault]:
    """move() is the one writer of a state (design.md, section 3)."""
    if path == "thinktank/kernel/states.py":
        return
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            yield from _updated_states(node)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and _is_state(target) and not _own(target):
                    yield node.lineno, "a state is assigned: use move()"


def _updated_states(call: ast.Call) -> Iterator[Fault]:
    for argument in call.args:
        for key in argument.keys if isinstance(argument, ast.Dict) else []:
            if isinstance(key, ast.Attribute) and _is_state(key):
                yield key.lineno, "a state is updated: use move()"
    for keyword in call.keywords:
        if keyword.arg in STATES:
            yield call.lineno, "a state is updated: use move()"


def _is_state(column: ast.Attribute) -> bool:
    table = column.value.id if isinstance(column.value, ast.Name) else ""
    return column.attr in STATES or (table, column.attr) in STATES_OF


def _own(target: ast.Attribute) -> bool:
    return isinstance(target.value, ast.Name) and target.value.id == "self"


def built_sql(path: str, text: str) -> Iterator[Fault]:
    """SQL is a literal; values are bound (S608 catches the rest). Names of tables cannot be: migrate.py has them."""
    if path == "thinktank/kernel/migrate.py":
        return
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.JoinedStr) and SQL.match(_opening(node)):
            yield node.lineno, "SQL is built from an f-string: bind values instead"
        if isinstance(node, ast.BinOp | ast.Call) and (template := _template(node)) and SQL.match(template):
            yield node.lineno, "SQL is built by formatting: bind values instead"


def _opening(node: ast.JoinedStr) -> str:
    """The text that an f-string with a value in it starts with."""
    first = node.values[0] if len(node.values) > 1 else None
    return str(first.value) if isinstance(first, ast.Constant) else ""


def _template(node: ast.BinOp | ast.Call) -> str:
    """The text that is formatted or added to, where it is a literal."""
    source: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod | ast.Add):
        source = node.left
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        source = node.func.value
    return source.value if isinstance(source, ast.Constant) and isinstance(source.value, str) else ""


def migration_imports(_path: str, text: str) -> Iterator[Fault]:
    """A migration stands still while the tables move on."""
    for line, module in _imports(text):
        if re.match(r"(thinktank|research|reviews)\.(?!kernel(\.(migrate|db)(\..*)?)?$)", module):
            yield line, f"a migration imports {module}"


def page_queries(_path: str, text: str) -> Iterator[Fault]:
    """Pages and API parse, get the actor, call one operation or query, render."""
    for line, module in _imports(text):
        if module in {"thinktank.kernel.db", "thinktank.kernel.states"} or module.startswith("piccolo"):
            yield line, f"a controller imports {module}"
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Name | ast.Attribute) and getattr(node, "id", getattr(node, "attr", "")) == "write_tx":
            yield node.lineno, "a controller opens a transaction"


def _imports(text: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
            yield node.lineno, node.module


def long_files(path: str, text: str) -> Iterator[Fault]:
    """A file is read in one sitting."""
    count, most = len(text.splitlines()), MOST_TEST_LINES if path.startswith("tests/") else MOST_LINES
    if count > most:
        yield 1, f"{count} lines, at most {most}"


def long_functions(_path: str, text: str) -> Iterator[Fault]:
    """A function is seen at once."""
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > MOST_FUNCTION_LINES:
                yield node.lineno, f"{node.name} has {count} lines, at most {MOST_FUNCTION_LINES}"


def licence_lines(_path: str, text: str) -> Iterator[Fault]:
    """Every file says under which licence it stands."""
    if text.strip() and not text.startswith("# SPDX-License-Identifier: MIT\n"):
        yield 1, "the first line is not the SPDX line"


def idle_tests(_path: str, text: str) -> Iterator[Fault]:
    """A test that asserts nothing proves nothing."""
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
            if name.startswith("test_") and not _asserts(node):
                yield node.lineno, f"{name} asserts nothing"


def _asserts(function: ast.AST) -> bool:
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"raises", "fail", "expect", "warns"} or name.startswith(("assert_", "expect_")):
                return True
    return False


# -- templates -----------------------------------------------------------------------------------------------


def _matches(pattern: str, text: str, what: str) -> Iterator[Fault]:
    for match in re.finditer(pattern, _without_comments(text), re.IGNORECASE):
        yield text.count("\n", 0, match.start()) + 1, f"{what}: {' '.join(match.group().split())[:60]}"


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match.group())


def _without_comments(text: str) -> str:
    return re.sub(r"<!--.*?-->", _blank, re.sub(r"\{#.*?#\}", _blank, text, flags=re.DOTALL), flags=re.DOTALL)


def unescaped(path: str, text: str) -> Iterator[Fault]:
    """What people type is escaped; the one macro file may pass markup of ours through."""
    if path != MACROS:
        yield from _matches(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", text, "escaping is switched off")


def inline_code(_path: str, text: str) -> Iterator[Fault]:
    """The policy allows no inline script or style, and nothing comes from elsewhere."""
    page = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", _blank, text, flags=re.DOTALL)
    yield from _matches(r"<script(?![^>]*\ssrc=)[^>]*>", page, "inline script")
    yield from _matches(r"<style\b[^>]*>", page, "inline style sheet")
    yield from _matches(r"(?<=[\s\"'])style\s*=", page, "inline style")
    yield from _matches(r"<[^>]*?\son[a-z]+\s*=", page, "inline handler")
    yield from _matches(r"javascript:", text, "script address")
    address = r"((?<!xmlns=[\"'])https?:|(?<![:\w]))//[\w.-]+\.[a-z]{2,}"
    yield from _matches(address, text, "outside address")


def untranslated(_path: str, text: str) -> Iterator[Fault]:
    """Every string on screen goes through _() or {% trans %}."""
    bare = _without_comments(text)
    bare = re.sub(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", _blank, bare, flags=re.DOTALL)
    call = r"\b(?:_|gettext|ngettext)\(\s*(?:\"[^\"]*\"|'[^']*')(?:\s*,\s*(?:\"[^\"]*\"|'[^']*'))?"
    bare = re.sub(call, _blank, bare)
    for number, line in enumerate(bare.splitlines(), start=1):
        if found := CJK.search(line):
            yield number, f"text outside of _(): {line[max(0, found.start() - 10) : found.start() + 20].strip()}"


CODE = r"^(thinktank|research|reviews)/(?!.*piccolo_migrations/).*\.py$"
PYTHON = r"^(thinktank|research|reviews|tests)/(?!.*piccolo_migrations/).*\.py$"
TEMPLATES = r"^(thinktank|research|reviews)/.*/templates/.*\.(html|txt)$"
HTML = r"^(thinktank|research|reviews)/.*/templates/.*\.html$"
LINTS: dict[str, Check] = {
    "transactions": transactions,
    "state-writes": state_writes,
    "built-sql": built_sql,
    "migration-imports": migration_imports,
    "page-queries": page_queries,
    "long-files": long_files,
    "long-functions": long_functions,
    "licence-lines": licence_lines,
    "idle-tests": idle_tests,
    "unescaped": unescaped,
    "inline-code": inline_code,
    "untranslated": untranslated,
}
WHERE = {
    "transactions": CODE,
    "state-writes": CODE,
    "built-sql": CODE,
    "migration-imports": r"/piccolo_migrations/.*\.py$",
    "page-queries": r"/(pages|api)\.py$",
    "long-files": PYTHON,
    "long-functions": PYTHON,
    "licence-lines": PYTHON,
    "idle-tests": r"^tests/.*/?test_[^/]*\.py$",
    "unescaped": HTML,
    "inline-code": HTML,
    "untranslated": TEMPLATES,
}
