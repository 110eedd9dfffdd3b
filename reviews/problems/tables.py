# SPDX-License-Identifier: MIT
"""Problems of projects."""

from __future__ import annotations

from piccolo.columns import Date, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_day, optional_number, prose, ref, word


class Problem(Stateful, Table, tablename="problem"):
    """One problem: what, where found, who mends it how until when, and how it was closed out.

    ``source_record`` is the checkpoint, report or matter behind it. ``order_id`` and ``order_number`` are those of the
    order that was issued for it; supervision alone writes them.
    """

    project = ref(Project)
    kind = Varchar(length=20)
    text = prose()
    source = Varchar(length=20)
    source_record = optional_number()
    source_label = word(120)
    found_on = Date()
    found_by = ref(Account)
    owner = ref(Account)
    due_on = optional_day()
    measure = prose()
    progress = prose()
    order_id = optional_number()
    order_number = word(40)
    closed_on = optional_day()
    closed_by = ref(Account, null=True)
    close_note = prose()
