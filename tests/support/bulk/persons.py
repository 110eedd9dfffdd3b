# SPDX-License-Identifier: MIT
"""Units, accounts, people of the bank, and what finds and tells them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.support.bulk.writer import ACTORS, Writer
from thinktank.index import grams
from thinktank.kernel.actor import Role
from thinktank.kernel.directions import Direction
from thinktank.kernel.pinyin import name_key

UNITS = 60
OF_THE_LIAISON = 10
SURNAMES = (
    "张王李赵陈杨吴刘黄周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任"
    "姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江"
)
GIVEN = (
    "三四伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建国文辉力健世广志义兴良海山仁波宁贵福生龙元"
    "全学祥才发武新利清飞彬富顺信子浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树"
    "炎德行时泰盛雄琛钧冠策腾楠榕风航弘"
)
DIRECTIONS = tuple(str(one) for one in Direction)
STATES = ("active", "active", "active", "submitted", "active", "paused", "active", "unit_opinion", "active", "exited")
POSTS = ("规划科科员", "农技推广员", "软件工程师", "内科医师", "高中教师")


def name(person: int) -> str:
    """The name of a person: one of a hundred thousand is not often like another."""
    first, second = divmod(person // len(SURNAMES), len(GIVEN))
    third = GIVEN[first % len(GIVEN)] if first else ""
    return SURNAMES[person % len(SURNAMES)] + GIVEN[second] + third


def fill(w: Writer) -> None:
    """Write them."""
    people = w.sizes.people
    w.put("unit", "id name kind parent sort", [(1, "盐都区", "district", None, 0)])
    w.put("unit", "id name kind parent sort", ((n, f"区第{n}局", "department", 1, n) for n in range(2, UNITS + 1)))
    w.put("unit_ancestry", "ancestor unit depth", ((n, n, 0) for n in range(1, UNITS + 1)))
    w.put("unit_ancestry", "ancestor unit depth", ((1, n, 1) for n in range(2, UNITS + 1)))
    _accounts(w)
    _talents(w)
    _findable(w, "talent", "/talents", ((n, name(n), [name(n), POSTS[n % 5]]) for n in range(1, people + 1)))
    _small(w)


def unit(person: int) -> int:
    """The unit of a person: the first ten belong to that of the liaison, which does not grow with the district."""
    return 2 if person <= OF_THE_LIAISON else 3 + person % (UNITS - 2)


def _unit_of(role: Role) -> int:
    """The unit of a role's account: a reviewer of another than the leads whose work is judged."""
    return UNITS if role == Role.REVIEWER else 2


def _scope_of(role: Role) -> int:
    own = {Role.MEMBER, Role.LIAISON, Role.MENTOR, Role.REVIEWER}
    return _unit_of(role) if role in own else 1


def _accounts(w: Writer) -> None:
    columns = "id login name name_key unit state state_since password_hash created_at activated_at consent_version"
    long_ago = w.at(-400)

    def row(id_: int, called: str, unit_: int) -> tuple[object, ...]:
        return (id_, f"login{id_}", called, name_key(called), unit_, "active", long_ago, "!", long_ago, long_ago, "1")

    w.put("account", columns, (row(n, name(n), _unit_of(role)) for role, n in ACTORS.items()))
    w.put("account", columns, (row(w.account_of(p), name(p), unit(p)) for p in range(2, w.sizes.people + 1)))
    grants = "account role unit direction since"
    since = w.day(-400)
    w.put("role_grant", grants, ((n, str(r), _scope_of(r), "", since) for r, n in ACTORS.items()))
    others = ((w.account_of(p), "member", unit(p), "", since) for p in range(2, w.sizes.people + 1))
    w.put("role_grant", grants, others)


