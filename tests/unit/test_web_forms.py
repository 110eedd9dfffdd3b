# SPDX-License-Identifier: MIT
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.kernel.clock import SHANGHAI
from thinktank.kernel.directions import Direction
from thinktank.web import fields
from thinktank.web.forms import Form, parse

M = msgspec.Meta


class Forecast(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        return {"on_time": "能按期", "late": "难按期"}[self.value]


class Member(msgspec.Struct, frozen=True):
    name: Annotated[str, M(title="姓名", max_length=4)]
    share: Annotated[int, M(title="分工占比", ge=0, le=100)] = 0


class Place(msgspec.Struct, frozen=True):
    town: Annotated[str, M(title="乡镇")]


class Report(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: Annotated[str, M(title="题目", max_length=6)]
    percent: Annotated[int, M(title="完成度", ge=0, le=100)]
    day: Annotated[date, M(title="日期")]
    forecast: Annotated[Forecast, M(title="能否按期")] = Forecast.ON_TIME
    cost: Annotated[Decimal, M(title="经费")] | None = None
    people: Annotated[int, M(title="人数", gt=0)] | None = None
    floor: Annotated[int, M(title="楼层", ge=-3)] | None = None
    most: Annotated[int, M(title="上限", le=9)] | None = None
    rate: Annotated[float, M(title="比率", lt=1)] | None = None
    at: Annotated[datetime, M(title="时间")] | None = None
    nick: Annotated[str, M(title="别名", min_length=2)] | None = None
    code: Annotated[str, M(title="编号", pattern=r"^QL\d+$", extra={"example": "QL26"})] = ""
    level: Annotated[Literal["a", "b"], M(title="等次")] = "a"
    urgent: Annotated[bool, M(title="急件")] = False
    also: Annotated[list[Direction], M(title="相关方向", max_length=2)] = []
    ids: Annotated[tuple[int, ...], M(title="编号")] = ()
    team: Annotated[list[Member], M(title="成员", max_length=2)] = []
    place: Place | None = None
    secret: Annotated[bool, M(title="不涉密", extra={"must": True})] = True


class Patch(msgspec.Struct):
    note: str | msgspec.UnsetType = msgspec.UNSET
    version: int = 0


GOOD = {"title": ["进展"], "percent": ["60"], "day": ["2026-08-14"], "secret": ["", "1"]}


def wrong(**raw: Any) -> dict[str, str]:
    return parse(Report, GOOD | {name.replace("__", "-"): [value] for name, value in raw.items()}).errors


def test_good_form_builds_the_command() -> None:
    form = parse(Report, GOOD)
    assert form.ok
    assert form.command == Report("进展", 60, date(2026, 8, 14))


def test_every_mistake_is_gathered_at_once() -> None:
    form = parse(Report, {"percent": ["150"], "day": ["昨天"], "also": ["rural", "moon"], "secret": [""]})
    assert form.errors == {
        "title": "题目不能为空",
        "percent": "完成度要在0到100之间，例如 60",
        "day": "日期的日期写法不对，例如 2026-08-14",
        "also": "相关方向里没有这一项，请在列出的各项中选择",
        "secret": "请先勾选“不涉密”",
    }
    assert not form.ok
    with pytest.raises(RuntimeError):
        form.command  # noqa: B018


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("title", "一二三四五六七八", "题目最多6个字，现在8个，请删去2个"),
        ("percent", "多", "完成度要填数字，例如 60"),
        ("percent", "5.5", "完成度要填整数，例如 60"),
        ("percent", "-1", "完成度要在0到100之间，例如 60"),
        ("percent", "9" * 40, "完成度要填数字，例如 60"),
        ("percent", "nan", "完成度要填数字，例如 60"),
        ("people", "0", "人数要大于0"),
        ("floor", "-4", "楼层不能小于-3"),
        ("most", "10", "上限不能大于9"),
        ("rate", "1", "比率要小于1"),
        ("day", "2026-02-30", "日期写的2026年2月没有30日，请改为实有的日期，例如 2026-08-14"),
        ("at", "下午", "时间的时间写法不对，例如 2026-08-14T09:00"),
        ("nick", "甲", "别名至少2个字"),
        ("code", "X1", "编号的写法不对，例如 QL26"),
        ("level", "c", "等次里没有这一项，请在列出的各项中选择"),
        ("forecast", "soon", "能否按期里没有这一项，请在列出的各项中选择"),
        ("ids", "x", "编号要填数字"),
        ("team__3__name", "甲乙丙丁戊", "姓名最多4个字，现在5个，请删去1个"),
        ("team__3__share", "5", "姓名不能为空"),
    ],
)
def test_messages_say_what_is_wrong_and_how_to_mend(field: str, text: str, message: str) -> None:
    assert message in wrong(**{field: text}).values()


