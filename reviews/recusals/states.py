# SPDX-License-Identifier: MIT
"""The lives of an applicant's request that somebody may not judge, and of what a reviewer declares once and for all."""

from __future__ import annotations

from enum import StrEnum

from reviews.rounds.states import ConflictKind
from thinktank.kernel.states import Machine, Transition


class RequestState(StrEnum):
    """The states of a request."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LIVE = (RequestState.ASKED, RequestState.ACCEPTED)
REQUEST = Machine(
    name="recusal_request",
    states=RequestState,
    labels={
        RequestState.ASKED: "待经办人决定",
        RequestState.ACCEPTED: "已同意回避",
        RequestState.REFUSED: "未同意",
        RequestState.WITHDRAWN: "已撤回",
    },
    initial=RequestState.ASKED,
    final=(RequestState.REFUSED, RequestState.WITHDRAWN),
    transitions=(
        Transition("accept", (RequestState.ASKED,), RequestState.ACCEPTED, "同意回避", "officer"),
        Transition("refuse", (RequestState.ASKED,), RequestState.REFUSED, "不同意", "officer"),
        Transition("withdraw", LIVE, RequestState.WITHDRAWN, "撤回申请", "project_lead"),
        Transition(
            "reopen",
            (RequestState.ACCEPTED, RequestState.REFUSED),
            RequestState.ASKED,
            "撤销决定",
            "officer",
            undo=True,
        ),
    ),
    holder={RequestState.ASKED: "经办人"},
)


class DeclarationState(StrEnum):
    """The states of a declaration that stands."""

    VALID = "valid"
    WITHDRAWN = "withdrawn"


DECLARATION = Machine(
    name="standing_declaration",
    states=DeclarationState,
    labels={DeclarationState.VALID: "有效", DeclarationState.WITHDRAWN: "已撤回"},
    initial=DeclarationState.VALID,
    final=(DeclarationState.WITHDRAWN,),
    transitions=(
        Transition("withdraw", (DeclarationState.VALID,), DeclarationState.WITHDRAWN, "撤回申报", "reviewer"),
    ),
)


class Tie(StrEnum):
    """What a reviewer can declare once for every later round (domain.md §2.1, 回避)."""

    KIN = "kin"
    TEACHER = "teacher"
    INTEREST = "interest"

    @property
    def label(self) -> str:
        """The tie in words."""
        return self.conflict.label

    @property
    def conflict(self) -> ConflictKind:
        """The conflict of interest that it makes."""
        return ConflictKind(self.value)
