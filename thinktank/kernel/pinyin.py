# SPDX-License-Identifier: MIT
"""Pinyin of names: the key by which lists sort, with the readings that surnames have."""

from __future__ import annotations

from functools import lru_cache

SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "朴": "piao", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "任": "ren", "华": "hua", "乐": "yue", "冼": "xian", "尉迟": "yuchi", "万俟": "moqi", "长孙": "zhangsun",
    "覃": "qin", "翟": "zhai", "缪": "miao", "宓": "mi", "员": "yun", "祭": "zhai", "逄": "pang", "黑": "he",
}  # fmt: skip


def syllables(name: str) -> list[str]:
    """Return the syllables of a Chinese name, its surname read as a surname."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary is heavy and needed by writers only

    for length in (2, 1):
        if name[:length] in SURNAMES:
            return [SURNAMES[name[:length]], *lazy_pinyin(name[length:])]
    return list(lazy_pinyin(name))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the text by which a name sorts: syllables, then the name itself, so that equal sounds keep apart."""
    return f"{' '.join(syllables(name.strip()))[:100]} {name[:10]}".strip().lower()


def initials(name: str) -> str:
    """Return the first letters of a name's syllables."""
    return "".join(part[:1] for part in syllables(name.strip())).lower()