@pytest.mark.parametrize(
    "text", ["2026-08-14", "2026/8/14", "2026.8.14", "2026年8月14日", "20260814", "２０２６－０８－１４"]
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert parse(Report, GOOD | {"day": [text]}).command.day == date(2026, 8, 14)


def test_numbers_are_read_as_people_write_them() -> None:
    form = parse(Report, GOOD | {"percent": ["６０%"], "cost": ["1,200.50"], "at": ["2026-08-14T09:00"]})
    assert form.command.percent == 60
    assert form.command.cost == Decimal("1200.50")
    assert form.command.at == datetime(2026, 8, 14, 9, tzinfo=SHANGHAI)


def test_blank_optional_fields_become_none_or_their_default() -> None:
    form = parse(Report, GOOD | {"cost": [""], "nick": [""], "code": [""], "forecast": [""]})
    assert (form.command.cost, form.command.nick, form.command.code) == (None, None, "")
    assert form.command.forecast is Forecast.ON_TIME


def test_absent_fields_of_a_patch_stay_unset() -> None:
    assert parse(Patch, {"version": ["3"]}).command == Patch(version=3)
    assert parse(Patch, {"note": [""]}).command.note == ""


def test_extra_values_are_not_read_from_the_form() -> None:
    assert parse(Patch, {"version": ["9"]}, version=4).command.version == 4


def test_rows_groups_and_lists() -> None:
    raw = GOOD | {
        "also": ["", "rural", "urban"],
        "ids-0": ["3"],
        "ids-2": ["5"],
        "team-0-name": ["甲"],
        "team-0-share": ["40"],
        "team-1-name": [""],
        "team-1-share": [""],
        "team-7-name": ["乙"],
        "place-town": ["石桥"],
    }
    command = parse(Report, raw).command
    assert command.also == [Direction.RURAL, Direction.URBAN]
    assert command.ids == (3, 5)
    assert command.team == [Member("甲", 40), Member("乙")]
    assert command.place == Place("石桥")


def test_too_many_rows_are_refused() -> None:
    assert wrong(team__0__name="甲", team__1__name="乙", team__2__name="丙") == {"team": "成员最多2项，请减少"}


def test_fresh_form_is_filled_from_structs_and_values() -> None:
    source = Report("进展", 60, date(2026, 8, 14), rate=0.5, also=[Direction.RURAL], team=[Member("甲", 40)])
    form = Form.of(Report, source, title="另一题", at=datetime(2026, 8, 14, 9, tzinfo=SHANGHAI))
    assert form.value("title") == "另一题"
    assert (form.value("percent"), form.value("day"), form.value("rate")) == ("60", "2026-08-14", "0.5")
    assert (form.value("at"), form.chosen("also"), form.value("secret")) == ("2026-08-14T09:00", ["rural"], "1")
    assert form.rows("team", spare=1) == ["team-0", "team-1"]
    assert form.value("team-0-share") == "40"
    assert not form.ok
    assert not form.errors


def test_what_a_form_shows_reads_back_the_same() -> None:
    source = Report("进展", 60, date(2026, 8, 14), also=[Direction.RURAL], team=[Member("甲", 40)], ids=(1, 2))
    assert parse(Report, Form.of(Report, source).values).command == source


def test_labels_and_metadata() -> None:
    form = Form.of(Report)
    assert form.label("team-0-name") == "姓名"
    assert form.meta("forecast").options == [("on_time", "能按期"), ("late", "难按期")]
    assert form.meta("also").options[0] == ("industry", "产业发展")
    assert form.meta("title").longest == 6
    with pytest.raises(KeyError):
        form.meta("nobody")


def test_errors_of_an_operation_join_the_form() -> None:
    form = parse(Report, GOOD).with_errors({"title": "题目已有人用", "stranger": "名额已满"})
    assert form.errors == {"title": "题目已有人用"}
    assert form.message == "名额已满"
    assert not form.ok


def test_a_type_that_no_form_can_carry_is_a_fault_of_the_program() -> None:
    class Odd(msgspec.Struct):
        both: int | str

    with pytest.raises(TypeError):
        fields.describe(Odd)
    with pytest.raises(TypeError):
        fields.describe(int)


class Checked(msgspec.Struct):
    start: int
    end: int

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("结束不能早于开始")


def test_a_structs_own_check_is_shown_above_the_form() -> None:
    form = parse(Checked, {"start": ["3"], "end": ["1"]})
    assert form.message == "结束不能早于开始"
    assert not form.ok


@given(st.text())
def test_cleaned_text_is_stable_and_safe_to_store(text: str) -> None:
    once = fields.clean(text)
    assert fields.clean(once) == once
    assert "\x00" not in once
    assert "\r" not in once
    once.encode()


@given(
    st.dictionaries(st.sampled_from([*GOOD, "cost", "also", "team-0-name", "place-town", "at"]), st.lists(st.text()))
)
def test_any_input_gives_a_command_or_worded_errors(raw: dict[str, list[str]]) -> None:
    form = parse(Report, {name: [fields.clean(text) for text in texts] or [""] for name, texts in raw.items()})
    assert form.ok or form.message or all(form.errors.values())


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_numbers_survive_being_shown(value: Decimal) -> None:
    assert Decimal(fields.as_text(value) or "x") == value
