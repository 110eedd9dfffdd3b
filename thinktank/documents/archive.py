# SPDX-License-Identifier: MIT
"""Looking into a Word file that somebody uploads as a template, before any program opens it.

A .docx is a zip of XML. Refused are one that is too large when unpacked (a bomb), macros, embedded objects, parts
fetched from elsewhere, document type definitions (entities), fields that run or fetch something, and what a
template cannot carry: comments, tracked changes.
"""

from __future__ import annotations

import io
import re
import zipfile

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 400
_BODY = "word/document.xml"
_EXTERNAL = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_LINK = re.compile(rb"/relationships/hyperlink[\"']")
_FIELD = re.compile(
    rb"(?:<w:instrText[^>]*>|w:instr=\")[^<\"]*\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|MACROBUTTON|LINK)\b"
)
_CHANGES = re.compile(rb"<w:(ins|del|moveFrom|moveTo)[ >]")
_FORBIDDEN_PARTS = (
    ("vbaproject.bin", "文件里有宏，请另存为不含宏的 .docx 后再上传"),
    ("word/embeddings/", "文件里嵌有其他文件或对象，请删除后再上传"),
    ("word/activex/", "文件里有 ActiveX 控件，请删除后再上传"),
    ("word/afchunk", "文件里嵌有其他文件或对象，请删除后再上传"),
)


class Refused(ValueError):
    """The file is not taken; the message says why, in plain Chinese."""


def look_into(content: bytes) -> None:
    """Raise Refused unless this is a Word file that is safe to open and fit to be a template."""
    if len(content) > MOST_BYTES:
        raise Refused(f"文件超过{MOST_BYTES // 1024 // 1024}MB，请删去图片后再上传")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _unpacked(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused("不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx 后再上传") from None
    if _BODY not in parts or "[Content_Types].xml" not in parts:
        raise Refused("不是有效的 Word 文件（.docx），请用 Word 或 WPS 另存为 .docx 后再上传")
    for name, part in parts.items():
        _judge(name, part)


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part by its lower-case name, read no further than what is taken; sizes in the index are claims only."""
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise Refused("文件里的内容过多，不像一份文书模板")
    found: dict[str, bytes] = {}
    left = MOST_UNPACKED
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("文件加了密码，请取消密码后再上传")
        with archive.open(entry) as stream:
            part = stream.read(left + 1)
        if len(part) > left or len(part) > MOST_RATIO * max(entry.compress_size, 1024):
            raise Refused("文件解压后过大，不像一份文书模板")
        left -= len(part)
        found[entry.filename.lower() if entry.filename != "[Content_Types].xml" else entry.filename] = part
    return found


def _judge(name: str, part: bytes) -> None:
    for forbidden, why in _FORBIDDEN_PARTS:
        if forbidden in name:
            raise Refused(why)
    if not name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
        return
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Refused("文件里有不能识别的声明，请用 Word 或 WPS 另存为 .docx 后再上传")
    if any(not _LINK.search(link) for link in _EXTERNAL.findall(part)):
        raise Refused("文件引用了外部的模板、图片或对象，请改为直接插入后再上传")
    if _FIELD.search(part):
        raise Refused("文件里有会调用其他程序或文件的域，请删除后再上传")
    if name == "word/comments.xml" and b"<w:comment " in part:
        raise Refused("文件里有批注，请删除批注后再上传")
    if name == _BODY and _CHANGES.search(part):
        raise Refused("文件里有修订痕迹，请接受或拒绝全部修订后再上传")
