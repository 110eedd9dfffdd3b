# SPDX-License-Identifier: MIT
"""Telling the unit from the post in 工作单位及职务, with the units that are known and by suffix where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

_SHORTEST = 2
_OWN_TITLES = "管委会|管理委员会|党工委|人民政府|政府|委员会"
_PROVINCE_CITY = r"(?:[\u4e00-\u9fff]{2,3}省)?(?:(?:(?![省市区县])[\u4e00-\u9fff]){2,3}市(?![管政容场民建]))?"
_CITY = re.compile(_PROVINCE_CITY)
_DISTRICT = re.compile(rf"((?:(?![省市区县])[\u4e00-\u9fff]){{0,3}})[区县](?!{_OWN_TITLES})(?=...)")
_OFFICE_OF_TOWN = re.compile(r"(?:人民政府|政府|街道办事处|办事处|管理委员会|管委会)")
_EDGES = " \u3000、,，;；/|·-—()（）:："

_PLACES = ("镇", "乡", "街道", "区")
_PARTY_OFFICES = "组织部|宣传部|统战部|社会工作部|社工部|政法委员会|政法委|办公室|党校|编办|巡察办|网信办|老干部局"
_INSTITUTION = "幼儿园|小学|中学|学校|卫生院|医院|敬老院"
_PLACE = r"(?:(?<!小)镇(?![长江海])|(?<!城)乡(?![长村镇振])|街道|(?:开发|高新|园|新)区)"
_OF_PLACE = re.compile(rf".{{0,6}}?(?:{_INSTITUTION})")
_SUFFIX = re.compile(
    "|".join(
        (
            rf"(?<=[区县市])委(?:{_PARTY_OFFICES})",
            rf"{_PLACE}.{{0,6}}?(?:{_INSTITUTION})",
            r"纪(?:律检查)?委(?:员会)?(?:监委|监察委员会)?",
            r"局(?![长党])(?:.{1,6}?分局)?",
            r"(?:开发|高新|园|新)区(?:管理委员会|管委会)?",
            r"(?:产业|科技|工业|创业|物流|软件|农业|孵化|示范|文化)园(?!区)",
            r"(?:人民)?政府办公室|人大办公室|政协办公室|(?:街道|镇|乡)?人民政府|(?:镇|乡)政府",
            r"街道办事处|街道办|街道",
            _PLACE,
            r"集团(?:股份)?(?:有限)?(?:责任)?公司|(?:股份)?(?:有限)?(?:责任)?公司(?:.{2,6}?分公司)?|集团",
            r"居(?:民)?委员?会|村(?:民)?委员?会|社区(?!卫生|服务|书记|教育)",
            r"委员会|委(?![员派培托])",
            r"卫生服务中心|卫生院|医院|卫生室|血站",
            r"幼儿园|小学|中学|高中|学校|中专|大学(?!生)|学院|党校",
            r"研究院|研究所|科学院|检察院|法院|实验室|设计院",
            r"中心(?!小学|中学|幼儿园|卫生院|医院|学校|校|血站|孵化器|主任|副主任)|孵化器|众创空间",
            r"联合会|总工会|妇联|残联|科协|文联|工商联|协会|合作社|农场",
            r"银行(?:.{2,8}?(?:支行|分行))?|支行|分行|信用社",
            r"组织部|宣传部|统战部|武装部|事务所|派出所|站(?![长])|博物馆|图书馆|文化馆|档案馆",
        )
    )
)


class UnitNames:
    """The units that are known, under every way of writing them; built once, asked for every row.

    ``shared`` holds the ways of writing that are several units' (教育局 for 甲区教育局, 乙区教育局), with their names:
    such a text stays as it was written, for a person to say which unit is meant.
    """

    def __init__(self, names: Sequence[str], owners: Mapping[str, int] | None = None) -> None:
        """Take full and short names; with or without the place before them they are found again.

        ``owners`` says which names are one unit's; without it each name is a unit's own.
        """
        cleaned = ["".join(name.split()) for name in names]
        self._names = {name: name for name in cleaned if len(name) >= _SHORTEST}
        self._cities = {city for name in cleaned if (city := _city(name))}
        self._home = {place for name in cleaned if (place := _district(name[len(_city(name)) :])[0])}
        self.shared = self._add_variants({"".join(name.split()): owner for name, owner in (owners or {}).items()})
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def _add_variants(self, owners: Mapping[str, int]) -> dict[str, list[str]]:
        """Add the other ways of writing; return those that are several units'."""
        written: dict[str, list[str]] = {}
        for name in self._names:
            for variant in self._variants(name):
                written.setdefault(variant, []).append(name)
        shared = {}
        for variant, names in written.items():
            if variant in self._names:
                continue
            several = len({owners.get(name, name) for name in names}) > 1
            self._names[variant] = variant if several else names[0]
            if several:
                shared[variant] = list(dict.fromkeys(names))
        return shared

    def canonical(self, unit: str) -> str:
        """Return the known name of a unit written alone, or what was written."""
        bare = "".join(unit.split())
        return next((self._names[text] for text in self._readings(bare) if text in self._names), unit)

    def split(self, both: str) -> tuple[str, str, bool]:
        """Split 工作单位及职务 into unit and post: a known unit (longest match), else a blank, else a suffix.

        The last value tells whether a unit was found; if not, all of the text is the unit and the post is "".
        """
        bare = "".join(both.split())
        if known := self._known(bare):
            return known[0], _post_after(*known), True
        parts = both.split(maxsplit=1)
        if len(parts) > 1 and _SUFFIX.search(parts[0]):
            return self.canonical(parts[0]), "".join(parts[1].split()).strip(_EDGES), True
        found = _SUFFIX.search(bare, 1)
        if found is None:
            return bare, "", False
        return bare[: found.end()], bare[found.end() :].strip(_EDGES), True

    def _known(self, bare: str) -> tuple[str, str] | None:
        """Return the longest known unit that the text begins with, and the rest."""
        for reading in self._readings(bare):
            for length in self._lengths:
                known = self._names.get(reading[:length])
                # 高新区实验小学 is not 高新区 itself.
                if known and not (known.endswith(_PLACES) and _OF_PLACE.match(reading, length)):
                    return known, reading[length:]
        return None

    def _variants(self, name: str) -> Iterator[str]:
        local = name[len(_city(name)) :]
        yield local
        place, rest = _district(local)
        if rest:
            yield f"区{rest}"
            yield rest
        if place:
            yield f"{place}{rest}"

    def _readings(self, bare: str) -> Iterator[str]:
        """Yield what was typed, then without the city, then without the district's name if it is the own one."""
        yield bare
        city = _city(bare)
        if city and self._cities and city not in self._cities:
            return
        local = bare[len(city) :]
        yield local
        place, rest = _district(local)
        if rest and (not place or not self._home or place in self._home):
            yield f"区{rest}"
            yield rest


def _city(name: str) -> str:
    """Return the province and city that a name begins with, or ""."""
    found = _CITY.match(name)
    return found[0] if found and len(name) > found.end() + _SHORTEST else ""


def _district(name: str) -> tuple[str, str]:
    """Split off the district before a unit's name: 盐都区教育局 → 盐都, 教育局; no district → "", ""."""
    found = _DISTRICT.match(name)
    return (found[1], name[found.end() :]) if found else ("", "")


def _post_after(unit: str, rest: str) -> str:
    if unit.endswith(_PLACES):
        rest = _OFFICE_OF_TOWN.sub("", rest, count=1) if _OFFICE_OF_TOWN.match(rest) else rest
    return rest.strip(_EDGES)
