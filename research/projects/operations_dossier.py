# SPDX-License-Identifier: MIT
"""Keeping a project's documents by category."""

from __future__ import annotations

from collections.abc import Sequence

from research.projects import queries, rules
from research.projects.dossier import BY_CODE
from research.projects.schemas import AddPaper, ProjectView
from thinktank.files import operations as files
from thinktank.files.schemas import Upload
from thinktank.kernel import db
from thinktank.kernel.actor import Actor
from thinktank.kernel.errors import Invalid
from thinktank.kernel.i18n import _
from thinktank.kernel.policy import require
from thinktank.trail import operations as trail


async def add(actor: Actor, *, id: int, command: AddPaper, uploads: Sequence[Upload]) -> ProjectView:  # noqa: A002
    """Put documents into a project's file under a category.

    NotFound outside the scope, Denied for others than team, liaison and office; Invalid without a file, or for a type
    of file that is not taken.
    """
    async with db.write_tx():
        head = await queries.head(actor, id)
        require(rules.may_add_paper(await queries.ties_of(actor, head)))
        chosen = [one for one in uploads if one.filename]
        if not chosen:
            raise Invalid(fields={"uploads": _("请选择要上传的文件")})
        await files.attach(actor, kind="project", record=id, uploads=chosen, category=str(command.category))
        title = BY_CODE[str(command.category)].title
        names = "、".join(one.filename for one in chosen)
        await trail.record(
            actor, "project.paper_added", "project", id, _("归档：%(what)s") % {"what": _(title)}, detail=names,
            fields={"category": str(command.category), "files": len(chosen)},
        )  # fmt: skip
        return head
