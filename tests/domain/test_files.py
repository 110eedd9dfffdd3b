# SPDX-License-Identifier: MIT
"""Attachments: what is taken, who may read, what stays."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.people import actor_as
from thinktank.files import kinds, operations, queries, store
from thinktank.files.tables import StoredFile
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Denied, Invalid, NotFound
from thinktank.settings import Settings
from thinktank.trail import queries as trail

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def office(folder: str, *more: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}document.xml", *more):
            archive.writestr(name, "<x/>")
    return file.getvalue()


class Sent:
    """A file as a browser sends it."""

    def __init__(self, filename: str, content: bytes) -> None:
        self.filename = filename
        self._file = io.BytesIO(content)

    async def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    async def seek(self, offset: int) -> int:
        return self._file.seek(offset)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    before = list(store._stores)
    store.configure(Settings(data=str(tmp_path), upload_mb=1))
    yield tmp_path / "files"
    store._stores[:] = before


@pytest.fixture
def readable() -> Iterator[dict[int, Any]]:
    """Who may read the files of the kind ``probe``: record → answer."""
    answers: dict[int, Any] = {}

    async def reader(_actor: Actor, record: int) -> Any:
        return answers.get(record, False)

    queries.readers["probe"] = reader
    yield answers
    del queries.readers["probe"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", PDF),
        ("图.PNG", PNG),
        ("图.jpg", JPG),
        ("图.jpeg", JPG),
        ("表.docx", office("word/")),
        ("表.xlsx", office("xl/")),
        ("片.pptx", office("ppt/")),
        ("旧.doc", OLE),
        ("旧.wps", OLE),
        ("字.txt", "中文".encode()),
        ("字.txt", "中文".encode("gb18030")),
    ],
)
def test_these_are_taken(name: str, content: bytes) -> None:
    assert kinds.media_type(name, content) == kinds.MEDIA[kinds.ending(name)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("木马.exe", b"MZ\x90" + b"\0" * 100, "不是可以上传的类型"),
        ("页.html", b"<html></html>", "不是可以上传的类型"),
        ("包.zip", office("word/"), "不是可以上传的类型"),
        ("无扩展名", PDF, "不是可以上传的类型"),
        ("假.pdf", b"MZ\x90" + b"\0" * 100, "不符"),
        ("假.pdf", b"<html><script>alert(1)</script>", "不符"),
        ("假.docx", PDF, "不符"),
        ("假.docx", office("xl/"), "不符"),
        ("宏.docx", office("word/", "word/vbaProject.bin"), "不符"),
        ("假.doc", PDF, "不符"),
        ("假.txt", b"\0\1\2", "不符"),
        ("假.txt", b"\xff\xff\xff\xff", "不符"),
        ("空.pdf", b"", "空文件"),
    ],
)
def test_these_are_not_taken(name: str, content: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kinds.media_type(name, content)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\桌面\\报告.pdf", "报告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a_Set-Cookie_ x.pdf"),
        ("fdp\u202egpj.pdf", "fdp_gpj.pdf"),
        ("长" * 300 + ".pdf", "长" * 110 + ".pdf"),
        ("...", "附件"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert operations.safe_name(given) == kept


async def _attach(actor: Actor, *files: tuple[str, bytes], record: int = 1) -> list[Any]:
    sent = [Sent(name, content) for name, content in files]
    return await operations.attach(actor, kind="probe", record=record, uploads=sent, category="佐证")


@pytest.mark.usefixtures("database")
async def test_files_are_kept_under_their_sum_and_read_back(folder: Path, readable: dict[int, Any]) -> None:
    member = await actor_as(Role.MEMBER)
    readable[1] = True
    first, second = await _attach(member, ("报告.pdf", PDF), ("图.png", PNG))
    assert [file.name for file in await queries.of("probe", 1)] == ["报告.pdf", "图.png"]
    assert first.href == f"/files/{first.id}"
    sha256 = hashlib.sha256(PDF).hexdigest()
    assert (folder / store.place(sha256)).read_bytes() == PDF
    found, pieces = await queries.content(member, first.id)
    assert (found.media, b"".join([piece async for piece in pieces])) == ("application/pdf", PDF)
    assert {record: len(files) for record, files in (await queries.of_many("probe", [1, 2])).items()} == {1: 2, 2: 0}
    assert await queries.of("probe", 1, category="其他") == []
    lines = await trail.timeline(member, "probe", 1)
    assert [line.text for line in lines] == ["上传附件：图.png", "上传附件：报告.pdf"]
    assert second.size == len(PNG)


@pytest.mark.usefixtures("database", "folder")
async def test_one_bad_file_keeps_all_out() -> None:
    member = await actor_as(Role.MEMBER)
    with pytest.raises(Invalid) as caught:
        await _attach(member, ("报告.pdf", PDF), ("木马.exe", b"MZ"))
    assert "木马.exe" in caught.value.fields["uploads"]
    with pytest.raises(Invalid, match="1MB"):
        await _attach(member, ("大.txt", b"a" * (1024 * 1024 + 1)))
    with pytest.raises(Invalid, match="最多上传"):
        await _attach(member, *[("a.txt", b"a")] * 21)
    assert await _attach(member, ("", b"")) == []
    assert await StoredFile.count() == 0


@pytest.mark.usefixtures("database", "folder")
async def test_files_are_read_by_whom_the_record_names(readable: dict[int, Any]) -> None:
    member, other = await actor_as(Role.MEMBER), await actor_as(Role.OFFICER)
    (file,) = await _attach(member, ("a.txt", b"abc"))
    with pytest.raises(NotFound):
        await queries.content(other, file.id)
    readable[1] = "cleared"
    with pytest.raises(NotFound):
        await queries.get(other, file.id)
    readable[1] = True
    await operations.clear(other, id=file.id, cleared=True)
    readable[1] = "cleared"
    assert (await queries.get(other, file.id)).name == "a.txt"
    assert len(await queries.of("probe", 1, cleared_only=True)) == 1
    with pytest.raises(Denied):
        await operations.clear(member, id=file.id, cleared=False)


@pytest.mark.usefixtures("database", "folder")
async def test_a_kind_without_reader_is_read_by_nobody() -> None:
    officer = await actor_as(Role.OFFICER)
    (file,) = await operations.attach(officer, kind="nothing", record=1, uploads=[Sent("a.txt", b"abc")])
    with pytest.raises(NotFound):
        await queries.get(officer, file.id)


@pytest.mark.usefixtures("database")
async def test_a_removed_file_stays_as_history(folder: Path, readable: dict[int, Any]) -> None:
    member, other = await actor_as(Role.MEMBER), await actor_as(Role.MEMBER)
    readable[1] = True
    (file,) = await _attach(member, ("a.txt", b"abc"))
    with pytest.raises(Denied):
        await operations.remove(other, id=file.id)
    await operations.remove(member, id=file.id)
    assert await queries.of("probe", 1) == []
    with pytest.raises(NotFound):
        await queries.content(member, file.id)
    assert (await StoredFile.select())[0]["removed_at"] is not None
    assert (folder / store.place(hashlib.sha256(b"abc").hexdigest())).exists()
    assert (await trail.timeline(member, "probe", 1))[0].text == "移除附件：a.txt"


@pytest.mark.usefixtures("database")
async def test_lost_bytes_are_said(folder: Path, readable: dict[int, Any]) -> None:
    member = await actor_as(Role.MEMBER)
    readable[1] = True
    (file,) = await _attach(member, ("a.txt", b"abc"))
    sha256 = hashlib.sha256(b"abc").hexdigest()
    assert await store.holds(sha256)
    (folder / store.place(sha256)).unlink()
    assert not await store.holds(sha256)
    with pytest.raises(NotFound, match="备份"):
        await queries.content(member, file.id)
