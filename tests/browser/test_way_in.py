# SPDX-License-Identifier: MIT
"""Activation, sign-in and out as a person does them, in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

PASSWORD = "Liu7shui-Xiaoqiao"
DARK_LUMINANCE = 80
Enter = Callable[..., None]


def path_of(window: Page) -> str:
    parts = urlsplit(window.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def activate(window: Page, site: Any) -> str:
    """Set the password of a new account by its link; return its login."""
    window.goto(site.base + site.links.pop())
    login = window.locator("main p").first.inner_text().split("账号 ")[1].split("。")[0]
    window.fill("input[name=password]", PASSWORD)
    window.fill("input[name=again]", PASSWORD)
    window.check("input[name=consent][type=checkbox]")
    window.click("main form.mt4 button[type=submit]")
    return login


def fits(window: Page) -> bool:
    return bool(window.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("width", [1440, 390])
def test_activation_sign_in_account_sign_out(site: Any, browser_page: Any, sign_in: Enter, width: int) -> None:
    window = browser_page(width)
    login = activate(window, site)
    assert path_of(window) == "/sign-in?next=/me/start"
    assert window.locator("#toasts .toast").inner_text().strip() == "账号已激活，请用新密码登录"
    assert fits(window)
    sign_in(window, site.base, login)
    window.goto(f"{site.base}/account")
    assert window.locator("h1").all_inner_texts() == ["账户与安全"]
    assert "智库成员" in window.locator("main").inner_text()
    assert fits(window)
    window.click("main form.mt4 button[type=submit]")
    window.wait_for_url(f"{site.base}/sign-in")
    window.goto(f"{site.base}/account")
    assert path_of(window) == "/sign-in?next=/account"


def test_way_in_without_javascript(site: Any, browser_page: Any, sign_in: Enter) -> None:
    window = browser_page(390, js=False)
    login = activate(window, site)
    sign_in(window, site.base, login, path="/sign-in?next=/account")
    assert path_of(window) == "/account"
    window.click("main form.mt4 button[type=submit]")
    assert path_of(window) == "/sign-in"


def tab_to(window: Page, selector: str, *, most: int = 20) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        if window.evaluate("s => document.activeElement.matches(s)", selector):
            return
        window.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {selector}")


def test_sign_in_by_keyboard_only(site: Any, browser_page: Any) -> None:
    window = browser_page(1440)
    window.goto(f"{site.base}/sign-in?next=/account")
    tab_to(window, "input[name=login]")
    window.keyboard.type("officer-x")
    tab_to(window, "input[name=password]")
    window.keyboard.type(PASSWORD)
    window.keyboard.press("Enter")
    window.wait_for_url(f"{site.base}/account")
    tab_to(window, "main form button[type=submit]", most=60)
    window.keyboard.press("Enter")
    window.wait_for_url(f"{site.base}/sign-in")
    assert window.locator("h1").inner_text() == "登录"


def test_wrong_password_keeps_the_login_and_says_what_to_do(site: Any, browser_page: Any, sign_in: Enter) -> None:
    window = browser_page(1440)
    sign_in(window, site.base, "mentor-x", "wrong")
    note = window.get_by_text("账号或密码不对")
    note.first.wait_for()
    assert "重发激活链接" in note.first.inner_text()
    assert window.input_value("input[name=login]") == "mentor-x"
    assert window.input_value("input[name=password]") == ""


def test_session_ended_while_typing_comes_back_to_the_form(site: Any, browser_page: Any, sign_in: Enter) -> None:
    window = browser_page(1440)
    sign_in(window, site.base, "officer-x", path="/sign-in?next=/accounts/new")
    window.wait_for_url(f"{site.base}/accounts/new")
    window.fill("input[name=login]", "zhangsan")
    cookies = [cookie for cookie in window.context.cookies() if cookie["name"] != "tt_session"]
    window.context.clear_cookies()
    window.context.add_cookies(cookies)
    window.click("main form button[type=submit]")
    window.get_by_role("heading", name="请先登录").wait_for()
    window.locator("main").get_by_role("link", name="登录", exact=True).click()
    window.wait_for_url(f"{site.base}/sign-in?**")
    assert path_of(window) == "/sign-in?next=/accounts/new"
    window.fill("input[name=login]", "officer-x")
    window.fill("input[name=password]", PASSWORD)
    window.click(".login-f button[type=submit]")
    window.wait_for_url(f"{site.base}/accounts/new")
    assert window.locator("h1").count() == 1


def test_page_that_is_not_there(site: Any, browser_page: Any, sign_in: Enter) -> None:
    window = browser_page(390)
    sign_in(window, site.base, "member-x")
    window.wait_for_url(f"{site.base}/")
    answer = window.goto(f"{site.base}/no-such-page")
    assert answer.status == 404
    assert window.locator("h1").count() == 1
    assert fits(window)


def test_dark_where_the_system_is_dark(site: Any, browser_page: Any) -> None:
    window = browser_page(1440, dark=True)
    window.goto(f"{site.base}/sign-in")
    canvas = "getComputedStyle(document.querySelector('main')).backgroundColor"
    body = "getComputedStyle(document.body).backgroundColor"
    colour = window.evaluate(f"({canvas} === 'rgba(0, 0, 0, 0)') ? {body} : {canvas}")
    channels = [int(part) for part in colour.partition("(")[2].rstrip(")").split(",")[:3]]
    assert max(channels) < DARK_LUMINANCE
