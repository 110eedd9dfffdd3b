# SPDX-License-Identifier: MIT
"""What is kept around an application: invitations, edits, versions, points to mend, checks, words to cover."""

from __future__ import annotations

from piccolo.columns import Boolean, Date, Integer, Numeric, Timestamptz, Varchar
from piccolo.table import Table

from research.topics.tables import Application
from thinktank.identity.tables import Account
from thinktank.kernel.columns import Stateful, prose, ref, word
from thinktank.talents.tables import Talent


class Invitation(Stateful, Table, tablename="application_invitation"):
    """Somebody asked to join a team; who accepts becomes an ``ApplicationMember``."""

    application = ref(Application)
    talent = ref(Talent)
    duty = word(120)
    answer_by = Date()
    invited_by = ref(Account)
    at = Timestamptz()
    reason = prose()


class ApplicationEdit(Table, tablename="application_edit"):
    """Who last wrote which part of an application, and when."""

    application = ref(Application)
    field = Varchar(length=20)
    account = ref(Account)
    at = Timestamptz()


class ApplicationVersion(Table, tablename="application_version"):
    """An application as it was handed in, once for each time; ``body`` is its text as JSON."""

    application = ref(Application)
    number = Integer()
    account = ref(Account)
    at = Timestamptz()
    body = prose()


class ReturnPoint(Table, tablename="application_return_point"):
    """What the office wants mended in one part of an application, in its n-th return."""

    application = ref(Application)
    number = Integer()
    field = Varchar(length=20)
    reason = prose()


class ApplicationCheck(Table, tablename="application_check"):
    """One item of the formal check of an application as it was handed in the n-th time."""

    application = ref(Application)
    number = Integer()
    item = Varchar(length=120)
    met = Boolean(default=False)
    note = word(200)
    account = ref(Account)
    at = Timestamptz()


class ApplicationProduct(Table, tablename="application_product"):
    """An outcome that the team promises, and its form."""

    application = ref(Application)
    form = Varchar(length=20)
    title = Varchar(length=80)
    sort = Integer(default=0)


class ApplicationCost(Table, tablename="application_cost"):
    """A line of the budget, in yuan; for the record, nothing is paid by it."""

    application = ref(Application)
    item = Varchar(length=40)
    amount = Numeric(digits=(12, 2))
    basis = word(120)
    sort = Integer(default=0)


class CoverWord(Table, tablename="application_cover_word"):
    """A word that the office covers on the anonymous sheet beside those that the program knows."""

    application = ref(Application)
    text = Varchar(length=60)
    account = ref(Account)
    at = Timestamptz()
