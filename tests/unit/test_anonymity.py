# SPDX-License-Identifier: MIT
"""The anonymous sheet against planted names in every spelling, and against texts without any."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research.applications.anonymity import COVER, Word, covered, find

LIANG, ZENG, OUYANG = Word("name", "梁晓燕"), Word("name", "曾力"), Word("name", "欧阳明")
TOWN = Word("unit", "盐都区大纵湖镇人民政府")
OTHERS = (Word("unit", "盐都区农业农村局"), Word("school", "南京农业大学"), Word("email", "lxy@example.cn"))
TEAM = (LIANG, ZENG, OUYANG, TOWN, *OTHERS)


@pytest.mark.parametrize(
    "spelled",
    [
        "梁晓燕",
        "梁 晓 燕",
        "梁　晓燕",
        "梁·晓·燕",
        "梁\u200b晓燕",
        "梁\n晓燕",
        "梁-晓-燕",
        "liang xiaoyan",
        "LiangXiaoyan",
        "LIANG Xiaoyan",
        "Liáng Xiǎoyàn",
        "liang xiao yan",
        "Xiaoyan Liang",
        "Ｌｉａｎｇ　Ｘｉａｏｙａｎ",
        "LXY",
        "L.X.Y.",
        "l.x.y".upper(),
        "Liang X.Y.",
        "X. Y. Liang",
        "ＬＸＹ",
        "曾力",
        "曾 力",
        "zeng li",
        "Zeng Li",
        "ZENGLI",
        "Céng Lì",
        "欧阳明",
        "Ouyang Ming",
        "ouyangming",
        "OYM",
        "大纵湖镇人民政府",
        "大纵湖镇",
        "盐都区大纵湖镇",
        "大 纵 湖 镇",
        "农业农村局",
        "盐都区农业农村局",
        "南京农业大学",
        "南京 农业大学",
        "lxy@example.cn",
        "LXY＠example.cn",
        "other.one@mail.example.com",
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "１３８１２３４５６７８",
        "0515-88123456",
    ],
)
def test_every_spelling_is_found_and_covered(spelled: str) -> None:
    text = f"调研由{spelled}牵头，走访了60户。"
    assert covered(text, TEAM).replace(f"{COVER}.", COVER) == f"调研由{COVER}牵头，走访了60户。"


@pytest.mark.parametrize(
    "text",
    [
        "走访农户60户，形成问题清单3份。",
        "乡镇政府和人民政府的职责分工，农业部门的数据",
        "the liangxiaoyanzi method of 2026, version 1.2",
        "用电量 13812345678901 千瓦时，编号 20260318123456",
        "提高水质至Ⅲ类，PH 值 6.5-8.5；co-operation with farms",
        "晓得燕子和梁上的窝",
        "南京大学与农业大学的合作",
        "oym 与 lxy 的小写缩写另有含义",
        "",
    ],
)
def test_a_text_that_names_nobody_stays_as_it_is(text: str) -> None:
    assert find(text, TEAM) == []
    assert covered(text, TEAM) == text


def test_a_leak_says_what_it_gives_away_and_where() -> None:
    text = "问题由梁 晓燕提出，电话138 1234 5678"
    assert [(leak.kind, leak.text) for leak in find(text, TEAM)] == [("name", "梁 晓燕"), ("phone", "138 1234 5678")]
    assert "由梁 晓燕提出" in find(text, TEAM)[0].around


def test_a_word_that_the_office_adds_is_covered_in_its_spellings() -> None:
    assert covered("东岗村抱团 项目 DONG项目", (Word("added", "抱团项目"),)) == f"东岗村{COVER} DONG项目"


def test_words_that_overlap_are_covered_as_one() -> None:
    words = [Word("unit", "区住房局"), Word("post", "区住房局规划科"), Word("name", "张三丰")]
    assert covered("区住房局规划科的张三丰", words) == f"{COVER}的{COVER}"


NAMES = st.sampled_from(["梁晓燕", "曾力", "欧阳明", "单于飞", "吕布", "王小二", "朴仁勇", "司马青", "尉迟恭"])
CHINESE = st.text(alphabet="调研农户问题清单走访形成方案效果村社区数据，。；", max_size=30)
GAPS = st.sampled_from(["", " ", "　", "·", "\u200b", "-", "\n"])


@settings(max_examples=150, deadline=None)
@given(NAMES, CHINESE, CHINESE, GAPS)
def test_a_planted_name_never_survives(name: str, before: str, after: str, gap: str) -> None:
    text = before + gap.join(name) + after
    words = (Word("name", name),)
    done = covered(text, words)
    assert find(done, words) == []
    assert name not in "".join(done.split())
    assert COVER in done


@settings(max_examples=150, deadline=None)
@given(NAMES, CHINESE, st.sampled_from(["lower", "upper", "title"]), st.sampled_from(["", " ", "-"]), st.booleans())
def test_a_planted_pinyin_never_survives(name: str, around: str, case: str, gap: str, wide: bool) -> None:
    from thinktank.kernel.pinyin import syllables

    spelled = getattr(gap.join(syllables(name)), case)()
    if wide:
        spelled = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in spelled)
    words = (Word("name", name),)
    assert find(covered(f"{around}{spelled}{around}", words), words) == []
    assert spelled not in covered(f"{around}{spelled}{around}", words)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="调研农户问题清单走访形成方案，。 \n012", max_size=60))
def test_a_text_without_names_is_never_touched(text: str) -> None:
    assert covered(text, TEAM) == text
