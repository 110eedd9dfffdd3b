# SPDX-License-Identifier: MIT
"""The program's proposal for a direction, and what people decided."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account
from thinktank.kernel.columns import prose, ref, word
from thinktank.talents.tables import Talent


class DirectionProposal(Table, tablename="direction_proposal"):
    """The present proposal of one talent, with its evidence; made again when the facts change."""

    talent = ref(Talent)
    main = word(20)
    secondary = word(60)
    confidence = Varchar(length=10)
    scores = Text(default="{}")
    evidence = Text(default="[]")
    at = Timestamptz()
    waits = word(10)  # new: nobody decided yet; moved: the evidence left the decision since; "" = settled
    rank = word(8)  # by which the queue sorts: the unclear first, then by how little the first leads
    basis = word(40)  # label of the lexicon, weights and model that it was made with


class Placement(Table, tablename="placement"):
    """A decision on a talent's direction; the present one is ``current``, earlier ones are history."""

    talent = ref(Talent)
    direction = Varchar(length=20)
    secondary = word(60)
    proposed = word(20)
    reason = prose()
    decided_by = ref(Account)
    decided_at = Timestamptz()
    current = Boolean(default=True)


class LexiconVersion(Table, tablename="lexicon_version"):
    """One change of the lexicon, in force from a day on; what was in force before stays on record."""

    effective_from = Date()
    note = word()
    changes = Integer(default=0)
    set_by = ref(Account)
    at = Timestamptz()


class LexiconChange(Table, tablename="lexicon_change"):
    """One entry that a version adds, reweighs or retires (weight 0; -1 for a term without a direction)."""

    version = ref(LexiconVersion)
    source = Varchar(length=10)
    term = Varchar(length=40)
    direction = word(20)
    weight = Integer(default=0)
    category = word(40)


class PlacementModel(Table, tablename="placement_model"):
    """What confirmed placements taught at one time; the latest is in force, earlier ones are kept."""

    trained_at = Timestamptz()
    upto = Integer(default=0)  # the latest decision that it has seen
    people = Integer(default=0)
    terms = Integer(default=0)
    model = Text(default="{}")
