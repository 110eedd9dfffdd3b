# SPDX-License-Identifier: MIT
"""A department's template in a real browser: from the shipped one, past a mistake, over a trial, into a document."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Page

from tests.support import server, story
from tests.support.stage import PHONE, Stage, fill, keep, press, text
from thinktank.app import wire
from thinktank.documents.word import MEDIA
from thinktank.identity import operations as identity
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system


async def _district() -> None:
    root = await identity.create_root(system("init"), name="盐都区")
    await story.account("jingban", "王丙", Role.OFFICER, root, root)


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """The data folder, filled before a browser holds the thread's event loop."""
    wire()
    server.prepare(tmp_path, _district)
    return tmp_path


@pytest.fixture
def stage(district: Path, browser_page: Any) -> Iterator[Stage]:
    with server.serving(district, timed=True) as base:
        yield Stage(base, district, browser_page)


def test_a_template_is_changed_refused_tried_and_put_in_force(stage: Stage) -> None:
    office = stage.as_("jingban", "/settings/papers/topic_list")
    shipped = taken(office, "下载出厂模板")
    assert "{{ programme }}" in "".join(lines(shipped))
    send(office, "写错一处", shipped, "抄送：{{ departmnet }}")
    assert "是不是 department" in office.locator(".note-r").inner_text()
    assert office.input_value("input[name=note]") == "写错一处"
    send(office, "增加抄送", shipped, "抄送：{{ department }}各科室")
    assert "已上传" in office.locator("#toasts").inner_text()
    press(office, "试生成")
    assert "抄送：区委组织部各科室" in lines(taken(office, "下载样例"))
    office.click("a:has-text('启用')")
    assert office.input_value("input[name=effective_from]") == clock.day_of(stage.clock.now()).isoformat()
    press(office, "启用模板")
    assert "现行" in text(office)
    keep(office, "papers-template")
    phone = stage.as_("jingban", "/settings/papers", PHONE)
    assert "盐都区第1版" in text(phone)
    made = phone.request.get(f"{stage.base}/topics/papers/topic_list")
    assert "抄送：中共区委组织部各科室" in lines(made.body())


def taken(window: Page, label: str) -> bytes:
    """What a link saves."""
    with window.expect_download() as saving:
        window.click(f"a:has-text('{label}')")
    return Path(saving.value.path()).read_bytes()


def lines(content: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]


def send(window: Page, note: str, template: bytes, added: str) -> None:
    """Upload a template with a line more."""
    document = docx.Document(io.BytesIO(template))
    document.add_paragraph(added)
    output = io.BytesIO()
    document.save(output)
    fill(window, note=note)
    window.set_input_files("input[name=uploads]", {"name": "榜单.docx", "mimeType": MEDIA, "buffer": output.getvalue()})
    press(window, "上传并检查")
