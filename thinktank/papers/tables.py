# SPDX-License-Identifier: MIT
"""Templates that a department, or a unit of it, uses instead of the shipped ones."""

from __future__ import annotations

from piccolo.columns import Integer, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, optional_day, optional_moment, ref, word


class PaperTemplate(Stateful, Table, tablename="paper_template"):
    """One version of a template of one kind of document at one unit, counted from 1.

    Without bytes (``sha256`` empty) it says that from its day on the shipped template is used again.
    """

    kind = Varchar(length=40)
    unit = ref(Unit)
    number = Integer()
    name = word(200)
    sha256 = word(64)
    size = Integer(default=0)
    note = word(200)
    made_by = ref(Account, null=True)
    made_at = Timestamptz()
    tried_at = optional_moment()
    effective_from = optional_day()
    put_by = ref(Account, null=True)
    put_at = optional_moment()
    reason = word(200)
