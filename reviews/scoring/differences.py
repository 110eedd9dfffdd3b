# SPDX-License-Identifier: MIT
"""What differs between two states of a sheet, in words. No I/O."""

from __future__ import annotations

from collections.abc import Sequence

from reviews.rounds.states import word_label
from reviews.rubrics.schemas import CriterionView
from reviews.scoring.schemas import Change, Kept, KeptScore
from reviews.scoring.states import Confidence


def _score(one: KeptScore | None) -> str:
    if one is None or (one.value is None and not one.not_applicable):
        return "未评"
    return "不适用" if one.not_applicable or one.value is None else f"{one.value.normalize():f}"


def between(was: Kept, now: Kept, *, criteria: Sequence[CriterionView], kind: str) -> list[Change]:
    """Return every difference: by criterion in the rubric's order, then the words about the whole."""
    before = {one.criterion: one for one in was.scores}
    after = {one.criterion: one for one in now.scores}
    pairs = []
    for one in criteria:
        old, new = before.get(one.id), after.get(one.id)
        pairs.append((one.name, _score(old), _score(new)))
        pairs.append((f"{one.name}的说明", old.comment if old else "", new.comment if new else ""))
    pairs += [
        ("评审意见", was.opinion, now.opinion),
        ("评审建议", word_label(kind, was.advice), word_label(kind, now.advice)),
        ("对本领域", Confidence(was.confidence).label, Confidence(now.confidence).label),
        ("否决项", _places(was.vetoes), _places(now.vetoes)),
        ("认定依据", was.veto_note, now.veto_note),
        ("给办公室的话", was.private_note, now.private_note),
    ]
    return [Change(what, old, new) for what, old, new in pairs if old != new]


def _places(vetoes: Sequence[int]) -> str:
    return "、".join(f"第{place}条" for place in vetoes)
