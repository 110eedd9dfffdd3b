# SPDX-License-Identifier: MIT
"""Reading single cells of a ledger: text, birth month, phone, and cells that hold two facts in one.

A reader returns the value and, where something is wrong or was guessed, a ``Problem`` in plain Chinese: what is
wrong, how to mend it, an example.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

import msgspec

from thinktank.rosters.sheet import Cell

YOUNGEST, OLDEST = 16, 70

_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}
_CLEANING = _HALF_WIDTH | dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))
_NAME_DOTS = str.maketrans("•．・‧●", "·····")
_NO_VALUE = {"无", "/", "-", "—", "——", "#n/a", "#value!", "#ref!", "#name?", "#div/0!"}

_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(10_000, 60_000)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[.\-/年．。,，、]\s*(\d{1,2})(?:\s*[.\-/月．。]\s*(?:\d{1,2}\s*日?)?)?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(?:\d{2})?")
_TIME_OF_DAY = re.compile(r"\s+\d{1,2}:\d{2}(:\d{2})?$")
_AFTER_BIRTH = re.compile(r"[(（].*[)）]$|生(?:于)?$")
_TENTHS = 10
_MONTHS = 12
_YEARS = range(1000, 10_000)

_PHONE = re.compile(r"1\d{10}")
_PHONE_DIGITS = 11
_PHONE_NOISE = re.compile(r"[\s\-－—()（）+.]")
_PHONE_SEPARATORS = re.compile(r"[、,，;；/\\|或\n]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")

_GENDERS = {"男": "male", "男性": "male", "m": "male", "女": "female", "女性": "female", "f": "female"}

_SEPARATORS = re.compile(r"[\s、,，;；/|·]+")
_DEGREE = re.compile(r".*(?:学士|硕士|博士|学位)(?:学位)?")
_EDUCATION_DEGREE = re.compile(
    r"(.*(?:研究生|大学|本科|大专|专科|中专|高中|博士后))((?:[\u4e00-\u9fff]{1,4}?)?(?:学士|硕士|博士)(?:学位)?)"
)
_SCHOOL_MAJOR = re.compile(r"(.*(?:大学|学院|学校|党校|研究院|研究所|科学院|University|College))(.*)", re.DOTALL)
_MAJOR_EDGES = " \u3000、,，;；/|·-—()（）:："


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field of a row; a warning was read with a guess, an error was not read."""

    field: str
    value: str
    message: str
    level: Literal["error", "warning"]


def error(field: str, value: str, message: str) -> Problem:
    """Return a problem that keeps the row from being imported."""
    return Problem(field, value, message, "error")


def warning(field: str, value: str, message: str) -> Problem:
    """Return a problem that a person should look at but may leave."""
    return Problem(field, value, message, "warning")


def shown(cell: Cell) -> str:
    """Return a cell as the person who typed it would see it: 1.0 as 1, a date as 1992-08-15."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def text(cell: Cell) -> str:
    """Return a cell as text: digits and letters half-width, runs of blanks as one space; 无, / and #N/A are nothing."""
    return _cleaned(cell if isinstance(cell, str) else shown(cell))


@lru_cache(maxsize=8192)  # a column says the same few things over and over
def _cleaned(typed: str) -> str:
    cleaned = " ".join(typed.translate(_CLEANING).split())
    return "" if cleaned.lower() in _NO_VALUE else cleaned


def compact(cell: Cell) -> str:
    """Return a cell as text without any blanks."""
    return "".join(text(cell).split())


def person_name(cell: Cell) -> tuple[str, Problem | None]:
    """Return a person's name: no blanks inside Chinese names, one kind of dot in names such as 阿依古丽·买买提."""
    name = text(cell).translate(_NAME_DOTS)
    if not name.isascii():
        name = "".join(name.split())
    if not name:
        return "", error("name", shown(cell), "没有填姓名。请补上姓名，或删除这一行。例：王小明")
    if any(char.isdigit() for char in name):
        return name, error("name", name, "姓名里有数字。请只填姓名，去掉数字。例：王小明")
    return name, None


def gender(cell: Cell) -> tuple[str, Problem | None]:
    """Return "male", "female" or "" (not given)."""
    typed = compact(cell)
    if not typed:
        return "", None
    if found := _GENDERS.get(typed.lower()):
        return found, None
    return "", error("gender", typed, f"性别“{typed}”认不出。请填“男”或“女”。")


def birth_month(cell: Cell, today: date) -> tuple[date | None, Problem | None]:
    """Return the first day of the month of birth; None when it is blank or cannot be.

    Takes 1992.08, 1992.8, 1992年8月, 1992-08, 1992/8/15, 199208, date cells and numbers. The number 1992.1 is what
    Excel keeps of a typed 1992.10, so it is read as October, with a warning; the text 1992.1 is January.
    """
    typed = text(cell)
    if not typed:
        return None, None
    year_month = _from_number(cell) if isinstance(cell, int | float) else _from_text(cell, typed)
    if year_month is None:
        message = f"出生年月“{typed}”认不出。请写成“年.月”，月份用两位数。例：1992.08"
        return None, error("birth_month", typed, message)
    year, month = year_month
    if not 1 <= month <= _MONTHS:
        message = f"出生年月“{typed}”里的月份是 {month}，月份只能是 1 到 12。请改正。例：1992.08"
        return None, error("birth_month", typed, message)
    age = today.year - year - (today.month < month)
    if not YOUNGEST <= age <= OLDEST:
        message = (
            f"出生年月“{typed}”不合理：按此算现在 {age} 岁，应在 {YOUNGEST} 到 {OLDEST} 岁之间。请核对年份。例：1992.08"
        )
        return None, error("birth_month", typed, message)
    return date(year, month, 1), _birth_guess(cell, year, month)


