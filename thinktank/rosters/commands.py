# SPDX-License-Identifier: MIT
"""The import of a roster from the command line: what the pages do, in lines of text."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec

from thinktank.identity.queries import actor_by_login
from thinktank.rosters import operations, queries
from thinktank.rosters.schemas import CommitImport, ImportView


async def import_file(login: str, path: Path, *, command: CommitImport, commit: bool, problems: str = "") -> ImportView:
    """Read a roster for its dry run, take it in where that is wanted and nothing is wrong.

    ``problems`` names the file to which a roster with problems is written, marked row by row.
    """
    actor = await actor_by_login(login)
    content = await asyncio.to_thread(path.read_bytes)
    found = await operations.upload(actor, filename=path.name, content=content)
    if problems and found.problems:
        _name, marked = await queries.problem_file(actor, found.id)
        await asyncio.to_thread(Path(problems).write_bytes, marked)
    if not commit or found.fault or found.problems:
        return found
    final = msgspec.structs.replace(command, version=found.version)
    done = await operations.commit(actor, id=found.id, command=final)
    shown = ("new", "known", "problems", "people", "warnings", "rows")
    return msgspec.structs.replace(done, **{name: getattr(found, name) for name in shown})


def lines(found: ImportView) -> list[str]:
    """Return what a dry run says: counts, doubts about the whole, problems and differences row by row."""
    said = [f"读到{found.rows}人：新{found.new}人，已在库{found.known}人，有问题{found.problems}行"]
    said += [f"  {text}" for text in (found.fault, *found.warnings) if text]
    for person in found.people:
        said += [f"  第{person.number}行 {person.name}：{problem.message}" for problem in person.problems]
        said += [f"  第{person.number}行 {person.name}：{c.label} {c.old or '—'} → {c.new}" for c in person.changes]
    if found.committed_at is None:
        broken = found.problems or found.fault
        return [*said, "没有入库。" + ("请改正后再来" if broken else "核对无误后加 --commit 入库")]
    return [*said, f"已入库{found.added}人" + (f"，更新{found.updated}人" if found.updated else "")]
