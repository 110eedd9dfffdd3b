# SPDX-License-Identifier: MIT
"""Whom applicants would not have as reviewers, and what reviewers declare for every round to come."""

from __future__ import annotations

from piccolo.columns import Date, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from research.topics.tables import Application
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class RecusalRequest(Stateful, Table, tablename="recusal_request"):
    """Somebody whom the lead of an application, or of the project that came of it, would not have as a reviewer.

    The lead knows a name, not the reviewers; ``account`` is whom the office found that to be.
    """

    application = ref(Application)
    project = ref(Project, null=True)  # where it was asked for during the project
    name = word(60)
    unit_text = word(80)
    reason = prose()
    account = ref(Account, null=True)
    asked_by = ref(Account)
    asked_at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()


class StandingDeclaration(Stateful, Table, tablename="standing_declaration"):
    """A reviewer's tie to a person or a unit, by name; it stands in every round until it is withdrawn."""

    account = ref(Account)
    kind = Varchar(length=20)
    name = word(80)
    unit_text = word(80)
    note = prose()
    declared_at = Timestamptz()
    confirmed_on = Date()
