# SPDX-License-Identifier: MIT
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from thinktank.kernel.actor import ANONYMOUS, Actor, Grant, Role
from thinktank.web import page, panels
from thinktank.web.panels import NavEntry, Panel, TodoItem


def actor(*roles: Role) -> Actor:
    return Actor(account=1, name="甲", grants=tuple(Grant(role=role, unit=1) for role in roles))


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    registries: list[list[Any]] = [panels._nav, panels._panels, panels._contexts, panels._todos]
    before = [list(registry) for registry in registries]
    yield
    for registry, kept in zip(registries, before, strict=True):
        registry[:] = kept


def test_navigation_shows_what_the_roles_may_use() -> None:
    panels.register_nav(
        [
            NavEntry("b", "评审", "scale", "/rounds", frozenset({Role.OFFICER, Role.REVIEWER}), order=2),
            NavEntry("a", "人才库", "users", "/talents", frozenset({Role.OFFICER}), order=1),
            NavEntry("c", "帮助", "help-circle", "/help", order=3),
        ]
    )
    assert [entry.key for entry in panels.nav_for(actor(Role.OFFICER))] == ["a", "b", "c"]
    assert [entry.key for entry in panels.nav_for(actor(Role.REVIEWER))] == ["b", "c"]
    assert panels.nav_for(ANONYMOUS) == []


def test_the_longest_fitting_entry_is_current() -> None:
    nav = [
        NavEntry("home", "首页", "x", "/"),
        NavEntry("t", "人才", "x", "/talents"),
        NavEntry("n", "新", "x", "/talents/new"),
    ]
    assert page.current_key(nav, "/talents/5") == "t"
    assert page.current_key(nav, "/talents/new") == "n"
    assert page.current_key(nav, "/") == "home"
    assert page.current_key(nav, "/talentsx") == ""
    assert page.current_key(nav[1:], "/x") == ""
    assert page.current_key([NavEntry("d", "我的数据", "user", "/me/data")], "/me/facts") == "d"


def test_sections_gather_what_belongs_together() -> None:
    panels.register_nav(
        [
            NavEntry("t", "人才库", "x", "/talents", frozenset({Role.OFFICER}), order=1),
            NavEntry("m", "我的", "x", "/me", frozenset({Role.MEMBER}), order=2),
            NavEntry("n", "公示", "x", "/notices", order=3, parents=("t", "m")),
        ]
    )

    def shown(role: Role) -> list[tuple[str, list[str]]]:
        found = panels.sections(panels.nav_for(actor(role)))
        return [(head.key, [one.key for one in inside]) for head, inside in found]

    assert shown(Role.OFFICER) == [("t", ["n"])]
    assert shown(Role.MEMBER) == [("m", ["n"])]
    assert shown(Role.REVIEWER) == [("n", [])]


@pytest.mark.parametrize(
    ("roles", "shell"),
    [
        ((), "desk"),
        ((Role.OFFICER,), "desk"),
        ((Role.REVIEWER,), "desk"),
        ((Role.MEMBER, Role.LIAISON), "desk"),
        ((Role.AUDIT_ADMIN,), "desk"),
        ((Role.MEMBER,), "member"),
        ((Role.MEMBER, Role.MENTOR), "member"),
        ((Role.INSPECTOR,), "member"),
    ],
)
def test_shell_follows_the_roles(roles: tuple[Role, ...], shell: str) -> None:
    assert page.shell_for(actor(*roles)) == shell
    assert page.shell_for(ANONYMOUS) == "bare"


def test_panels_of_a_slot() -> None:
    panels.register_panels(
        [
            Panel("project.side", "b", "督查", lambda n: f"/s/{n}", frozenset({Role.OFFICER}), order=2),
            Panel("project.side", "a", "报告", lambda n: f"/r/{n}", order=1),
            Panel("talent.side", "c", "岗位", lambda n: f"/p/{n}"),
        ]
    )
    assert [panel.href_for(3) for panel in panels.panels_for("project.side", actor(Role.OFFICER))] == ["/r/3", "/s/3"]
    assert [panel.key for panel in panels.panels_for("project.side", actor(Role.MEMBER))] == ["a"]


async def test_badges_are_merged_and_nobody_is_not_asked() -> None:
    async def one(_: Actor) -> dict[str, Any]:
        return {"badges": {"notices": 2}, "year": 2026}

    async def two(_: Actor) -> dict[str, Any]:
        return {"badges": {"orders": 1}}

    panels.on_every_page(one, two)
    assert await panels.every_page(actor(Role.OFFICER)) == {"badges": {"notices": 2, "orders": 1}, "year": 2026}
    assert await panels.every_page(ANONYMOUS) == {"badges": {}}


async def test_urgent_and_early_things_come_first() -> None:
    async def some(_: Actor) -> list[TodoItem]:
        return [TodoItem(title="丙", href="/"), TodoItem(title="乙", href="/", due=date(2026, 8, 20))]

    async def more(_: Actor) -> list[TodoItem]:
        return [TodoItem(title="甲", href="/", urgent=True)]

    panels.register_todo(some, more)
    assert [item.title for item in await panels.todos_for(actor(Role.MEMBER))] == ["甲", "乙", "丙"]


@pytest.mark.parametrize("url", ["/", "/talents?q=1&b=%2F#x", "/a/b"])
def test_paths_on_this_site_are_safe(url: str) -> None:
    assert page.safe_url(url) == url
    assert page.see(url).status_code == 303


@pytest.mark.parametrize(
    "url", ["//evil.cn", "/\\evil.cn", "https://evil.cn", "", "talents", "/a\r\nX: 1", "/a\\b", "javascript:x", "/\t/e"]
)
def test_everything_else_is_not(url: str) -> None:
    assert page.safe_url(url, "/desk") == "/desk"
    with pytest.raises(ValueError, match="not a path"):
        page.see(url)
