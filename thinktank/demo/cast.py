# SPDX-License-Identifier: MIT
"""Who plays in the demo, and when: units, accounts, the ledger of members."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import date

import msgspec

from reviews.rubrics import operations as rubrics
from thinktank.demo import chapters, people
from thinktank.demo.stories import STORIES
from thinktank.identity import operations as identity
from thinktank.identity import queries as accounts
from thinktank.identity.schemas import Activate, NewAccount, NewUnit
from thinktank.kernel import clock
from thinktank.kernel.actor import Actor, Role, system
from thinktank.kernel.calendar import OFFICIAL
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.directions import Direction
from thinktank.placement import operations as placement
from thinktank.placement import revising, teaching
from thinktank.placement.schemas import ConfirmProposals, ReviseLexicon, TermChange
from thinktank.rosters import operations as rosters
from thinktank.rosters.schemas import CommitImport
from thinktank.talents import operations as talents
from thinktank.talents import queries as bank

PASSWORD = "demo-Youth-2026"  # noqa: S105 -- printed on the demo's sign-in page, refused off loopback
STAFF = (
    ("jingban", "王丙", Role.OFFICER, people.DEPARTMENT, "人才科科员"),
    ("lingdao", "沈乙", Role.DEPT_LEADER, people.DEPARTMENT, "副部长"),
    ("ducha", "陆丁", Role.INSPECTOR, people.DEPARTMENT, "督查专员"),
    ("ducha2", "葛戊", Role.INSPECTOR, people.DEPARTMENT, "督查专员"),
    ("daoshi", "何午", Role.MENTOR, "江海大学", "教授"),
    ("zhuanjia1", "严甲", Role.REVIEWER, "江海大学", "研究员"),
    ("zhuanjia2", "华卯", Role.REVIEWER, "市社科院", "研究员"),
    ("zhuanjia3", "金辰", Role.REVIEWER, "市委党校", "教授"),
    ("zhuanjia4", "魏巳", Role.REVIEWER, "市规划设计院", "高级工程师"),
    ("zhuanjia5", "陶未", Role.REVIEWER, "新洋工学院", "副教授"),
    ("zhuanjia6", "姜申", Role.REVIEWER, "市农科院", "研究员"),
    ("lianluo", "谢酉", Role.LIAISON, "区住房和城乡建设局", "人事科科长"),
)
OUTSIDE = ("江海大学", "市社科院", "市委党校", "市规划设计院", "新洋工学院", "市农科院")


class Cast(msgspec.Struct):
    """Who plays in the demo."""

    officer: Actor
    leader: Actor
    mentor: Actor
    reviewers: list[Actor]
    inspectors: list[Actor]
    liaison: Actor
    members: dict[int, Actor]  # place in the ledger → the member's account
    talents: list[int]  # place in the ledger → talent
    units: dict[str, int]

    @property
    def office(self) -> chapters.Office:
        """Those of them who review, check and decide."""
        return chapters.Office(self.officer, self.leader, self.reviewers, self.inspectors)


class Step(msgspec.Struct):
    """Something that somebody does on a day."""

    day: date
    run: Callable[[], Awaitable[None]]


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """Let it be an hour of a past working day."""
    with clock.using(FrozenClock(clock.noon_of(OFFICIAL.next_workday(day), hour=hour))):
        yield


async def gather() -> Cast:
    """Make the district, its accounts and its 107 members; return who plays."""
    setup = system("demo")
    root = await identity.create_root(setup, name=people.DISTRICT)
    units = {name: await _unit(setup, root, name) for name in (people.DEPARTMENT, *OUTSIDE, *people.UNITS)}
    actors = {
        login: await _account(login, name, role, units[unit], post, root) for login, name, role, unit, post in STAFF
    }
    await rubrics.ship()
    officer = actors["jingban"]
    batch = await rosters.upload(officer, filename="青年人才台账（样例）.xlsx", content=people.ledger())
    await rosters.commit(
        officer,
        id=batch.id,
        command=CommitImport(
            "members", version=batch.version, admitted_on=clock.today(), unclassified=True, new_units=True
        ),
    )
    listed = await _ledger_ids(officer)
    await _directions(officer, listed)
    members = {
        story.lead: await _member(officer, listed[story.lead], f"chengyuan{n}") for n, story in enumerate(STORIES, 1)
    }
    return Cast(
        officer=officer,
        leader=actors["lingdao"],
        mentor=actors["daoshi"],
        reviewers=[actors[f"zhuanjia{n}"] for n in range(1, 7)],
        inspectors=[actors["ducha"], actors["ducha2"]],
        liaison=actors["lianluo"],
        members=members,
        talents=listed,
        units=units,
    )


async def _directions(officer: Actor, listed: list[int]) -> None:
    """Confirm what is plain, leave the last few for the officer, and let one change of the lexicon move one of them."""
    await placement.confirm(officer, command=ConfirmProposals(ids=listed[: people.COUNT - len(people.MIXED) + 2]))
    changes = [
        TermChange("strengths", "农业保险", Direction.INDUSTRY, 9),
        TermChange("strengths", "农业保险", Direction.RURAL, retire=True),
    ]
    note = "部务会议定：涉农金融归产业发展方向"
    await revising.revise(officer, command=ReviseLexicon(changes, clock.today(), note))
    await teaching.train(system("job:placement.learn"))
    await placement.refresh()


async def _unit(actor: Actor, root: int, name: str) -> int:
    return await identity.create_unit(actor, command=NewUnit(name=name, parent=root))


async def _account(login: str, name: str, role: Role, unit: int, post: str, root: int) -> Actor:
    whole = role in {Role.OFFICER, Role.DEPT_LEADER, Role.INSPECTOR}
    command = NewAccount(
        login=login, name=name, unit=unit, role=role, post=post, scope=root if whole else None,
        email=f"{login}@example.com",
    )  # fmt: skip
    issued = await identity.create_account(system("demo"), command=command, demo=True)
    await identity.activate(token=issued.token, command=Activate(PASSWORD, PASSWORD, consent=True))
    return await accounts.actor_of(issued.account)


async def _ledger_ids(officer: Actor) -> list[int]:
    """The talents in the order of the ledger."""
    return [(await bank.pickable(officer, name))[0].id for name in people.names()]


async def _member(officer: Actor, talent: int, login: str) -> Actor:
    issued = await talents.open_account(officer, id=talent, login=login)
    await identity.mark_demo(account=issued.account)
    await identity.activate(token=issued.token, command=Activate(PASSWORD, PASSWORD, consent=True))
    return await accounts.actor_of(issued.account)
