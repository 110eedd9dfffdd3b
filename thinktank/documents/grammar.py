# SPDX-License-Identifier: MIT
"""What may stand between braces in a template, and where: every mistake with its place and its reason.

Allowed are the name of a placeholder, ``for … in …`` over a list and ``if …`` on a placeholder, nothing else: no
call, no arithmetic, no filter, no attribute that is not a placeholder's. So a template cannot run anything.
The tags are those of docxtpl: ``{{ name }}`` in the text, ``{%p … %}`` alone in a paragraph that goes with it,
``{%tr … %}`` alone in a row of a table that goes with it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence

import msgspec
from typing_extensions import override

from thinktank.documents.fields import Field

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WIDE = re.compile(r"｛|｝|\{％|％\}")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_FOR = re.compile(r"for\s+([A-Za-z_]\w*)\s+in\s+(\S+)")
_TERM = re.compile(r"(?:not\s+)?([A-Za-z_][\w.]*)(?:\s*(?:==|!=)\s*(?:\"[^\"{}]*\"|'[^'{}]*'))?")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_SHOWN = 24
LOOP = ("loop.index", "loop.first", "loop.last")


class Line(msgspec.Struct, frozen=True):
    """A paragraph of a template: where it stands in words, its text, and in what it stands.

    ``holder`` is the body or the cell it belongs to, ``row`` and ``table`` those it stands in, each in words that no
    other has (empty for none); ``alone`` is whether its row holds no other text.
    """

    place: str
    text: str
    holder: str = ""
    row: str = ""
    table: str = ""
    alone: bool = True


class Fault(msgspec.Struct, frozen=True):
    """A mistake: where it is, the text there, and why it is one."""

    place: str
    text: str
    why: str

    @override
    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.place}「{self.text}」：{self.why}"


class _Open(msgspec.Struct):
    """A block that is not closed yet."""

    word: str
    prefix: str
    line: Line
    scope: dict[str, Field] = {}
    shown: str = ""


class _Reader:
    """Walks over a template's lines with what is open and which names are known."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self.known = {one.name: one for one in fields}
        self.open: list[_Open] = []
        self.faults: list[Fault] = []

    def complain(self, line: Line, why: str, shown: str = "") -> None:
        text = shown or line.text
        self.faults.append(Fault(line.place, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…", why))

    def scope(self) -> dict[str, Field]:
        found = dict(self.known)
        for block in self.open:
            found |= block.scope
        return found

    # -- names --------------------------------------------------------------------------------------------------

    def find(self, name: str) -> Field | str:
        """Return the placeholder of a name, or why there is none."""
        if name in LOOP:
            inside = any(block.word == "for" for block in self.open)
            return Field(name, "") if inside else f"{name} 只能写在 for 和 endfor 之间"
        head, *rest = name.split(".")
        found = self.scope().get(head)
        for part in rest:
            if found is None:
                break
            within = {one.name: one for one in found.of}
            if part not in within:
                return f"{head} 里没有 {part} 这一项{_near(part, within)}"
            found = within[part]
        return found or f"没有 {head} 这个占位符{_near(head, self.scope())}"

    def name(self, line: Line, text: str, shown: str) -> None:
        """A name in double braces: it has to be a text."""
        found = self.find(text)
        if isinstance(found, str):
            self.complain(line, found, shown)
        elif found.of:
            self.complain(line, f"{text} 是多行内容，要用 {found.usage} 和 {{%tr endfor %}} 逐行列出", shown)
        elif found.picture and (line.row or line.text.strip() != shown):
            self.complain(line, f"{text} 是图片，要单独占正文的一段", shown)

    # -- tags ---------------------------------------------------------------------------------------------------

    def tag(self, line: Line, tag: str) -> None:
        inner = tag[2:-2].translate(_QUOTES)
        if tag.startswith("{#"):
            self.complain(line, "模板里不能写注释标记，请删除", tag)
        elif tag.startswith("{{"):
            text = inner.strip()
            if _NAME.fullmatch(text):
                self.name(line, text, tag)
            else:
                self.complain(line, "大括号里只能写一个占位符的名称，不能写运算、函数或其他内容", tag)
        else:
            self.statement(line, inner, tag)

    def statement(self, line: Line, inner: str, shown: str) -> None:
        prefix = next((one for one in ("tr", "p") if inner.startswith(f"{one} ")), "")
        words = " ".join(inner[len(prefix) :].split())
        if re.match(r"(tr|p|tc|r) ", words):
            self.complain(line, "{% 和后面的 p、tr 之间不能有空格；只能用 {%p …%} 和 {%tr …%}", shown)
            return
        if why := _misplaced(line, prefix, shown):
            self.complain(line, why, shown)
        block = _Open(words.split(" ")[0], prefix, line, shown=shown)
        handlers = {"for": self.begin_for, "if": self.begin_if, "elif": self.middle, "else": self.middle}
        if words in {"endfor", "endif"}:
            self.end(block)
        elif block.word in handlers and (words == "else") == (block.word == "else"):
            handlers[block.word](block, words)
        else:
            self.complain(line, "这里只能写 for … in …、if …、elif …、else、endfor、endif", shown)

    def begin_for(self, block: _Open, words: str) -> None:
        match = _FOR.fullmatch(words)
        if match is None:
            self.complain(block.line, "写法应为 for one in 名称", block.shown)
        else:
            found = self.find(match[2]) if _NAME.fullmatch(match[2]) else "in 后面只能写一个占位符的名称"
            if isinstance(found, Field) and not found.of:
                found = f"{match[2]} 不是多行内容，直接写 {{{{ {match[2]} }}}}"
            if match[1] in self.scope() or match[1] == "loop":
                self.complain(block.line, f"{match[1]} 已有别的含义，请换一个名称，如 one", block.shown)
            if isinstance(found, str):
                self.complain(block.line, found, block.shown)
            block.scope = {match[1]: Field(match[1], "", of=found.of if isinstance(found, Field) else ())}
        self.open.append(block)

    def begin_if(self, block: _Open, words: str) -> None:
        self.condition(block, words)
        self.open.append(block)

    def middle(self, block: _Open, words: str) -> None:
        if not self.open or self.open[-1].word != "if":
            self.complain(block.line, f"{block.word} 前面没有 if", block.shown)
        else:
            self.same_kind(self.open[-1], block)
        if block.word == "elif":
            self.condition(block, words)

    def condition(self, block: _Open, words: str) -> None:
        for term in re.split(r"\s+(?:and|or)\s+", words.partition(" ")[2]):
            match = _TERM.fullmatch(term)
            if match is None:
                self.complain(block.line, "条件只能写占位符的名称，可加 not、and、or，或与一段文字比较", block.shown)
                continue
            found = self.find(match[1])
            if isinstance(found, str):
                self.complain(block.line, found, block.shown)

    def end(self, block: _Open) -> None:
        wanted = block.word.removeprefix("end")
        if not self.open:
            self.complain(block.line, f"前面没有对应的 {wanted}", block.shown)
            return
        last = self.open.pop()
        if last.word != wanted:
            self.complain(block.line, f"应先写 end{last.word}，关闭{last.line.place}的「{last.shown}」", block.shown)
        else:
            self.same_kind(last, block)

    def same_kind(self, first: _Open, other: _Open) -> None:
        """The parts of one block stand in one place: in one paragraph, one body or cell, one table."""
        if first.prefix != other.prefix:
            self.complain(other.line, f"要与{first.line.place}的「{first.shown}」用同样的写法", other.shown)
            return
        one, two = first.line, other.line
        same = {
            "": one == two,
            "p": one.holder == two.holder,
            "tr": one.table == two.table and one.row != two.row,
        }[first.prefix]
        if not same:
            where = {"": "同一段落", "p": "同一处正文或单元格", "tr": "同一个表格的另一行"}[first.prefix]
            self.complain(other.line, f"要与{one.place}的「{first.shown}」写在{where}", other.shown)


def _misplaced(line: Line, prefix: str, shown: str) -> str:
    """Why a tag may not stand where it stands; empty where it may."""
    if prefix == "tr" and not line.row:
        return "{%tr …%} 只能写在表格的一行里"
    if prefix == "tr" and not line.alone:
        return "这一行除 {%tr …%} 以外的内容不会出现在文件里，请移到单独一行"
    if prefix and line.text.strip() != shown:
        return f"这一段除 {{%{prefix} …%}} 以外的内容不会出现在文件里，请移到单独一段"
    return ""


def _near(name: str, known: dict[str, Field]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"，是不是 {close[0]}" if close else "，可用的名称见占位符说明"


def _tags(line: Line, reader: _Reader) -> Iterator[str]:
    rest = _TAG.sub("", line.text)
    if _WIDE.search(rest) and not _BROKEN.search(rest):
        reader.complain(line, "大括号和百分号要用半角，写作 {{ }} 或 {% %}")
    if broken := _BROKEN.search(rest):
        reader.complain(line, f"{broken[0]} 没有配对：占位符要在同一段里写完整，如 {{{{ today }}}}")
    yield from (match[0] for match in _TAG.finditer(line.text))


def faults(lines: Sequence[Line], fields: Sequence[Field]) -> list[Fault]:
    """Return every mistake in a template's tags, in the order of the text; none where it can be filled."""
    reader = _Reader(fields)
    for line in lines:
        for tag in _tags(line, reader):
            reader.tag(line, tag)
    for block in reader.open:
        reader.complain(block.line, f"没有写 end{block.word}", block.shown)
    return reader.faults
