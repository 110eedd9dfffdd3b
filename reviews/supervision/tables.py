# SPDX-License-Identifier: MIT
"""Checkpoints, lights, orders."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, LazyTableReference, Text, Timestamptz, Varchar
from piccolo.table import Table

from research.projects.tables import Project
from reviews.problems.tables import Problem
from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_moment, prose, ref, word


class Checkpoint(Stateful, Table, tablename="checkpoint"):
    """One inspection (督查检查点) of a project: desk, visit or talk."""

    project = ref(Project)
    kind = Varchar(length=10)
    title = Varchar(length=80)
    due_on = Date()
    inspector = ref(Account)
    done_on = optional_day()
    finding = prose()
    advice = prose()
    light = word(10)  # as it stood on that day
    cycle = word(20)  # the period it was planned for by itself: 2026-Q1
    covers_from = optional_day()
    covers_to = optional_day()
    created_by = ref(Account)
    created_at = Timestamptz()


class CheckpointItem(Table, tablename="checkpoint_item"):
    """One line of an inspection's checklist, from the task agreement, and what was seen."""

    checkpoint = ref(Checkpoint)
    sort = Integer(default=0)
    text = Varchar(length=200)
    expected = word(200)
    result = word(10)
    note = prose()


class LightRecord(Table, tablename="light_record"):
    """A light that a project had, from when, computed from which facts."""

    project = ref(Project)
    light = Varchar(length=10)
    reason = word(300)
    facts = Text(default="{}")
    overridden = Boolean(default=False)
    since = Timestamptz()
    until = optional_moment()


class LightOverride(Table, tablename="light_override"):
    """A light set by a person, with reason and end."""

    project = ref(Project)
    light = Varchar(length=10)
    reason = prose()
    until = Date()
    by = ref(Account)
    at = Timestamptz()
    ended_at = optional_moment()


class Order(Stateful, Table, tablename="supervision_order"):
    """One matter, one order (一事一单): reminder, supervision order, rectification notice or talk."""

    number = word(40)
    kind = Varchar(length=20)
    project = ref(Project)
    unit = ref(Unit, null=True)  # the project's when it was drafted: the unit that handles it
    checkpoint = ref(Checkpoint, null=True)
    entry = ref(Problem, null=True)  # the problem in the ledger that it was issued for
    escalated_from = ref(LazyTableReference("Order", module_path=__name__), null=True)
    matter = Varchar(length=120)
    basis = prose()
    problem = prose()
    requirement = prose()
    handler = ref(Account)
    receive_by = optional_day()
    due_on = Date()
    drafted_by = ref(Account)
    drafted_at = Timestamptz()
    signed_by = ref(Account, null=True)
    signed_at = optional_moment()
    issued_at = optional_moment()
    received_at = optional_moment()
    reply = prose()
    replied_at = optional_moment()
    verified_by = ref(Account, null=True)
    verified_at = optional_moment()
    verify_note = prose()
    closed_on = optional_day()


class OrderHelper(Versioned, Table, tablename="order_helper"):
    """Who handles an order beside its handler (协办): a unit, whose liaisons act, or a person; and what they did."""

    for_order = ref(Order)
    unit = ref(Unit, null=True)
    account = ref(Account, null=True)
    text = prose()
    said_by = ref(Account, null=True)
    said_at = optional_moment()


class OrderExtension(Stateful, Table, tablename="order_extension"):
    """More time that a handler asked for, and what was answered."""

    for_order = ref(Order)
    due_on = Date()
    reason = prose()
    asked_by = ref(Account)
    asked_at = Timestamptz()
    decided_by = ref(Account, null=True)
    decided_at = optional_moment()
    note = prose()
