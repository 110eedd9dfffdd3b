# SPDX-License-Identifier: MIT
"""The bank: people, how they came in, and what they have done since."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, LazyTableReference, Text, Timestamptz, Varchar
from piccolo.table import Table

from thinktank.identity.tables import Account, Unit
from thinktank.kernel.columns import Stateful, Versioned, optional_day, optional_moment, prose, ref, word


class ImportBatch(Versioned, Table, tablename="import_batch"):
    """One roster as it was uploaded, its dry run, and its commit."""

    filename = Varchar(length=200)
    content = Text()  # base64 of the file, dropped once committed
    sheet = word(100)
    mapping = Text(default="{}")  # column index -> field, as corrected by hand
    unit_choices = Text(default="{}")  # a unit as written -> the unit meant, 0 = a new one
    updated = Integer(default=0)
    as_members = Boolean(default=False)
    admitted_on = optional_day()
    rows = Integer(default=0)
    problems = Integer(default=0)
    added = Integer(default=0)
    uploaded_by = ref(Account)
    uploaded_at = Timestamptz()
    committed_at = optional_moment()


class Talent(Stateful, Table, tablename="talent"):
    """A person of the bank.

    ``direction``, ``secondary``, ``proposed`` and ``proposed_score`` are cached facts of placement, their one writer.
    """

    account = ref(Account, null=True)
    name = Varchar(length=60)
    name_key = word(120)  # pinyin, by which lists sort
    gender = word(10)
    birth_month = optional_day()
    ethnicity = word(20)
    political_status = word(40)
    education = word(40)
    degree = word(40)
    school = word(120)
    major = word(120)
    unit = ref(Unit)
    post = word(120)
    pro_title = word(60)
    strengths = prose()
    research_interest = prose()
    phone = word(20)
    email = word(120)
    remark = prose()
    channel = word(20)
    direction = word(20)
    secondary = word(60)
    proposed = word(20)
    proposed_score = Integer(default=0)
    wish = word(20)
    admitted_on = optional_day()
    term_to = optional_day()
    batch = ref(ImportBatch, null=True)
    created_at = Timestamptz()
    erased_at = optional_moment()  # when the restricted fields were emptied
    cadre = word(10)  # yes, no; blank = not known: the limit of age differs
    local_since = optional_day()  # working in the district since
    ground = word(30)  # kind of the present pause, or ground of the exit
    hold_until = optional_day()  # until when a pause or an observation lasts
    merged_into = ref(LazyTableReference("Talent", module_path=__name__), null=True)  # the record that took this in


class SavedList(Table, tablename="saved_list"):
    """A list's conditions that a person keeps under a name."""

    account = ref(Account)
    name = Varchar(length=20)
    query = word(600)


class ListChoice(Table, tablename="list_choice"):
    """Which columns a person wants in the bank's list, and how close the rows stand."""

    account = ref(Account)
    columns = word(300)
    compact = Boolean(default=False)


class AdmissionNotice(Versioned, Table, tablename="admission_notice"):
    """A public notice (公示) of people who are to come into the bank; its last day is a working day."""

    title = Varchar(length=100)
    starts_on = Date()
    ends_on = Date()
    published_by = ref(Account)
    published_at = Timestamptz()


class AdmissionCase(Table, tablename="admission_case"):
    """One way in: what each step of it found. A person who comes back has another."""

    talent = ref(Talent)
    channel = word(20)
    statement = prose()
    nominated_by = ref(Account, null=True)
    opened_at = Timestamptz()
    unit_opinion = word(10)  # agree, disagree
    unit_note = prose()
    unit_paper = Boolean(default=False)  # given on paper, scanned
    unit_by = ref(Account, null=True)
    unit_at = optional_moment()
    unit_due = optional_day()
    conditions = Text(default="[]")  # as they stood when qualified
    check_note = prose()
    checked_by = ref(Account, null=True)
    consult_result = word(10)  # clear, objected: the result alone is kept
    consulted_on = optional_day()
    decided_on = optional_day()  # the day of the board's meeting
    decision_note = prose()
    decided_by = ref(Account, null=True)
    notice = ref(AdmissionNotice, null=True)
    closed_at = optional_moment()


class NoticeObjection(Versioned, Table, tablename="notice_objection"):
    """What somebody holds against an admission during its notice, in their own name, and the answer."""

    notice = ref(AdmissionNotice)
    talent = ref(Talent)
    name = Varchar(length=40)
    contact = word(60)
    text = prose()
    account = ref(Account, null=True)
    at = Timestamptz()
    answer = prose()
    upheld = Boolean(default=False)
    answered_by = ref(Account, null=True)
    answered_at = optional_moment()


class MemberFlag(Table, tablename="member_flag"):
    """Something about a member that asks for a decision, found by a job; open until it is settled."""

    talent = ref(Talent)
    rule = Varchar(length=20)
    occasion = word(20)
    found_on = Date()
    settled_at = optional_moment()
    settled_by = ref(Account, null=True)
    note = prose()


class LikelyTwin(Table, tablename="likely_twin"):
    """Two records that may be one person, found by a job; open until they are merged or told apart."""

    low = ref(Talent)
    high = ref(Talent)
    ground = Varchar(length=10)  # phone, or name (with the month of birth)
    found_on = Date()
    settled_at = optional_moment()
    settled_by = ref(Account, null=True)
    note = word(300)
