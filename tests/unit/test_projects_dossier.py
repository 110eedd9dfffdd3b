# SPDX-License-Identifier: MIT
"""What a project's file should hold, stage by stage."""

from __future__ import annotations

import pytest

from research.projects.dossier import PAPERS, missing
from research.projects.states import Category, Stage

GATES = {"kickoff", "midterm", "closing"}


@pytest.mark.parametrize(
    ("stage", "codes"),
    [
        (Stage.CONTRACTING, []),
        (Stage.KICKOFF, ["agreement"]),
        (Stage.RUNNING, ["agreement", "kickoff"]),
        (Stage.MIDTERM, ["agreement", "kickoff"]),
        (Stage.RUNNING2, ["agreement", "kickoff", "midterm"]),
        (Stage.CLOSING, ["agreement", "kickoff", "midterm", "closing"]),
        (Stage.CLOSED, ["agreement", "kickoff", "midterm", "closing", "brief"]),
    ],
)
def test_what_is_missing_grows_with_the_stage(stage: Stage, codes: list[str]) -> None:
    assert [paper.code for paper in missing(set(), stage=stage, gates=GATES)] == codes
    assert missing(set(codes), stage=stage, gates=GATES) == []


def test_a_gate_that_the_plan_lacks_leaves_nothing_to_be_missed() -> None:
    found = missing({"agreement"}, stage="closing", gates={"kickoff", "closing"})
    assert [paper.code for paper in found] == ["kickoff", "closing"]


def test_every_category_has_its_paper() -> None:
    assert [paper.code for paper in PAPERS] == [str(one) for one in Category]
