# SPDX-License-Identifier: MIT
"""How alike two texts are, and by which words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from thinktank.index.alike import compare

TEXT = st.text(alphabet="数据没有按期报送会商纪要 ，。abc12", max_size=40)


def test_alike_names_the_words_in_common() -> None:
    found = compare("三季度数据没有按期报送", "水利数据迟迟没有按期报送")
    assert (found.percent, found.words) == (57, ("没有按期报送", "数据"))


def test_nothing_in_common_is_nothing_alike() -> None:
    found = compare("会商未召开", "经费超支")
    assert (found.percent, found.words) == (0, ())


def test_width_case_and_marks_do_not_count() -> None:
    assert compare("ＡＢ类：数据、报送", "ab类 数据 报送").percent == 100


@given(TEXT, TEXT)
def test_alike_both_ways_and_within_bounds(one: str, other: str) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there.percent == back.percent
    assert 0 <= there.percent <= 100


@given(TEXT)
def test_a_text_is_wholly_alike_itself(text: str) -> None:
    assert compare(text, text).percent in {0, 100}
