# SPDX-License-Identifier: MIT
"""Rubrics: versioned sets of weighted criteria, frozen once used."""

from __future__ import annotations

from piccolo.columns import Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.kernel.columns import Stateful, prose, ref, word


class Rubric(Stateful, Table, tablename="rubric"):
    """One version of a rubric for one kind of round."""

    name = Varchar(length=80)
    kind = Varchar(length=20)
    number = Integer(default=1)
    note = word()
    parts = Text(default="[]")  # [[name, weight], …]: sub-forms, when the rubric has any
    vetoes = Text(default="[]")  # what fails a matter whatever its score
    created_at = Timestamptz()


class Criterion(Table, tablename="criterion"):
    """What is judged, with how much weight, on its own scale in labelled bands; ``part`` counts sub-forms from 1."""

    rubric = ref(Rubric)
    name = Varchar(length=60)
    hint = prose()
    weight = Integer()
    bands = Text(default="[]")
    required = Boolean(default=True)
    low = Integer(default=0)
    high = Integer(default=100)
    na_allowed = Boolean(default=True)
    part = Integer(default=0)
    sort = Integer(default=0)
