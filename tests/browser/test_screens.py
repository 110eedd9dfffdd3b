# SPDX-License-Identifier: MIT
"""Every page of every role's navigation in the demo district, at desk and phone width."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support import server
from thinktank.app import wire
from thinktank.demo import operations as demo
from thinktank.demo.cast import PASSWORD

PEOPLE = {
    "officer": "jingban",
    "dept_leader": "lingdao",
    "inspector": "ducha",
    "mentor": "daoshi",
    "reviewer": "zhuanjia1",
    "liaison": "lianluo",
    "member": "chengyuan1",
}
ADMINISTRATORS = ("sys_admin-x", "sec_admin-x", "audit_admin-x")
ALWAYS = ("/", "/account", "/notices", "/privacy", "/feedback")
WIDE = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"


@pytest.fixture(scope="module")
def demo_base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on the demo district."""
    wire()
    folder = tmp_path_factory.mktemp("demo")
    server.prepare(folder, demo.fill)
    with server.serving(folder) as base:
        yield base


def pages_of(window: Page, base: str) -> list[str]:
    """The addresses in the navigation, and those that everybody has."""
    hrefs = window.eval_on_selector_all(
        "nav.nav a, nav.tabbar a, main nav.tabs a", "links => links.map(a => a.getAttribute('href'))"
    )
    return list(dict.fromkeys([*ALWAYS, *(href.removeprefix(base) for href in hrefs)]))


def fault_of(window: Page, base: str, path: str) -> str:
    """What is wrong with a page; empty when nothing is."""
    answer = window.goto(base + path, wait_until="load")
    if answer is None or answer.status != 200:
        return f"{path}: status {answer.status if answer else 'none'}"
    headings = window.locator("h1").count()
    if headings != 1:
        return f"{path}: {headings} h1"
    width, room = window.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    if width > room:
        first = window.evaluate(f"{WIDE}.slice(0, 3).map(e => e.tagName + '.' + e.className)")
        return f"{path}: {width} px wide, {first}"
    return ""


def assert_every_page(window: Page, base: str) -> None:
    waiting = pages_of(window, base)
    assert len(waiting) > len(ALWAYS) or window.locator("nav.nav a").count() == 0
    faults, seen = [], set(waiting)
    while waiting:
        faults += [fault] if (fault := fault_of(window, base, waiting.pop(0))) else []
        fresh = [path for path in pages_of(window, base) if path not in seen]  # a section opens once one is in it
        seen.update(fresh)
        waiting += fresh
    assert faults == []


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("login", PEOPLE.values(), ids=PEOPLE.keys())
def test_every_page_of_the_navigation(
    demo_base: str, browser_page: Any, sign_in: Callable[..., None], login: str, width: int
) -> None:
    window = browser_page(width)
    sign_in(window, demo_base, login, PASSWORD)
    window.wait_for_url(f"{demo_base}/")
    assert_every_page(window, demo_base)


@pytest.mark.parametrize("login", ADMINISTRATORS)
def test_every_page_of_an_administrator(site: Any, browser_page: Any, sign_in: Callable[..., None], login: str) -> None:
    window = browser_page(1440)
    sign_in(window, site.base, login)
    window.wait_for_url(f"{site.base}/")
    assert_every_page(window, site.base)
