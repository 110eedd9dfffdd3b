# SPDX-License-Identifier: MIT
"""How often the proposal agrees with people: accuracy and confusion over a labelled CSV. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable

import msgspec

from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid
from thinktank.placement.matching import Facts, Proposal, propose

COLUMNS = ("专业", "单位", "职务", "特长", "主方向", "次方向")
_NEEDED = COLUMNS[:5]
_LABELS = {name: direction for direction in Direction for name in (direction.label, direction.value)}
Propose = Callable[[Facts], Proposal]


class Case(msgspec.Struct, frozen=True):
    """A person whom somebody has placed: facts, main direction, and a secondary one where there is one."""

    line: int
    facts: Facts
    main: Direction
    second: Direction | None


class Verdict(msgspec.Struct, frozen=True):
    """A case beside what the program proposes."""

    case: Case
    proposal: Proposal

    @property
    def main(self) -> bool:
        """Whether the proposed main direction is the labelled one."""
        return self.proposal.main == self.case.main

    @property
    def ranked(self) -> bool:
        """Whether the labelled main direction is the proposed main or the first secondary one."""
        return self.main or self.proposal.secondary[:1] == [self.case.main]

    @property
    def second(self) -> bool:
        """Whether main is right, or main and second are the labelled pair the other way round on either side.

        That is: the labelled main is proposed second, or the proposed main is the labelled secondary.
        """
        labelled = self.proposal.main is not None and self.proposal.main == self.case.second
        return self.ranked or labelled


def decode(content: bytes) -> str:
    """Return the text of a file in UTF-8 (with or without a mark) or GB18030; Invalid for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("文件不是 UTF-8 或 GB18030 编码的文字，请另存为 CSV 再试")


def read(content: bytes) -> list[Case]:
    """Read a labelled CSV; Invalid where a column is missing or a direction is unknown, naming the line."""
    table = csv.DictReader(io.StringIO(decode(content), newline=""))
    names = [name.strip() for name in table.fieldnames or ()]
    table.fieldnames = names
    if missing := [name for name in _NEEDED if name not in names]:
        raise Invalid(f"缺少列：{'、'.join(missing)}；应有 {'、'.join(COLUMNS)}")
    rows = [(table.line_num, {key: (value or "").strip() for key, value in row.items() if key}) for row in table]
    return [_case(line, row) for line, row in rows if any(row.values())]


def _case(line: int, row: dict[str, str]) -> Case:
    main = _LABELS.get(row["主方向"])
    if main is None:
        known = "、".join(direction.label for direction in Direction)
        raise Invalid(f"第{line}行：主方向“{row['主方向']}”不是五个方向之一（{known}）")
    second = row.get("次方向", "")
    facts = Facts(major=row["专业"], unit=row["单位"], post=row["职务"], strengths=row["特长"])
    return Case(line, facts, main, next((_LABELS[part] for part in second.split("、") if part in _LABELS), None))


def of_file(content: bytes) -> list[str]:
    """Return the report on a labelled CSV by the shipped lexicon; Invalid for a file that is none."""
    return report(judge(read(content), propose))


def judge(cases: Iterable[Case], by: Propose) -> list[Verdict]:
    """Return every case beside its proposal."""
    return [Verdict(case, by(case.facts)) for case in cases]


def report(verdicts: list[Verdict]) -> list[str]:
    """Return the lines that the command prints; the last is ``main N/M second N/M``."""
    lines = [*_confusion(verdicts), "", *_by_confidence(verdicts), "", *_wrong(verdicts)]
    total = len(verdicts)
    strict = sum(one.ranked for one in verdicts)
    lines += ["", f"主方向排在建议前两位 {strict}/{total}（不算“建议的主方向是标注的次方向”）"]
    return [*lines, f"main {_share(verdicts, 'main')} second {_share(verdicts, 'second')}"]


def _share(verdicts: list[Verdict], what: str) -> str:
    return f"{sum(getattr(one, what) for one in verdicts)}/{len(verdicts)}"


def _confusion(verdicts: list[Verdict]) -> list[str]:
    names = [*Direction, None]
    labels = [*(direction.label for direction in Direction), "没有建议"]
    lines = ["标注＼建议　" + "　".join(labels)]
    for labelled in Direction:
        row = [sum(one.case.main is labelled and one.proposal.main == name for one in verdicts) for name in names]
        lines.append(f"{labelled.label}　" + "　".join(f"{n:>8}" for n in row))
    return lines


def _by_confidence(verdicts: list[Verdict]) -> list[str]:
    titles = {"clear": "明确", "close": "接近", "unclear": "不明确"}
    lines = []
    for key, title in titles.items():
        some = [one for one in verdicts if one.proposal.confidence == key]
        if some:
            lines.append(f"{title}：{len(some)}人，主方向一致 {_share(some, 'main')}")
    return lines


def _wrong(verdicts: list[Verdict]) -> list[str]:
    lines = ["不一致的："] if any(not one.main for one in verdicts) else ["全部一致"]
    for one in verdicts:
        if not one.main:
            facts = one.case.facts
            scores = "、".join(
                f"{Direction(name).label}{score}"
                for name, score in sorted(one.proposal.scores.items(), key=lambda pair: -pair[1])
                if score
            )
            what = f"{facts.major}，{facts.unit}，{facts.post}，{facts.strengths}"
            mark = "" if one.second else "　×"
            lines.append(f"第{one.case.line}行 {what}：标注{one.case.main.label}，建议{scores or '无'}{mark}")
    return lines
