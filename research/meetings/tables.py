# SPDX-License-Identifier: MIT
"""Meetings with those invited, and what was agreed to be done."""

from __future__ import annotations

from piccolo.columns import Date, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word


class Meeting(Stateful, Table, tablename="meeting"):
    """A meeting or an event of a project, with its minutes once it was held."""

    project = ref(Project)
    kind = Varchar(length=20)
    title = Varchar(length=80)
    starts_at = Timestamptz()
    ends_at = optional_moment()
    place = word(120)
    agenda = prose()
    guests = word(300)  # people without an account
    minutes = prose()
    held_at = optional_moment()
    reason = prose()
    created_by = ref(Account)
    created_at = Timestamptz()


class Invitee(Table, tablename="meeting_invitee"):
    """Somebody with an account who was invited."""

    meeting = ref(Meeting)
    account = ref(Account)


class FollowUp(Stateful, Table, tablename="meeting_follow_up"):
    """Something that a meeting agreed on: who sees to it until when, and what came of it."""

    meeting = ref(Meeting)
    text = Varchar(length=200)
    owner = ref(Account)
    due_on = Date()
    result = prose()
    done_at = optional_moment()
