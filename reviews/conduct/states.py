# SPDX-License-Identifier: MIT
"""The life of a wish for more time."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition


class WishState(StrEnum):
    """The states of a wish for more time; one that the office gives unasked is given from the start."""

    ASKED = "asked"
    GIVEN = "given"
    REFUSED = "refused"


WISH = Machine(
    name="review_extension",
    states=WishState,
    labels={WishState.ASKED: "待答复", WishState.GIVEN: "已同意", WishState.REFUSED: "未同意"},
    initial=WishState.ASKED,
    final=(WishState.GIVEN, WishState.REFUSED),
    transitions=(
        Transition("give", (WishState.ASKED,), WishState.GIVEN, "同意延期", "officer"),
        Transition("refuse", (WishState.ASKED,), WishState.REFUSED, "不同意", "officer"),
    ),
    holder={WishState.ASKED: "经办人"},
)
