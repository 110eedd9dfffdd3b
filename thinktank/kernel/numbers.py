# SPDX-License-Identifier: MIT
"""Numbers given out one after the other, such as the orders of a year, and the rule by which one is written."""

from __future__ import annotations

import re

import msgspec

from thinktank.kernel import db
from thinktank.kernel.tables import Sequence

MOST = 30  # characters of a number
_BRACES = re.compile(r"\{([^{}]*)\}")
_PLACES = frozenset({"年", "年2", "序号", "序号2", "序号3"})


class Rule(msgspec.Struct, frozen=True):
    """How a number is written: ``QL{年2}-{序号2}`` gives QL26-01."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Rule:
        """Return the rule of a text; ValueError, in words, for a place it does not know or without a serial."""
        found = _BRACES.findall(text)
        unknown = [place for place in found if place not in _PLACES]
        if unknown:
            raise ValueError(f"编号规则里不认识「{{{unknown[0]}}}」")
        if re.search(r"[{}]", _BRACES.sub("", text)):
            raise ValueError("编号规则的花括号没有成对")
        if not any(place.startswith("序号") for place in found):
            raise ValueError("编号规则里要有 {序号}，否则编号会重复")
        if not any(place.startswith("年") for place in found):
            raise ValueError("编号规则里要有 {年} 或 {年2}：序号每年从1起")
        rule = cls(text)
        if len(rule.write(2099, 9999)) > MOST:
            raise ValueError(f"编号太长，不超过{MOST}个字符")
        return rule

    def write(self, year: int, n: int) -> str:
        """Return the number of a year's n-th record."""
        values = {"年": f"{year}", "年2": f"{year % 100:02d}", "序号": f"{n}", "序号2": f"{n:02d}", "序号3": f"{n:03d}"}
        return _BRACES.sub(lambda match: values[match[1]], self.text)


async def next_number(series: str) -> int:
    """Return the next number of a series, from 1, without gaps: it is taken back with its transaction."""
    db.current_tx()
    changed = (
        await Sequence.update({Sequence.last: Sequence.last + 1})
        .where(Sequence.name == series)
        .returning(Sequence.last)
    )
    if changed:
        return int(changed[0]["last"])
    await Sequence.insert(Sequence(name=series, last=1))
    return 1
