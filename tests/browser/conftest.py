# SPDX-License-Identifier: MIT
"""The system's Chromium in front of the real server. A console error or CSP violation fails the test."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.support import server
from thinktank.identity import operations
from thinktank.identity.schemas import Activate, NewAccount
from thinktank.kernel.actor import Role, system

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENS = Path("artifacts/screens")
PASSWORD = "Liu7shui-Xiaoqiao"
LINKS = 8
EXPECTED = re.compile(r"the server responded with a status of (401|404|409|422)")

BrowserPage: TypeAlias = Callable[..., Page]


class Site(msgspec.Struct):
    """A running server: its address, the logins of its active accounts, activation links not yet used."""

    base: str
    logins: list[str]
    links: list[str] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)


async def _people() -> tuple[list[str], list[str]]:
    """One active account for each role, and some that wait for their activation."""
    actor = system("test")
    unit = await operations.create_root(actor, name="盐都区")
    logins, links = [], []
    for number, role in enumerate((*Role, *[Role.MEMBER] * LINKS)):
        login = str(role) if number < len(Role) else f"new{number}"
        command = NewAccount(login=f"{login}-x", name="李明", unit=unit, role=role)
        issued = await operations.create_account(actor, command=command)
        if number < len(Role):
            await operations.activate(token=issued.token, command=Activate(PASSWORD, PASSWORD, consent=True))
            logins.append(command.login)
        else:
            links.append(issued.path)
    return logins, links


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server on a new district: accounts, and nothing else yet."""
    folder = tmp_path_factory.mktemp("site")
    logins, links = server.prepare(folder, _people)
    with server.serving(folder) as base:
        yield Site(base, logins, links)


@pytest.fixture
def chromium() -> Iterator[Browser]:
    """A browser for one test; ended with it, since Playwright holds the thread's event loop."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture
def browser_page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserPage]:
    """Open a window: ``browser_page(390, 844, js=False, dark=True)``. Its last screen is kept."""
    faults: list[str] = []
    opened: list[Page] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            faults.append(f"{message.location.get('url', '')}: {message.text}")

    def open_page(width: int, height: int = 900, *, js: bool = True, dark: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
        )
        context.set_default_timeout(15_000)
        window = context.new_page()
        window.on("console", on_console)
        window.on("pageerror", lambda error: faults.append(str(error)))
        opened.append(window)
        return window

    yield open_page
    SCREENS.mkdir(parents=True, exist_ok=True)
    for number, window in enumerate(opened):
        name = re.sub(r"[^\w-]+", "-", f"{request.node.name}-{number}")
        window.screenshot(path=SCREENS / f"{name}.png")
    assert faults == []


def enter(window: Page, base: str, login: str, password: str = PASSWORD, *, path: str = "") -> None:
    """Sign in through the form."""
    window.goto(f"{base}{path or '/sign-in'}")
    window.fill("input[name=login]", login)
    window.fill("input[name=password]", password)
    window.click(".login-f button[type=submit]")


@pytest.fixture
def sign_in() -> Callable[..., None]:
    """Sign in through the real form: ``sign_in(window, base, login, password, path=…)``."""
    return enter
