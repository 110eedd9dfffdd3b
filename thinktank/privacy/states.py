# SPDX-License-Identifier: MIT
"""A correction that waits for confirmation, and a request about one's own data (PIPL art. 44-50)."""

from __future__ import annotations

from enum import StrEnum

from thinktank.kernel.states import Machine, Transition

_OWNER, _OFFICER = "本人", "经办人"


class ChangeState(StrEnum):
    """What becomes of a corrected fact."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


FACT_CHANGE = Machine(
    name="fact_change",
    states=ChangeState,
    labels={"proposed": "待核对", "confirmed": "已更新", "declined": "未采用", "withdrawn": "已撤回"},
    initial="proposed",
    final=("confirmed", "declined", "withdrawn"),
    transitions=(
        Transition("confirm", ("proposed",), "confirmed", "核对无误", "单位联络员或经办人"),
        Transition("decline", ("proposed",), "declined", "不采用", "单位联络员或经办人"),
        Transition("withdraw", ("proposed",), "withdrawn", "撤回", _OWNER),
    ),
    holder={"proposed": "单位联络员或经办人"},
)


class RequestState(StrEnum):
    """What becomes of a request."""

    SUBMITTED = "submitted"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DATA_REQUEST = Machine(
    name="data_request",
    states=RequestState,
    labels={"submitted": "待答复", "done": "已办理", "refused": "未同意", "withdrawn": "已撤回"},
    initial="submitted",
    final=("done", "refused", "withdrawn"),
    transitions=(
        Transition("fulfil", ("submitted",), "done", "照办", _OFFICER),
        Transition("refuse", ("submitted",), "refused", "不同意", _OFFICER),
        Transition("withdraw", ("submitted",), "withdrawn", "撤回", _OWNER),
    ),
    holder={"submitted": _OFFICER},
)