def _talents(w: Writer) -> None:
    people = range(1, w.sizes.people + 1)
    long_ago = w.at(-300)
    columns = (
        "id state state_since account name name_key gender birth_month education degree school major unit post "
        "strengths phone channel direction proposed proposed_score admitted_on created_at"
    )
    w.put("talent", columns, ((
        n, "active" if n == 1 else STATES[n % 10], long_ago, w.account_of(n), name(n), name_key(name(n)),
        "male" if n % 2 else "female", "1994-05-01", "硕士研究生", "硕士", "江苏大学", "城乡规划", unit(n),
        POSTS[n % 5], "城市更新、空间规划", f"199{n:08d}", "nominated",
        DIRECTIONS[n % 5] if n % 7 else "", DIRECTIONS[n % 5], 80,
        w.day(-300) if n == 1 or STATES[n % 10] == "active" else None, long_ago,
    ) for n in people))  # fmt: skip
    columns = "talent main secondary confidence scores evidence at waits rank"
    waits = ("new", "moved", "", "")
    proposals = (
        (n, DIRECTIONS[n % 5], "", "clear", "{}", "[]", long_ago, waits[n % 4], f"2-{n % 90:03d}") for n in people
    )
    w.put("direction_proposal", columns, proposals)
    columns = "talent direction secondary proposed reason decided_by decided_at current"
    placed = (n for n in people if n % 7)
    w.put("placement", columns, ((n, DIRECTIONS[n % 5], "", DIRECTIONS[n % 5], "", 6, long_ago, True) for n in placed))
    growth = [1] * w.sizes.steps
    columns = "talent on category text kind record at"
    w.put("growth_entry", columns, ((n, w.day(-9), "report", "提交进展报告", "report", n, w.at(-9)) for n in growth))
    w.put("growth_entry", columns, ((n, w.day(-200), "member", "入库", "talent", n, long_ago) for n in people))
    mentor = ((n, w.own(n, Role.MENTOR, ACTORS[Role.OFFICER]), w.day(-100)) for n in people if n % 3 == 1)
    w.put("mentorship", "talent mentor since", mentor)
    timeline(w, "talent", w.sizes.people)


def timeline(w: Writer, kind: str, records: int) -> None:
    """Tell of every record how it began, and of the first what came after."""
    columns = "kind record at actor actor_name action text detail staff_only"
    first = ((kind, 1, w.at(-n % 90), 6, "经办人", f"{kind}.noted", "记一笔", "", False) for n in range(w.sizes.steps))
    w.put("timeline_entry", columns, first)
    rest = ((kind, n, w.at(-100), 6, "经办人", f"{kind}.made", "建立", "", False) for n in range(1, records + 1))
    w.put("timeline_entry", columns, rest)


def _findable(w: Writer, kind: str, place: str, records: Iterator[tuple[int, str, list[str]]]) -> None:
    start = w.connection.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()[0]
    pairs: list[tuple[str, int]] = []
    entries = []
    for entry, (record, title, words) in enumerate(records, start=start + 1):
        entries.append((entry, kind, record, title, "", f"{place}/{record}"))
        pairs += [(gram, entry) for gram in grams.of_words(words)]
    w.put("search_entry", "id kind record title detail href", entries)
    pairs.sort()
    w.put("search_gram", "gram entry", pairs)


def findable(w: Writer, kind: str, place: str, titles: Iterator[tuple[int, str]]) -> None:
    """Let records be found by their titles."""
    _findable(w, kind, place, ((record, title, [title]) for record, title in titles))


def _small(w: Writer) -> None:
    """What each role has a few of: notices, feedback, tokens, imports."""
    own = range(1, w.sizes.own + 1)
    columns = "account rule kind record occasion title body href at"
    told = ((a, "rule", "project", n, "", "进展报告已被接受", "", "/", w.at(-1)) for a in ACTORS.values() for n in own)
    w.put("notice", columns, told)
    rest = ((n, "rule", "talent", n, "", "已入库", "", "/", w.at(-200)) for n in range(11, w.last_account() + 1))
    w.put("notice", columns, rest)
    w.put("feedback", "account page text contact at", ((ACTORS[Role.MEMBER], "/", "意见", "", w.at(-2)) for _ in own))
    officer = ACTORS[Role.OFFICER]
    columns = "filename content sheet mapping as_members rows problems added uploaded_by uploaded_at committed_at"
    taken = (("名册.xlsx", "", "Sheet1", "{}", True, 9, 0, 9, officer, w.at(-30), w.at(-30)) for _ in own)
    w.put("import_batch", columns, taken)
