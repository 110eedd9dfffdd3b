# SPDX-License-Identifier: MIT
"""The import of a roster from the command line: what the pages do, in lines of text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import msgspec

from thinktank.identity.queries import actor_by_login
from thinktank.rosters import operations, queries
from thinktank.rosters.schemas import ChooseUnits, CommitImport, ImportView


async def import_file(
    login: str,
    path: Path,
    *,
    command: CommitImport,
    commit: bool,
    problems: str = "",
    units: Mapping[str, str] | None = None,
) -> ImportView:
    """Read a roster for its dry run, take it in where that is wanted and nothing is wrong.

    ``units`` says by its full name which unit a text means that several go under. ``problems`` names the file to
    which a roster with problems is written, marked row by row.
    """
    actor = await actor_by_login(login)
    content = await asyncio.to_thread(path.read_bytes)
    found = await operations.upload(actor, filename=path.name, content=content)
    if meant := _meant(found, units or {}):
        found = await operations.choose_units(actor, id=found.id, command=ChooseUnits(meant, found.version))
    if problems and found.problems:
        _name, marked = await queries.problem_file(actor, found.id)
        await asyncio.to_thread(Path(problems).write_bytes, marked)
    if not commit or queries.problem_words(found) or (found.units and not command.new_units):
        return found
    final = msgspec.structs.replace(command, version=found.version)
    done = await operations.commit(actor, id=found.id, command=final)
    shown = ("new", "known", "problems", "people", "warnings", "rows")
    return msgspec.structs.replace(done, **{name: getattr(found, name) for name in shown})


def _meant(found: ImportView, units: Mapping[str, str]) -> dict[str, int]:
    return {one.text: unit.id for one in found.questions for unit in one.candidates if unit.name == units.get(one.text)}


def lines(found: ImportView) -> list[str]:
    """Return what a dry run says: counts, doubts about the whole, problems and differences row by row."""
    said = [f"读到{found.rows}人：新{found.new}人，已在库{found.known}人，有问题{found.problems}行"]
    said += [f"  {text}" for text in (found.fault, *found.warnings) if text]
    for one in found.questions:
        names = "、".join(unit.name for unit in one.candidates)
        meant = "" if one.chosen is None else "，已选定"
        said.append(f"  “{one.text}”（{one.rows}行）可指：{names}{meant}。用 --unit {one.text}=全称 选定")
    if found.units and found.committed_at is None:
        said.append(f"  库里没有的单位：{'、'.join(found.units)}。确要新建的加 --new-units")
    for person in found.people:
        said += [f"  第{person.number}行 {person.name}：{problem.message}" for problem in person.problems]
        said += [f"  第{person.number}行 {person.name}：{c.label} {c.old or '—'} → {c.new}" for c in person.changes]
    if found.committed_at is None:
        broken = queries.problem_words(found)
        return [*said, "没有入库。" + (broken or "核对无误后加 --commit 入库")]
    return [*said, f"已入库{found.added}人" + (f"，更新{found.updated}人" if found.updated else "")]
