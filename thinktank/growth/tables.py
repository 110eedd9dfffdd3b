# SPDX-License-Identifier: MIT
"""The growth record: what stands on it, what is proposed for it, and the assessment of each year."""

from __future__ import annotations

from piccolo.columns import BigInt, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, optional_moment, prose, ref, word
from thinktank.talents.tables import Talent


class GrowthEntry(Table, tablename="growth_entry"):
    """A line of the growth record (成长档案), linked to what proves it; append-only.

    ``source`` names what it was written from, so that telling twice writes once; ``nth`` counts how often that
    was said anew after a correction. A line with ``corrects`` takes back the line of that id. Lines of the class
    P3 (assessments, appraisals) are not for the unit.
    """

    talent = ref(Talent)
    on = Date()
    category = Varchar(length=30)
    text = prose()
    kind = word(40)
    record = BigInt(default=0)
    at = Timestamptz()
    source = word(120)
    nth = Integer(default=0)
    corrects = Integer(default=0)
    field_class = Varchar(length=2, default="P2")


class GrowthClaim(Stateful, Table, tablename="growth_claim"):
    """Training, an honour, or other things that no record of the program says, with the proof attached."""

    talent = ref(Talent)
    category = Varchar(length=30)
    on = Date()
    text = prose()
    proposed_by = ref(Account)
    proposed_at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()


class Assessment(Stateful, Table, tablename="assessment"):
    """The assessment of one member for one programme year; ``evidence`` is kept as it stood when it was signed."""

    talent = ref(Talent)
    year = Integer()
    evidence = Text(default="[]")
    level = word(12)
    opinion = prose()
    drafted_by = ref(Account, null=True)
    drafted_at = optional_moment()
    signed_by = ref(Account, null=True)
    signed_at = optional_moment()
    note = prose()
    opened_at = Timestamptz()
