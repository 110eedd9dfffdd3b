# SPDX-License-Identifier: MIT
"""The people of the main story in their browsers: windows, signing in, pressing, keeping screens, moving the clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support import server, story
from tests.support.timed import MovedClock
from thinktank.kernel import clock
from thinktank.kernel.calendar import OFFICIAL

SCREENS = Path("artifacts/screens")
DESK, TABLET, PHONE = 1440, 820, 390


class Stage:
    """The served district, its clock, and a signed-in window for each person."""

    def __init__(self, base: str, folder: Path, open_page: Callable[..., Page]) -> None:
        self.base = base
        self.folder = folder
        self.clock = MovedClock(folder)
        self._open = open_page
        self._windows: dict[tuple[str, int], Page] = {}

    def as_(self, login: str, path: str = "/", width: int = DESK) -> Page:
        """Somebody's window, at a page; signed in again where the session ended meanwhile."""
        address = path if path.startswith("http") else self.base + path
        if (login, width) not in self._windows:
            self._windows[login, width] = self._open(width)
            self._windows[login, width].set_default_timeout(15_000)
        window = self._windows[login, width]
        window.goto(address)
        if "/sign-in" in window.url:
            window.fill("input[name=login]", login)
            window.fill("input[name=password]", story.PASSWORD)
            press(window, "登录")
            window.goto(address)
        return window

    def activate(self, address: str) -> None:
        """Set a password by a one-time link, in a window in which nobody is signed in."""
        window = self._windows.get(("", PHONE)) or self._open(PHONE)
        self._windows["", PHONE] = window
        window.context.clear_cookies()
        window.goto(address)
        window.fill("input[name=password]", story.PASSWORD)
        window.fill("input[name=again]", story.PASSWORD)
        window.check("input[name=consent][type=checkbox]")
        press(window, "同意并激活")

    def asked(self, login: str, path: str) -> Any:
        """What the API answers somebody; their window stays where it is unless they have to sign in."""
        window = self._windows.get((login, DESK)) or self.as_(login)
        answer = window.request.get(f"{self.base}/api/v1{path}")
        if answer.status == HTTPStatus.UNAUTHORIZED:
            answer = self.as_(login).request.get(f"{self.base}/api/v1{path}")
        return answer.json()

    def day(self, after: int = 0) -> str:
        """A working day so many days ahead, as a date field takes it."""
        today = clock.day_of(self.clock.now())
        return OFFICIAL.next_workday(today + timedelta(days=after)).isoformat()

    def move_to(self, day: date) -> None:
        """Let it be noon of a later day, and the nightly jobs run."""
        noon: datetime = clock.noon_of(day)
        if noon > self.clock.now():
            self.clock.move_to(noon)
        done = thinktank(self.folder, "run-jobs", "--all")
        assert done.returncode == 0, done.stdout + done.stderr


def thinktank(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder, at that folder's time."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("THINKTANK_")}
    environment["THINKTANK_DATA"] = str(folder)
    command = [sys.executable, *server.TIMED, *arguments]
    return subprocess.run(command, env=environment, cwd=server.ROOT, capture_output=True, text=True, check=False)


def press(window: Page, label: str) -> None:
    """Press a button that leads to another page."""
    with window.expect_navigation():
        window.get_by_role("button", name=label).first.click()


def fill(window: Page, **fields: str) -> None:
    """Fill fields by their names."""
    for name, words in fields.items():
        window.fill(f"[name={name}]:visible", words)


def text(window: Page) -> str:
    """What stands on a page."""
    return window.locator("main").inner_text()


def keep(window: Page, name: str) -> None:
    """Keep a screen at both widths; nothing may be wider than either."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    width = window.viewport_size["width"] if window.viewport_size else DESK
    for wide in (DESK, PHONE):
        window.set_viewport_size({"width": wide, "height": 900})
        assert window.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} at {wide}"
        window.screenshot(path=SCREENS / f"line-{name}-{wide}.png", full_page=True)
    window.set_viewport_size({"width": width, "height": 900})
