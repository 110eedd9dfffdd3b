# SPDX-License-Identifier: MIT
"""The house lints: the tree is clean, and each finds what it is for and leaves the rest alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.architecture import lints

ROOT = Path(__file__).parents[2]
TOP = ("thinktank", "research", "reviews", "tests")
SUFFIXES = {".py", ".html", ".txt"}

BAD = [
    ("transactions", "research/topics/operations.py", "async with engine.transaction():\n    pass"),
    ("transactions", "research/topics/operations.py", "DB.atomic()"),
    ("state-writes", "research/topics/operations.py", "Topic.update({Topic.state: 'open'})"),
    ("state-writes", "research/topics/operations.py", "Topic.update(state='open')"),
    ("state-writes", "research/topics/operations.py", "topic.state = 'open'"),
    ("state-writes", "research/projects/operations.py", "Project.update({Project.status: 'suspended'})"),
    ("state-writes", "research/projects/operations.py", "Project.update({Project.stage: 'closing'})"),
    ("built-sql", "research/topics/queries.py", "raw(f'SELECT * FROM {name}')"),
    ("built-sql", "research/topics/queries.py", "raw('SELECT * FROM %s' % name)"),
    ("built-sql", "research/topics/queries.py", "raw('DELETE FROM ' + name)"),
    ("built-sql", "research/topics/queries.py", "raw('UPDATE {} SET a = 1'.format(name))"),
    ("migration-imports", "research/piccolo_migrations/x.py", "from research.topics.tables import Topic"),
    ("migration-imports", "research/piccolo_migrations/x.py", "import thinktank.identity.states"),
    ("page-queries", "research/topics/pages.py", "from thinktank.kernel import db"),
    ("page-queries", "research/topics/api.py", "from piccolo.query import Select"),
    ("page-queries", "research/topics/api.py", "async with write_tx():\n    pass"),
    ("long-files", "research/topics/queries.py", "x = 1\n" * 401),
    ("long-functions", "research/topics/queries.py", "def f():\n" + "    x = 1\n" * 60),
    ("licence-lines", "research/topics/queries.py", '"""Doc."""\n'),
    ("idle-tests", "tests/unit/test_x.py", "async def test_page(client):\n    await client.get('/')"),
    ("unescaped", "research/topics/templates/a.html", "<p>{{ text|safe }}</p>"),
    ("unescaped", "research/topics/templates/a.html", "{% autoescape false %}"),
    ("inline-code", "research/topics/templates/a.html", "<script>go()</script>"),
    ("inline-code", "research/topics/templates/a.html", "<style>p{}</style>"),
    ("inline-code", "research/topics/templates/a.html", '<p class="a" style="color:red">'),
    ("inline-code", "research/topics/templates/a.html", '<button onclick="go()">'),
    ("inline-code", "research/topics/templates/a.html", '<a href="javascript:go()">'),
    ("inline-code", "research/topics/templates/a.html", '<script src="https://cdn.example.com/x.js"></script>'),
    ("inline-code", "research/topics/templates/a.html", '<img src="//cdn.example.com/x.png">'),
    ("untranslated", "research/topics/templates/a.html", "<p>保存</p>"),
    ("untranslated", "research/topics/templates/a.html", "{{ ui.button('保存') }}"),
    ("untranslated", "research/topics/templates/a.html", "{% set title = '课题' %}"),
]
GOOD = [
    ("transactions", "thinktank/kernel/db.py", "async with engine.transaction():\n    pass"),
    ("transactions", "research/topics/queries.py", "e.atomic  # house: transactions -- a test of the lint"),
    ("state-writes", "thinktank/kernel/states.py", "Topic.update({Topic.state: 'open'})"),
    ("state-writes", "research/topics/operations.py", "Topic.update({Topic.title: 'x'}); self.state = 1; x = Topic(state='draft')"),
    ("built-sql", "research/topics/queries.py", "raw('SELECT * FROM topic WHERE id = {}', id_); f'Select {name}'"),
    ("migration-imports", "research/piccolo_migrations/x.py", "from thinktank.kernel.migrate import script"),
    ("page-queries", "research/topics/pages.py", "from research.topics import queries"),
    ("long-files", "research/topics/queries.py", "x = 1\n" * 400),
    ("long-functions", "research/topics/queries.py", "def f():\n" + "    x = 1\n" * 59),
    ("licence-lines", "research/topics/__init__.py", ""),
    ("idle-tests", "tests/unit/test_x.py", "def test_x():\n    with pytest.raises(X):\n        y()"),
    ("unescaped", lints.MACROS, "{{ text|safe }}"),
    ("unescaped", "research/topics/templates/a.html", "{# |safe #}{{ safe }}"),
    ("inline-code", "research/topics/templates/a.html", '<script src="{{ asset(\'js/ui.js\') }}" defer></script>'),
    ("inline-code", "research/topics/templates/a.html", '<p data-style="x" class="on"><svg xmlns="http://www.w3.org/2000/svg">'),
    ("untranslated", "research/topics/templates/a.html", "{# 注释 #}<p>{{ _('保存') }}{% trans %}共 {{ n }} 项{% endtrans %}</p>"),
    ("untranslated", "research/topics/templates/a.html", "{{ ngettext('%(n)s 项', '%(n)s 项', n) }}{{ ui.button(_('保存')) }}"),
]  # fmt: skip


@cache
def files() -> dict[str, str]:
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for top in TOP
        for path in sorted((ROOT / top).rglob("*"))
        if path.suffix in SUFFIXES and "__pycache__" not in path.parts and path.is_file()
    }


@pytest.mark.parametrize("name", lints.LINTS)
def test_tree_is_clean(name: str) -> None:
    found = [
        fault for path, text in files().items() if lints.applies(name, path) for fault in lints.run(name, path, text)
    ]
    assert found == []


@pytest.mark.parametrize(("name", "path", "text"), BAD)
def test_lint_fires(name: str, path: str, text: str) -> None:
    assert lints.applies(name, path)
    assert len(lints.run(name, path, text)) >= 1


@pytest.mark.parametrize(("name", "path", "text"), GOOD)
def test_lint_is_silent(name: str, path: str, text: str) -> None:
    assert lints.run(name, path, text) == []


def test_every_lint_is_shown_to_fire_and_to_be_silent() -> None:
    assert {name for name, _, _ in BAD} == set(lints.LINTS) == {name for name, _, _ in GOOD} == set(lints.WHERE)
