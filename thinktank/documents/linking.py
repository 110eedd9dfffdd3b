# SPDX-License-Identifier: MIT
"""Numbers that lead to where they come from: [3] in the text of a document is linked to the row [3] of a table."""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

MARK = re.compile(r"\[(\d{1,3})\]")


def link(content: bytes) -> bytes:
    """Return a Word file in which every mark [n] leads to the cell that holds nothing but [n].

    The cell becomes a bookmark; the marks elsewhere are raised and linked to it. A mark without such a cell stays text.
    """
    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    sources = {mark: cell for cell, mark in _sources(body)}
    for mark, cell in sources.items():
        _bookmark(cell, mark)
    for run in list(body.iter(qn("w:r"))):
        if not any(run.getparent() is cell for cell in sources.values()):
            _split(run, sources)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def _sources(body: Any) -> Iterator[tuple[Any, str]]:
    """Every paragraph that alone fills a cell of a table with a mark."""
    for cell in body.iter(qn("w:tc")):
        match = MARK.fullmatch(_text(cell).strip())
        if match:
            yield next(cell.iter(qn("w:p"))), match[1]


def _bookmark(paragraph: Any, mark: str) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), f"9{mark}")
    start.set(qn("w:name"), f"source_{mark}")
    end.set(qn("w:id"), f"9{mark}")
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(end)


def _split(run: Any, sources: dict[str, Any]) -> None:
    """Put a link in the place of every mark of a run that holds text alone."""
    texts = run.findall(qn("w:t"))
    if len(texts) != 1 or not any(mark in sources for mark in MARK.findall(texts[0].text or "")):
        return
    after = run
    for place, part in enumerate(MARK.split(texts[0].text)):
        if not part:
            continue
        piece = _linked(run, part) if place % 2 and part in sources else _piece(run, f"[{part}]" if place % 2 else part)
        after.addnext(piece)
        after = piece
    run.getparent().remove(run)


def _piece(run: Any, text: str) -> Any:
    piece = copy.deepcopy(run)
    found = piece.find(qn("w:t"))
    found.text = text
    found.set(qn("xml:space"), "preserve")
    return piece


def _linked(run: Any, mark: str) -> Any:
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("w:anchor"), f"source_{mark}")
    hyperlink.set(qn("w:history"), "1")
    piece = _piece(run, f"[{mark}]")
    raised = OxmlElement("w:vertAlign")
    raised.set(qn("w:val"), "superscript")
    piece.get_or_add_rPr().append(raised)
    hyperlink.append(piece)
    return hyperlink
