# SPDX-License-Identifier: MIT
"""The papers that a project's file should hold, by stage: data, read by the page of its documents. No I/O."""

from __future__ import annotations

import msgspec

from research.projects.states import Kind, Stage

_ORDER = list(Stage)


class Paper(msgspec.Struct, frozen=True):
    """A category of documents: from which stage on it is wanted, and the gate whose material it is, if any."""

    code: str
    title: str
    since: Stage
    gate: Kind | None = None
    needed: bool = True


# domain.md §1.2 and §1.4: what each step of the programme leaves behind.
PAPERS = (
    Paper("agreement", "任务书签章件", Stage.KICKOFF),
    Paper("kickoff", "开题报告和论证意见", Stage.RUNNING, Kind.KICKOFF),
    Paper("midterm", "中期报告和佐证", Stage.RUNNING2, Kind.MIDTERM),
    Paper("closing", "结题报告和研究报告", Stage.CLOSING, Kind.CLOSING),
    Paper("brief", "专报、对策建议", Stage.CLOSED),
    Paper("survey", "调研资料", Stage.RUNNING, needed=False),
    Paper("meeting", "会议材料", Stage.KICKOFF, needed=False),
    Paper("other", "其他", Stage.CONTRACTING, needed=False),
)
BY_CODE = {paper.code: paper for paper in PAPERS}


def missing(found: set[str], *, stage: str, gates: set[str]) -> list[Paper]:
    """Return the papers that should be there at a stage and are not; a gate that the plan lacks leaves none."""
    now = _ORDER.index(Stage(stage))
    wanted = [p for p in PAPERS if p.needed and _ORDER.index(p.since) <= now and (p.gate is None or p.gate in gates)]
    return [paper for paper in wanted if paper.code not in found]
