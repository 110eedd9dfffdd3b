# SPDX-License-Identifier: MIT
"""What comes in and goes out about personal data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from thinktank.kernel import clock
from thinktank.kernel.directions import Direction
from thinktank.kernel.subjects import Section
from thinktank.privacy.states import DATA_REQUEST, FACT_CHANGE

KINDS = {"erase": "删除我的个人信息", "withdraw": "撤回同意", "ask": "咨询或其他"}
_MONTH = r"^$|^(19|20)\d{2}-(0[1-9]|1[0-2])$"


def _text(title: str, most: int, **more: Any) -> Any:
    return Meta(title=title, max_length=most, **more)


# -- commands -------------------------------------------------------------------------------------------------


class CorrectFacts(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One's own facts as they should stand; what differs from the bank is a change."""

    name: Annotated[str, Meta(title="姓名", min_length=2, max_length=30)]
    gender: Annotated[Literal["", "male", "female"], Meta(title="性别", extra={"empty": "不填"})] = ""
    birth_month: Annotated[str, Meta(title="出生年月", pattern=_MONTH, description="例如 1994-05")] = ""
    ethnicity: Annotated[str, _text("民族", 20)] = ""
    political_status: Annotated[str, _text("政治面貌", 40)] = ""
    education: Annotated[str, _text("学历", 40)] = ""
    degree: Annotated[str, _text("学位", 40)] = ""
    school: Annotated[str, _text("毕业院校", 60)] = ""
    major: Annotated[str, _text("专业", 60)] = ""
    unit: Annotated[int, Meta(title="单位")]
    post: Annotated[str, _text("职务", 60)] = ""
    pro_title: Annotated[str, _text("职称", 60)] = ""
    strengths: Annotated[str, _text("专业特长", 200)] = ""
    research_interest: Annotated[str, _text("研究方向", 200)] = ""
    wish: Annotated[Direction | None, Meta(title="意向方向", extra={"empty": "没有意向"})] = None
    phone: Annotated[str, Meta(title="手机号", pattern=r"^$|^1\d{10}$", description="11位数字")] = ""
    email: Annotated[str, Meta(title="邮箱", max_length=80, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")] = ""
    reason: Annotated[str, _text("说明", 300, description="例如 已调任、已取得学位")] = ""
    unclassified: Annotated[bool, Meta(title="以上内容不涉密", extra={"must": True})] = False


def _titles(command: type[msgspec.Struct]) -> dict[str, str]:
    info = msgspec.inspect.type_info(command)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    return {
        field.name: (field.type.extra_json_schema or {}).get("title", field.name)
        for field in fields
        if isinstance(field.type, msgspec.inspect.Metadata)
    }


FACTS = {name: title for name, title in _titles(CorrectFacts).items() if name not in {"reason", "unclassified"}}
"""The facts that a person may correct: column of the bank to its name on screen."""


class Decide(msgspec.Struct, forbid_unknown_fields=True):
    """Confirm a correction, or decline it with a reason."""

    step: Annotated[Literal["confirm", "decline"], Meta(title="核对结果")]
    note: Annotated[str, Meta(title="说明", max_length=300)] = ""
    version: Annotated[int | None, Meta(title="版本")] = None


class Ask(msgspec.Struct, forbid_unknown_fields=True):
    """A request about one's own data."""

    kind: Annotated[Literal["erase", "withdraw", "ask"], Meta(title="申请事项")]
    text: Annotated[str, Meta(title="说明", min_length=2, max_length=500)]


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What the office does about a request."""

    step: Annotated[Literal["fulfil", "refuse"], Meta(title="办理结果")]
    answer: Annotated[str, Meta(title="答复", min_length=2, max_length=500)]
    version: Annotated[int | None, Meta(title="版本")] = None


class Withdraw(msgspec.Struct, forbid_unknown_fields=True):
    """Take back what one has asked for."""

    version: Annotated[int | None, Meta(title="版本")] = None


class Agree(msgspec.Struct, forbid_unknown_fields=True):
    """Agree to the notice that is in force."""

    consent: Annotated[bool, Meta(title="我已阅读并同意个人信息处理告知", extra={"must": True})] = False


# -- views ----------------------------------------------------------------------------------------------------


class Difference(msgspec.Struct):
    """One fact: what the bank has, and what it should be."""

    field: str
    label: str
    before: str
    after: str


class Corrected(msgspec.Struct):
    """What became of corrected facts: those in force at once, and those that wait to be confirmed."""

    applied: list[str]
    waiting: list[str]


class ChangeView(msgspec.Struct):
    """A correction with its differences."""

    id: int
    version: int
    talent: int
    name: str
    unit_name: str
    desk: str
    state: str
    state_since: datetime
    reason: str
    proposed_at: datetime
    due_on: date
    decided_by_name: str | None
    decided_at: datetime | None
    note: str
    differences: list[Difference] = []
    actions: list[str] = []

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return FACT_CHANGE.label(self.state)

    @property
    def holder(self) -> str:
        """Who has to act."""
        return "单位联络员" if self.desk == "unit" else "经办人"

    @property
    def late(self) -> bool:
        """Whether the answer is overdue."""
        return self.state == "proposed" and self.due_on < clock.today()


class RequestView(msgspec.Struct):
    """A request about personal data, with its answer."""

    id: int
    version: int
    account: int
    name: str
    talent: int | None
    kind: str
    text: str
    state: str
    made_at: datetime
    due_on: date
    answer: str
    answered_by_name: str | None
    answered_at: datetime | None
    actions: list[str] = []

    @property
    def kind_label(self) -> str:
        """What is asked for, in words."""
        return KINDS[self.kind]

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return DATA_REQUEST.label(self.state)


class ConsentLine(msgspec.Struct):
    """A version of the notice that somebody has agreed to."""

    version: str
    at: datetime


class Look(msgspec.Struct):
    """Somebody saw a masked value of one's own, or changed one's facts."""

    at: datetime
    who: str
    what: str
    detail: str


class MyData(msgspec.Struct):
    """All that the program holds of a person, for themselves."""

    name: str
    made_at: datetime
    notice: str
    sections: list[Section]
