# SPDX-License-Identifier: MIT
"""Criteria on scales of their own, in sub-forms: bands, weights, and what a sheet comes to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rubrics import scales
from reviews.rubrics.operations import SHIPPED_BANDS
from reviews.rubrics.schemas import Band, BandIn, CriterionIn, CriterionView, PartIn
from reviews.scoring import aggregate, rules
from reviews.scoring.aggregate import Answer
from reviews.scoring.schemas import ScoreView, SheetView

REPORT, ADVICE = PartIn("研究报告", 40), PartIn("对策建议", 60)


def criterion(name: str = "选题", weight: int = 100, **more: int | str) -> CriterionIn:
    return CriterionIn(name=name, weight=weight, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["优12 良8 一般4 差0", "优：12，良：8、一般 4；差0", "优 12、良 8、一般 4、差 0"])
def test_own_bands_are_read_from_a_line(text: str) -> None:
    found = scales.bands_of(criterion(high=15, levels=text), SHIPPED_BANDS)
    assert found == [Band("优", 12, 15), Band("良", 8, 11), Band("一般", 4, 7), Band("差", 0, 3)]
    assert scales.as_levels(found) == "优12 良8 一般4 差0"


def test_shared_bands_are_put_onto_the_scale() -> None:
    found = scales.bands_of(criterion(high=20), SHIPPED_BANDS)
    assert found == [Band("优", 18, 20), Band("良", 16, 17), Band("合格", 12, 15), Band("不合格", 0, 11)]
    assert scales.bands_of(criterion(), SHIPPED_BANDS)[0] == Band("优", 90, 100)


@given(st.integers(0, 40), st.integers(10, 60), st.integers(0, 100))
def test_every_score_of_a_scale_is_in_one_band(low: int, width: int, share: int) -> None:
    one = criterion(low=low, high=low + width)
    value = low + width * share // 100
    found = scales.bands_of(one, SHIPPED_BANDS)
    assert sum(band.low <= value <= band.high for band in found) == 1
    assert scales.faults([one], SHIPPED_BANDS, []) == {}


@pytest.mark.parametrize(
    ("criteria", "parts", "field", "words"),
    [
        ([criterion(weight=90)], [], "criteria", "现在是90"),
        ([criterion(low=50, high=50)], [], "criteria-0-high", "大于"),
        ([criterion(high=3)], [], "criteria-0-levels", "档位"),
        ([criterion(high=15, levels="优8 良12 差0")], [], "criteria-0-levels", "从高到低"),
        ([criterion(high=15, levels="优12 良8")], [], "criteria-0-levels", "从0分起"),
        ([criterion(high=15, levels="优16 差0")], [], "criteria-0-levels", "从高到低"),
        ([criterion(part=1)], [], "criteria-0-part", "先写分表"),
        ([criterion(part=0)], [REPORT, ADVICE], "criteria-0-part", "选择所属分表"),
        ([criterion(part=1), criterion(part=2)], [REPORT, REPORT], "parts", "现在是80"),
        ([criterion(part=1), criterion(part=2, weight=70)], [REPORT, ADVICE], "criteria", "“对策建议”的指标权重"),
        ([criterion(part=1)], [REPORT, ADVICE], "criteria", "现在是0"),
    ],
)
def test_what_is_no_scale_is_named(criteria: list[CriterionIn], parts: list[PartIn], field: str, words: str) -> None:
    found = scales.faults(criteria, SHIPPED_BANDS, parts)
    assert words in found[field]


def test_two_sub_forms_of_forty_and_sixty_make_a_rubric() -> None:
    inside = [criterion("结构", 50, part=1), criterion("数据", 50, part=1), criterion("可行", 100, part=2)]
    assert scales.faults(inside, SHIPPED_BANDS, [REPORT, ADVICE]) == {}


# -- what a sheet comes to ------------------------------------------------------------------------------------


def d(value: int | str) -> Decimal:
    return Decimal(value)


def test_a_sub_form_keeps_its_share_when_part_of_it_does_not_apply() -> None:
    both = [Answer(50, d(80), 1, 40), Answer(50, None, 1, 40), Answer(100, d(60), 2, 60)]
    assert aggregate.weighted_total(both) == d("68.00")  # 40 % of 80 and 60 % of 60
    assert aggregate.coverage(both) == d("80.00")
    assert aggregate.weighted_total([Answer(100, None, 1, 40), Answer(100, d(60), 2, 60)]) == d("60.00")


answers = st.lists(
    st.builds(Answer, st.integers(1, 100), st.none() | st.decimals(0, 100, places=1), st.integers(1, 3)), max_size=9
)
SHARES = {1: 20, 2: 30, 3: 50}


def shared(found: list[Answer]) -> list[Answer]:
    return [Answer(one.weight, one.value, one.part, SHARES[one.part]) for one in found]


@given(answers)
def test_a_total_lies_between_its_scores(found: list[Answer]) -> None:
    given_ = [one.value for one in found if one.value is not None]
    total = aggregate.weighted_total(shared(found))
    if not given_:
        assert total is None
    else:
        assert total is not None
        assert aggregate.rounded(min(given_)) <= total <= aggregate.rounded(max(given_))


@given(answers, st.integers(1, 100), st.integers(1, 3))
def test_what_does_not_apply_never_counts_as_nothing(found: list[Answer], weight: int, part: int) -> None:
    more = [*found, Answer(weight, None, part)]
    assert aggregate.weighted_total(shared(more)) == aggregate.weighted_total(shared(found))
    assert aggregate.coverage(shared(more)) <= d(100)


@given(answers.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_criteria_does_not_matter(pair: tuple[list[Answer], list[Answer]]) -> None:
    one, other = (aggregate.weighted_total(shared(found)) for found in pair)
    assert one == other


def view(id_: int = 1, **more: object) -> CriterionView:
    plain: dict[str, object] = {"rubric": 1, "name": "选题", "hint": "", "weight": 100, "required": True, "sort": 0}
    return CriterionView(id=id_, **plain | more)  # type: ignore[arg-type]


def sheet(**more: object) -> SheetView:
    plain: dict[str, object] = {
        "id": 1, "assignment": 1, "state": "draft", "version": 1, "opinion": "同意", "advice": "",
        "confidence": "medium", "private_note": "", "outlier_reason": "",
    }  # fmt: skip
    return SheetView(**plain | more)  # type: ignore[arg-type]


def score(value: int | None, *, na: bool = False, comment: str = "", criterion: int = 1) -> ScoreView:
    return ScoreView(1, criterion, na, comment, None if value is None else d(value))


def test_scores_are_put_on_one_scale() -> None:
    assert rules.answers([view(high=15)], [score(12)]) == [Answer(100, d(80))]
    assert rules.answers([view(low=1, high=5)], [score(3)]) == [Answer(100, d(50))]
    assert rules.answers([view()], [score(70, na=True)]) == [Answer(100, None)]


@pytest.mark.parametrize(
    ("criteria", "scores", "more", "faults"),
    [
        ([view()], [score(80)], {}, {}),
        ([view()], [], {}, {"scores-0-value"}),
        ([view()], [score(None, na=True)], {}, {"scores-0-comment"}),
        ([view(na_allowed=False)], [score(None, na=True, comment="无")], {}, {"scores-0-value"}),
        ([view(weight=50), view(2, weight=50)], [score(80), score(None, na=True, comment="无", criterion=2)], {},
         {"scores-0-value"}),
        ([view(weight=60), view(2, weight=40)], [score(80), score(None, na=True, comment="无", criterion=2)], {},
         set()),
        ([view()], [score(80)], {"vetoes": [1]}, {"veto_note"}),
        ([view()], [score(80)], {"vetoes": [1], "veto_note": "数据与年报不符"}, {}),
        ([view()], [score(80)], {"opinion": ""}, {"opinion"}),
    ],
)  # fmt: skip
def test_what_keeps_a_sheet_from_being_complete(
    criteria: list[CriterionView], scores: list[ScoreView], more: dict[str, object], faults: set[str]
) -> None:
    assert set(rules.missing(criteria, scores, sheet(**more))) == set(faults)


def test_a_band_is_a_line_of_its_label_and_low() -> None:
    assert scales.read_levels("甲90 乙60 丙0") == [BandIn("甲", 90), BandIn("乙", 60), BandIn("丙", 0)]
