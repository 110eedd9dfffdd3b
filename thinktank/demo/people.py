# SPDX-License-Identifier: MIT
"""The demo's invented people: a ledger of 107 as a department would keep it. Any likeness is chance."""

from __future__ import annotations

import io
from itertools import cycle, islice

import msgspec

COUNT = 107
DISTRICT = "盐都区"
DEPARTMENT = "区委组织部"
_FAMILY = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
    "孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
)
_GIVEN = (
    "知远", "若溪", "景行", "清和", "思齐", "怀瑾", "安之", "云舒", "望舒", "一鸣", "明德", "致远", "书言", "亦然",
    "沐阳", "嘉树", "子衿", "晓帆", "文渊", "海宁", "雨桐", "星辰", "向晨", "立新", "春来", "语冰", "慕青", "守正",
    "其琛", "南乔", "千帆", "北辰", "弘毅", "静姝", "长风", "采薇", "允中", "东篱", "乐山", "秋实",
)  # fmt: skip


class Kind(msgspec.Struct, frozen=True):
    """What people of one kind have in common: five kinds a direction."""

    major: str
    unit: str
    post: str
    strengths: str


KINDS = (
    # 产业发展
    Kind("机械设计制造及其自动化", "区工业和信息化局", "装备产业科科员", "智能制造、装备产业链"),
    Kind("产业经济学", "区发展和改革委员会", "产业科副科长", "产业规划、招商研判"),
    Kind("国际贸易学", "区商务局", "外资科科员", "外资招引、跨境电商"),
    Kind("新能源科学与工程", "盐都高新技术产业园区管委会", "招商专员", "光伏储能产业链"),
    # 创新创业
    Kind("计算机科学与技术", "区科学技术局", "成果转化科科员", "科技成果转化、高企培育"),
    Kind("创业管理", "区人力资源和社会保障局", "创业指导中心职员", "创业孵化、创业担保贷款"),
    Kind("人工智能", "区大数据管理局", "数据应用科工程师", "人工智能应用、开源创新"),
    Kind("知识产权法", "区市场监督管理局", "知识产权科科员", "专利转化、科创企业服务"),
    # 乡村振兴
    Kind("农业经济管理", "学富镇人民政府", "农经站站长", "农村集体产权、合作社"),
    Kind("作物遗传育种", "区农业农村局", "农技推广中心农艺师", "稻麦良种、绿色种植"),
    Kind("农村区域发展", "大纵湖镇人民政府", "乡村振兴办科员", "村庄规划、农文旅融合"),
    Kind("水产养殖学", "楼王镇人民政府", "农业服务中心技术员", "河蟹养殖、池塘改造"),
    # 城市建设
    Kind("城乡规划", "区自然资源和规划局", "规划科科员", "城市更新、空间规划"),
    Kind("给排水科学与工程", "区住房和城乡建设局", "市政科副科长", "海绵城市、管网改造"),
    Kind("环境工程", "盐都生态环境局", "水环境科科员", "河道治理、水生态修复"),
    Kind("交通运输规划与管理", "区交通运输局", "综合规划科科员", "路网规划、公交优化"),
    # 教育卫生
    Kind("教育学", "区教育局", "基础教育科科员", "课程改革、校外教育"),
    Kind("临床医学", "区人民医院", "主治医师", "慢病管理、基层诊疗"),
    Kind("公共卫生", "区疾病预防控制中心", "主管医师", "流行病学、健康教育"),
    Kind("学前教育", "区实验幼儿园", "教师", "幼儿园课程建设"),
)
# The last of the ledger, whose education, post and strengths point different ways: those an officer has to look at.
MIXED = (
    Kind("护理学", "大纵湖镇人民政府", "民政办科员", "农村养老、护理技能"),
    Kind("金融学", "区农业农村局", "计划财务科科员", "普惠金融、农业保险"),
    Kind("土木工程", "区教育局", "学校建设科科员", "工程管理、校舍建设"),
    Kind("土地资源管理", "学富镇人民政府", "自然资源所科员", "土地整治、规划编制"),
    Kind("汉语言文学", "区人力资源和社会保障局", "办公室科员", "文稿起草"),
    Kind("计算机科学与技术", "区人民医院", "信息科工程师", "数据分析、网络安全"),
    Kind("工商管理", "楼王镇人民政府", "招商办主任", "项目招引、农产品品牌"),
)
UNITS = tuple(dict.fromkeys(kind.unit for kind in KINDS))
_SCHOOLS = ("江海大学", "东篱农业大学", "新洋工学院", "里下河师范大学", "淮东医科大学")
_HEAD = (
    "序号", "姓名", "性别", "出生年月", "政治面貌", "学历", "学位", "毕业院校", "所学专业",
    "工作单位", "职务", "职称", "专业特长", "研究方向", "联系电话", "备注",
)  # fmt: skip


def names() -> list[str]:
    """Return 107 different names."""
    families, given = cycle(_FAMILY), cycle(_GIVEN)
    return [f"{family}{name}" for family, name in islice(zip(families, given, strict=False), COUNT)]


def _row(number: int, name: str) -> list[str | int]:
    plain = COUNT - len(MIXED)
    kind = KINDS[number % len(KINDS)] if number < plain else MIXED[number - plain]
    graduate = number % 3 != 0
    return [
        number + 1,
        name,
        "女" if number % 2 else "男",
        f"{1988 + number % 12}.{1 + number * 5 % 12:02d}",
        ("中共党员", "共青团员", "群众", "民盟盟员")[number % 4],
        "硕士研究生" if graduate else "大学",
        "硕士" if graduate else "学士",
        _SCHOOLS[number % len(_SCHOOLS)],
        kind.major,
        kind.unit,
        kind.post,
        ("", "工程师", "中级", "")[number % 4],
        kind.strengths,
        f"{kind.strengths.split('、')[0]}研究",
        f"1990000{1000 + number}",
        "",
    ]


def ledger() -> bytes:
    """Return the ledger as a workbook: title, header, people, 合计."""
    rows = [_row(number, name) for number, name in enumerate(names())]
    return _book(f"{DISTRICT}青年人才智库成员台账（样例）", [*rows, ["合计", f"{COUNT}人"]])


def update_ledger() -> bytes:
    """Return a later roster: some people with a new post, some new ones, and rows that want mending."""
    rows = [_row(number, name) for number, name in enumerate(names()[:8])]
    for row, post in zip(rows, ("装备产业科副科长", "产业科科长", "外资科副科长"), strict=False):
        row[_HEAD.index("职务")] = post
    rows[4][_HEAD.index("专业特长")] = "科技成果转化、概念验证"
    for number, name in enumerate(("司徒青", "欧阳禾", "慕容舟"), COUNT):
        rows.append([*_row(number % len(KINDS), name)])
        rows[-1][_HEAD.index("联系电话")] = f"1990000{2000 + number}"
    rows[-2][_HEAD.index("出生年月")] = "1999.13"
    rows[-1][_HEAD.index("联系电话")] = "1990000"
    return _book(f"{DISTRICT}各单位青年人才秋季更新（样例）", rows)


def _book(title: str, rows: list[list[str | int]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 -- only the demo writes this book

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.merge_range(0, 0, 0, len(_HEAD) - 1, title)
        sheet.write_row(1, 0, _HEAD)
        for number, row in enumerate(rows):
            sheet.write_row(2 + number, 0, row)
    return output.getvalue()
