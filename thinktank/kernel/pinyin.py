# SPDX-License-Identifier: MIT
"""Pinyin of names: the key by which lists sort, with the readings that surnames have."""

from __future__ import annotations

from functools import lru_cache

SURNAMES = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "朴": "piao", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "任": "ren", "华": "hua", "乐": "yue", "冼": "xian", "覃": "qin", "翟": "zhai", "缪": "miao", "宓": "mi",
    "员": "yun", "祭": "zhai", "逄": "pang", "黑": "he", "折": "she", "种": "chong", "召": "shao", "繁": "po",
    "秘": "bi", "洗": "xian", "隗": "wei", "阚": "kan", "乜": "nie", "长": "chang", "句": "gou", "卜": "bu",
    "都": "du", "薄": "bo", "适": "kuo", "炅": "gui", "粘": "nian", "尉迟": "yu chi", "万俟": "mo qi",
    "长孙": "zhang sun", "单于": "chan yu", "澹台": "tan tai", "令狐": "ling hu", "呼延": "hu yan",
}  # fmt: skip


def plain(text: str) -> list[str]:
    """Return the syllables of a text as the dictionary reads it."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- its dictionary is heavy (55 MiB) and needed by writers only

    return list(lazy_pinyin(text))


def syllables(name: str) -> list[str]:
    """Return the syllables of a Chinese name, its surname read as a surname."""
    for length in (2, 1):
        if name[:length] in SURNAMES:
            return [*SURNAMES[name[:length]].split(), *plain(name[length:])]
    return plain(name)


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return the text by which a name sorts: syllables, then the name itself, so that equal sounds keep apart."""
    return f"{' '.join(syllables(name.strip()))[:100]} {name[:10]}".strip().lower()


def initials(name: str) -> str:
    """Return the first letters of a name's syllables."""
    return "".join(part[:1] for part in syllables(name.strip())).lower()
