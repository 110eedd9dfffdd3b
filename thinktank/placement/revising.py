# SPDX-License-Identifier: MIT
"""Changing the lexicon: a new version from a day on, from a form or from a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from thinktank.kernel import clock, db
from thinktank.kernel.actor import Actor
from thinktank.kernel.directions import Direction
from thinktank.kernel.errors import Invalid
from thinktank.kernel.parts import chunks
from thinktank.kernel.policy import require
from thinktank.placement import operations
from thinktank.placement.basis import entries_on
from thinktank.placement.evaluation import decode
from thinktank.placement.lexicon import MOST_TERM, MOST_WEIGHT, SOURCE_LABELS, Key, normal
from thinktank.placement.schemas import ReviseLexicon, SetTerm, TermChange, VersionLine
from thinktank.placement.tables import LexiconChange, LexiconVersion
from thinktank.placement.vocabulary import COLUMNS, NEUTRAL, versions
from thinktank.policies.rules import may_set
from thinktank.trail import operations as trail

MOST_CHANGES = 10_000
_SOURCES = {label: source for source, label in SOURCE_LABELS.items()}
_DIRECTIONS = {direction.label: direction for direction in Direction}
_GONE = {"0", "停用"}


async def revise(actor: Actor, *, command: ReviseLexicon) -> VersionLine:
    """Put a new version of the lexicon in force from a day on; earlier versions stay on record.

    Proposals are made again at once for a small office, by the job for a large one; confirmed directions stay as
    they are. Raises Denied for others than officers of the whole district, Invalid for a day in the past or when
    nothing changes.
    """
    require(may_set(actor))
    if command.effective_from < clock.today():
        raise Invalid(fields={"effective_from": "生效日期不能早于今天，已确认的归属不受影响"})
    async with db.write_tx():
        entries = [change.entry for change in await effective(command.changes, command)]
        if not entries:
            raise Invalid("词库没有变化：这些词和权重与现行的相同")
        v = LexiconVersion
        made = await v.insert(
            v(
                effective_from=command.effective_from,
                note=command.note,
                changes=len(entries),
                set_by=actor.account,
                at=clock.now(),
            )
        ).returning(v.id)
        version = int(made[0]["id"])
        for part in chunks(entries):
            await LexiconChange.insert(
                *(
                    LexiconChange(
                        version=version,
                        source=one.source,
                        term=one.term,
                        direction=one.direction.value if one.direction else "",
                        weight=one.weight,
                        category=one.group,
                    )
                    for one in part
                )
            )
        text = f"修改方向词库，{len(entries)}处"
        fields = {"changes": len(entries), "effective_from": command.effective_from}
        await trail.record(actor, "lexicon.revised", "lexicon", version, text, detail=command.note, fields=fields)
    if command.effective_from == clock.today():
        await operations.refresh()
    return (await versions())[0]


async def effective(changes: Sequence[TermChange], command: ReviseLexicon) -> list[TermChange]:
    """Return the changes that change something; the last one on the same entry counts."""
    stands = {entry.key: entry.weight for entry in await entries_on(command.effective_from)}
    last: dict[Key, TermChange] = {change.entry.key: change for change in changes}
    return [change for key, change in last.items() if _differs(stands.get(key), change)]


def _differs(stands: int | None, change: TermChange) -> bool:
    weight = change.entry.weight
    gone = weight < 0 if change.direction is None else weight == 0
    return stands is not None if gone else stands != weight


async def changes_of(command: SetTerm) -> list[TermChange]:
    """Return a term's form as changes: every direction with its weight, those with none retired."""
    weights = {direction: getattr(command, direction.value) for direction in Direction}
    if command.neutral and any(weights.values()):
        raise Invalid(fields={"neutral": "不计分的词不能再有方向权重，请二者选一"})
    found = [TermChange(command.source, command.term, direction, weight) for direction, weight in weights.items()]
    return [*found, TermChange(command.source, command.term, None, retire=not command.neutral)]


def read_lines(content: bytes | str) -> list[TermChange]:
    """Read a CSV of the lexicon's columns as changes; Invalid for the first line that cannot be understood."""
    text = decode(content) if isinstance(content, bytes) else content
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or [cell.strip() for cell in rows[0][: len(COLUMNS) - 1]] != list(COLUMNS[:-1]):
        raise Invalid(f"第一行应是列名：{'、'.join(COLUMNS)}")
    found = list(_read(rows))
    if not found:
        raise Invalid("文件里没有词")
    if len(found) > MOST_CHANGES:
        raise Invalid(f"一次最多改{MOST_CHANGES}处，请分几次")
    return found


def _read(rows: list[list[str]]) -> Iterator[TermChange]:
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row] + [""] * len(COLUMNS)
        if not any(cells):
            continue
        source, term, direction, weight, category = cells[: len(COLUMNS)]
        if source not in _SOURCES:
            raise Invalid(f"第{number}行：来源“{source}”应是{'、'.join(_SOURCES)}之一")
        if not 1 <= len(normal(term)) <= MOST_TERM:
            raise Invalid(f"第{number}行：词应有1至{MOST_TERM}个字")
        if direction != NEUTRAL and direction not in _DIRECTIONS:
            raise Invalid(f"第{number}行：方向“{direction}”应是{'、'.join(_DIRECTIONS)}或{NEUTRAL}")
        gone = weight in _GONE
        if direction != NEUTRAL and not gone and not (weight.isdigit() and 1 <= int(weight) <= MOST_WEIGHT):
            raise Invalid(f"第{number}行：权重“{weight}”应是1至{MOST_WEIGHT}，停用写0")
        number_ = 0 if direction == NEUTRAL or gone else int(weight)
        yield TermChange(
            _SOURCES[source],  # type: ignore[arg-type]
            term,
            _DIRECTIONS.get(direction),
            number_,
            retire=gone,
            category=category[:40],
        )


def as_lines(changes: Sequence[TermChange]) -> str:
    """Return changes as the CSV that ``read_lines`` reads."""
    output = io.StringIO()
    table = csv.writer(output, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in changes:
        name = one.direction.label if one.direction else NEUTRAL
        gone = one.entry.weight < 0 if one.direction is None else not one.entry.weight
        table.writerow((SOURCE_LABELS[one.source], one.term, name, "停用" if gone else one.weight or "", one.category))
    return output.getvalue()
