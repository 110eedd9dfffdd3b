# SPDX-License-Identifier: MIT
"""What must hold of the data at any time; ``thinktank check`` asks every one of these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from thinktank.files import store
from thinktank.files.queries import stored_hashes
from thinktank.kernel import db, jobs, migrate
from thinktank.tally import operations as counting
from thinktank.tally import queries as tally
from thinktank.trail import queries as trail

MOST_NAMED = 20


class Check(msgspec.Struct, frozen=True):
    """One thing that must hold; the function returns what does not, in words."""

    title: str
    faults: Callable[[], Awaitable[list[str]]]


async def _migrations() -> list[str]:
    return [f"数据库缺少升级步骤 {name}，请运行 thinktank migrate" for name in await migrate.pending()]


async def _references() -> list[str]:
    if not db.is_sqlite():
        return []  # PostgreSQL lets none arise
    broken = await db.raw("PRAGMA foreign_key_check")
    return [f"表 {row['table']} 第{row['rowid']}行指向 {row['parent']} 里没有的记录" for row in broken[:MOST_NAMED]]


async def _pages() -> list[str]:
    if not db.is_sqlite():
        return []  # PostgreSQL checks its pages itself
    found = [str(next(iter(row.values()))) for row in await db.raw("PRAGMA integrity_check")]
    return [] if found == ["ok"] else found[:MOST_NAMED]


async def _trail() -> list[str]:
    verdict = await trail.verify()
    return [] if verdict.ok else [f"第{verdict.broken}条：{verdict.reason}"]


async def _files() -> list[str]:
    missing = [name for sha256, name in await stored_hashes() if not await store.holds(sha256)]
    return [f"附件「{name}」的内容不在存储中" for name in missing[:MOST_NAMED]]


async def _jobs() -> list[str]:
    return [f"定时任务 {name} 上次没有成功：{error}" for name, error in await jobs.last_runs()]


CHECKS = (
    Check(title="升级步骤齐全", faults=_migrations),
    Check(title="数据库文件完好", faults=_pages),
    Check(title="引用完整", faults=_references),
    Check(title="计数与记录一致", faults=tally.faults),
    Check(title="留痕链完整", faults=_trail),
    Check(title="附件都在", faults=_files),
    Check(title="定时任务正常", faults=_jobs),
)


async def run(*, recount: bool = False) -> list[tuple[str, list[str]]]:
    """Ask every check in order; without the tables the rest cannot be asked, so a missing step ends it.

    ``recount`` counts afresh what is counted before it is compared, once the tables are known to be there.
    """
    results = []
    for check in CHECKS:
        if recount and check.faults is tally.faults:
            await counting.rebuild()
        results.append((check.title, await check.faults()))
        if check is CHECKS[0] and results[0][1]:
            break
    return results
