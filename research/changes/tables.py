# SPDX-License-Identifier: MIT
"""Requests to change a project under way, each with what every side said to it."""

from __future__ import annotations

from piccolo.columns import Boolean, Text, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Agreement, Project
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, prose, ref, word


class ChangeRequest(Stateful, Table, tablename="change_request"):
    """A request to change a project: ``terms`` is what is asked, as JSON; ``before`` what stood when it took effect.

    ``moves`` keeps what it was shown to move when it was decided. ``agreement`` is the version that it made.
    ``answer_by`` is the day by which whoever holds it is to answer.
    """

    project = ref(Project)
    number = Varchar(length=20)
    kind = Varchar(length=20)
    terms = Text()
    reason = prose()
    made_by = ref(Account)
    made_at = Timestamptz()
    sent_at = optional_moment()
    sent_by = ref(Account, null=True)
    due_was = optional_day()
    returned = prose()
    answer_by = optional_day()
    unit_word = word(10)
    unit_note = prose()
    unit_by = ref(Account, null=True)
    unit_at = optional_moment()
    on_behalf = Boolean(default=False)
    proposal = word(10)
    proposal_note = prose()
    proposed_by = ref(Account, null=True)
    proposed_at = optional_moment()
    experts = word(200)
    expert_word = word(10)
    expert_note = prose()
    expert_at = optional_moment()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    decision_note = prose()
    effective_on = optional_day()
    effective_at = optional_moment()
    agreement = ref(Agreement, null=True)
    before = prose()
    moves = prose()
