# SPDX-License-Identifier: MIT
"""Proposals of a direction: agreement with the labelled samples, evidence, ties, silence."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.kernel.directions import Direction
from thinktank.placement.lexicon import LEXICON
from thinktank.placement.matching import CAPS, Proposal, propose

SAMPLE = Path(__file__).parents[2] / "docs" / "samples" / "placement.csv"

# Written after the lexicon and not used to tune it: major, unit, post, strengths, expected main direction.
CHECK_SET = """
水利水电工程,区水利局,河道管理所副所长,农田水利、灌区改造,乡村振兴
会计学,区供销合作总社,财务科科员,农资供应、基层社改造,乡村振兴
林学,区林业技术指导站,工程师,森林抚育、古树名木,乡村振兴
食品科学与工程,秦南镇人民政府,农产品质量监管站站长,农产品检测、绿色食品认证,乡村振兴
法学,大冈镇人民政府,仰徐村党总支副书记,矛盾调解、村规民约,乡村振兴
畜牧学,区动物疫病预防控制中心,畜牧师,蛋鸡养殖,乡村振兴
农业机械化,区农机推广站,农机师,烘干机械、无人植保,乡村振兴
市场营销,某农业科技有限公司,总经理,葡萄种植、采摘园,乡村振兴
建筑环境与能源应用工程,区城市建设投资集团,工程部副经理,供热、绿色建筑,城市建设
安全工程,区应急管理局,危化科科员,危化品监管、应急预案,城市建设
道路桥梁与渡河工程,区公路事业发展中心,养护科科长,桥梁检测,城市建设
消防工程,区消防救援大队,防火监督员,高层建筑消防,城市建设
地理科学,区不动产登记中心,登记员,不动产确权,城市建设
工程造价,区公共资源交易中心,造价员,工程招投标,城市建设
社会工作,新都街道办事处,社区党委书记,社区治理、物业矛盾调处,城市建设
环境科学,区环境监测站,监测员,大气监测、VOCs治理,城市建设
数学与应用数学,区第一中学,高中数学教师,竞赛辅导,教育卫生
英语,龙冈中学,教师,高中英语教学,教育卫生
药学,区人民医院,药剂科药师,合理用药,教育卫生
医学检验技术,区疾控中心,检验师,微生物检测,教育卫生
口腔医学,区口腔医院,医师,种植牙、正畸,教育卫生
公共事业管理,区医疗保障局,基金监管科科员,医保支付改革,教育卫生
体育教育,区少年体校,教练,青少年田径,教育卫生
计算机科学与技术,区职业技术学校,信息技术教师,智慧校园,教育卫生
化学工程与工艺,区化工园区管委会,安环科科员,绿色化工,产业发展
纺织工程,某纺织有限公司,生产部经理,高端面料、工艺优化,产业发展
财政学,区税务局,税源管理科科员,减税降费、企业税收,产业发展
电气工程及其自动化,国网区供电公司,运检部专责,配电网、充电桩,产业发展
英语,区商务局,外经科科员,对外贸易、翻译,产业发展
会计学,区国有资产管理中心,科员,国企改革,产业发展
行政管理,区发展和改革委员会,能源科副科长,能耗双控、新能源,产业发展
汽车工程,某汽车零部件有限公司,技术主管,轻量化、动力电池,产业发展
软件工程,某信息技术有限公司,联合创始人,SaaS、云计算,创新创业
生物工程,区生物医药研究院,研究员,新药研发、专利布局,创新创业
人力资源管理,区委组织部,人才办科员,招才引智、人才政策,创新创业
法学,区市场监督管理局,知识产权保护科科员,商标维权,创新创业
电子信息工程,区科学技术协会,学会部干事,科普、产学研对接,创新创业
新闻学,共青团区委,青年发展部干事,青年创业大赛,创新创业
投资学,区产业引导基金,投资经理,股权投资、项目路演,创新创业
数据科学与大数据技术,区数据局,数据资源科科员,公共数据开放、数据要素,创新创业
"""


def sample_rows() -> list[dict[str, str]]:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def proposal_of(row: dict[str, str], wish: Direction | None = None) -> Proposal:
    return propose(major=row["专业"], unit=row["单位"], post=row["职务"], strengths=row["特长"], wish=wish)


def label(direction: Direction | None) -> str:
    return direction.label if direction else ""


def test_directions_have_order_label_and_mark() -> None:
    assert [d.value for d in Direction] == ["industry", "innovation", "rural", "urban", "edu_health"]
    assert "".join(d.mark for d in Direction) == "产创乡城教"
    assert [d.number for d in Direction] == [1, 2, 3, 4, 5]


def test_main_direction_agrees_with_the_sample() -> None:
    rows = sample_rows()
    agreed = [row for row in rows if label(proposal_of(row).main) == row["主方向"]]
    assert len(rows) == 40
    assert len(agreed) == 40


def test_secondary_direction_of_the_sample_is_proposed() -> None:
    labelled = [row for row in sample_rows() if row["次方向"]]
    found = 0
    for row in labelled:
        proposal = proposal_of(row)
        found += row["次方向"] in {label(d) for d in (proposal.main, *proposal.secondary)}
    assert len(labelled) == 8
    assert found == 8


def test_rows_without_a_secondary_label_mostly_get_none() -> None:
    proposals = [proposal_of(row) for row in sample_rows() if not row["次方向"]]
    assert len(proposals) == 32
    assert sum(bool(proposal.secondary) for proposal in proposals) == 6


def test_main_direction_of_the_check_set() -> None:
    rows = list(csv.reader(io.StringIO(CHECK_SET.strip())))
    wrong = [
        (unit, label(main))
        for major, unit, post, strengths, expected in rows
        if label(main := propose(major=major, unit=unit, post=post, strengths=strengths).main) != expected
    ]
    assert len(rows) == 40
    # An engineer of safety counts as industry by degree; the office decides.
    assert wrong == [("区应急管理局", "产业发展")]


def test_evidence_names_source_term_text_and_points() -> None:
    proposal = propose(major="城乡规划", unit="区教育局", strengths="城市更新、BIM")
    found = {(e.source, e.term, e.text, e.direction, e.points) for e in proposal.evidence}
    assert ("education", "城乡规划", "城乡规划", Direction.URBAN, 26) in found
    assert ("post", "教育局", "区教育局", Direction.EDU_HEALTH, 24) in found
    assert ("strengths", "bim", "BIM", Direction.URBAN, 16) in found
    assert proposal.main is Direction.URBAN
    assert proposal.secondary == [Direction.EDU_HEALTH]


def test_little_evidence_gives_no_main_direction() -> None:
    proposal = propose(major="档案学", unit="区委办公室", post="秘书", strengths="公文写作")
    assert (proposal.main, proposal.secondary, proposal.confidence) == (None, [], "low")
    assert propose(post="街道办事处科员").main is None
    assert propose().scores == dict.fromkeys(("industry", "innovation", "rural", "urban", "edu_health"), 0)


def test_narrow_terms_keep_broad_ones_from_counting() -> None:
    proposal = propose(unit="某农业科技有限公司")
    assert [e.term for e in proposal.evidence] == ["农业科技", "有限公司"]
    assert [e.term for e in propose(strengths="环境卫生").evidence] == ["环境卫生"]


def test_latin_terms_stand_alone() -> None:
    assert propose(strengths="ai应用").scores["innovation"] > 0
    assert propose(strengths="email").evidence == []


def test_full_width_and_case_do_not_matter() -> None:
    assert propose(strengths="ＢＩＭ").scores == propose(strengths="bim").scores


def test_research_interest_counts_as_a_strength_and_repeats_do_not() -> None:
    once = propose(strengths="光伏")
    assert propose(strengths="光伏", research_interest="光伏研究").scores == once.scores
    assert propose(research_interest="光伏研究").scores == once.scores


def test_no_source_gives_more_than_its_cap() -> None:
    proposal = propose(strengths="招商、外贸、光伏、储能、智能制造")
    assert proposal.scores["industry"] == CAPS["strengths"]


def test_wish_breaks_a_tie() -> None:
    tied = "城乡规划、教育学"
    assert propose(major=tied).main is Direction.URBAN
    assert propose(major=tied, wish=Direction.EDU_HEALTH).main is Direction.EDU_HEALTH
    assert propose(major=tied).confidence == "low"


@pytest.mark.parametrize("wish", list(Direction))
def test_wish_changes_nothing_else(wish: Direction) -> None:
    for row in sample_rows():
        assert proposal_of(row, wish).main == proposal_of(row).main


def test_confidence_follows_score_and_distance() -> None:
    assert propose(major="临床医学", unit="区人民医院", strengths="心血管介入").confidence == "high"
    assert propose(major="临床医学", unit="区人民医院").confidence == "high"
    assert propose(unit="区人民医院", strengths="心血管").confidence == "medium"
    assert propose(major="临床医学").confidence == "low"


def test_lexicon_holds_each_term_once_per_direction_and_source() -> None:
    for direction in Direction:
        for source in ("education", "post", "strengths"):
            groups = [g for g in LEXICON if g.direction is direction and getattr(g, source)]
            for group in groups:
                terms = group.terms.split()
                assert len(terms) == len(set(terms))
                assert all(0 < getattr(group, source) <= CAPS[source] for _ in terms)
    assert len({term for group in LEXICON for term in group.terms.split()}) > 1000


TERMS = st.sampled_from(sorted({term for group in LEXICON for term in group.terms.split()}))
TEXTS = st.lists(TERMS | st.text(max_size=6), max_size=5).map("、".join)


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.none() | st.sampled_from(Direction))
def test_scores_are_the_sum_of_the_evidence(
    major: str, unit: str, post: str, strengths: str, wish: Direction | None
) -> None:
    proposal = propose(major=major, unit=unit, post=post, strengths=strengths, wish=wish)
    assert list(proposal.scores) == [d.value for d in Direction]
    for direction in Direction:
        points = sum(e.points for e in proposal.evidence if e.direction is direction)
        assert proposal.scores[direction] == points <= 100
    assert len(proposal.secondary) <= 2
    assert proposal.main not in proposal.secondary
    best = max(proposal.scores.values())
    assert proposal.main is None if best < 20 else proposal.scores[str(proposal.main)] == best