def _birth_guess(cell: Cell, year: int, month: int) -> Problem | None:
    if not isinstance(cell, float) or month != _TENTHS or cell.is_integer():
        return None
    message = f"出生年月按 {year}年10月 读取：表格把 {year}.10 存成了数字 {cell}。如果是 1 月，请改写成 {year}.01。"
    return warning("birth_month", shown(cell), message)


def _from_number(number: float) -> tuple[int, int] | None:
    if not math.isfinite(number):
        return None
    if float(number).is_integer():
        if int(number) in _EXCEL_SERIALS:
            day = _EXCEL_EPOCH + timedelta(days=int(number))
            return day.year, day.month
        found = _DIGITS.fullmatch(str(int(number)))
        return (int(found[1]), int(found[2])) if found else None
    year, fraction = divmod(round(number * 100), 100)
    if not math.isclose(number * 100, round(number * 100), rel_tol=1e-9) or year not in _YEARS:
        return None
    # 1992.2 keeps nothing after the 2: only February fits. 10 stays October (see birth_month).
    if fraction > _MONTHS and fraction % _TENTHS == 0:
        fraction //= _TENTHS
    return year, fraction


def _from_text(cell: Cell, typed: str) -> tuple[int, int] | None:
    if isinstance(cell, date):
        return cell.year, cell.month
    bare = _AFTER_BIRTH.sub("", _TIME_OF_DAY.sub("", typed)).strip()
    found = _YEAR_MONTH.fullmatch(bare) or _DIGITS.fullmatch(bare)
    return (int(found[1]), int(found[2])) if found else None


def phone(cell: Cell) -> tuple[str, Problem | None]:
    """Return a mobile number of 11 digits; of several numbers in one cell the first mobile, with a warning."""
    typed = text(cell)
    if not typed:
        return "", None
    numbers = [_bare_number(part) for part in _PHONE_SEPARATORS.split(typed)]
    mobiles = [number for number in numbers if _PHONE.fullmatch(number)]
    if not mobiles:
        return "", error("phone", typed, f"手机号“{typed}”不对：{_phone_fault(numbers)}。请核对改正。例：13812345678")
    if len([number for number in numbers if number]) > 1:
        return mobiles[0], warning("phone", typed, f"有不止一个号码，只读取 {mobiles[0]}。请只留常用手机。")
    return mobiles[0], None


def _bare_number(part: str) -> str:
    number = _PHONE_NOISE.sub("", part)
    with_country = re.fullmatch(r"(?:00)?86(1\d{10})", number)
    return with_country[1] if with_country else number


def _phone_fault(numbers: list[str]) -> str:
    number = max(numbers, key=len)
    if not number.isdigit():
        return "里面有数字以外的字"
    if len(number) != _PHONE_DIGITS:
        return f"应是 11 位，现在是 {len(number)} 位"
    return "应以 1 开头"


def email(cell: Cell) -> tuple[str, Problem | None]:
    """Return a mail address."""
    typed = compact(cell)
    if not typed or _EMAIL.fullmatch(typed):
        return typed, None
    return "", error("email", typed, f"邮箱“{typed}”不对，应有 @ 和域名。请核对改正。例：wang@example.com")


def split_education_degree(both: str) -> tuple[str, str]:
    """Split 学历学位 in one cell: 大学/学士, 研究生 硕士, 大学工学学士.

    A lone 博士 is a degree, 硕士研究生 an education.
    """
    parts = [part for part in _SEPARATORS.split(both) if part]
    if len(parts) > 1:
        degrees = [part for part in parts if _DEGREE.fullmatch(part)]
        return "、".join(part for part in parts if part not in degrees), "、".join(degrees)
    if found := _EDUCATION_DEGREE.fullmatch(both):
        return found[1], found[2]
    return ("", both) if _DEGREE.fullmatch(both) else (both, "")


def split_school_major(both: str) -> tuple[str, str]:
    """Split 毕业院校及专业 after the last school suffix: 江苏大学城乡规划专业 → 江苏大学, 城乡规划.

    Without a suffix all is the major (its trailing 专业 dropped) and the school is "".
    """
    found = _SCHOOL_MAJOR.fullmatch(both)
    school, major = (found[1], found[2]) if found else ("", both)
    return school.strip(_MAJOR_EDGES), plain_major(major)


def plain_major(major: str) -> str:
    """Return a major without brackets around it and without a trailing 专业 or 系."""
    bare = major.strip(_MAJOR_EDGES)
    return bare.removesuffix("专业").rstrip(_MAJOR_EDGES) if bare != "专业" else ""
