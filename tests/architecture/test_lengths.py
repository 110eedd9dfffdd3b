# SPDX-License-Identifier: MIT
"""A word of the program fits the column it goes into: PostgreSQL counts characters, SQLite does not."""

from __future__ import annotations

from piccolo.columns import Varchar

from reviews.rounds.states import WORDS
from reviews.rounds.tables import RoundItem
from reviews.scoring.tables import Sheet
from tests.support.machines import all_machines
from thinktank.kernel.migrate import APPS, tables_of


def test_every_state_fits_its_column() -> None:
    rooms = [
        column.length or 0
        for package in APPS
        for table in tables_of(package)
        for column in table._meta.columns
        if isinstance(column, Varchar) and column._meta.name in {"state", "stage", "status"}
    ]
    longest = max(len(state) for machine in all_machines().values() for state in machine.states)
    assert len(rooms) > 10
    assert min(rooms) >= longest


def test_every_decision_fits_the_sheet_and_the_item() -> None:
    longest = max(len(word.code) for words in WORDS.values() for word in words)
    rooms = [column.length or 0 for column in (Sheet.advice, RoundItem.decision)]
    assert longest > 20
    assert min(rooms) >= longest
