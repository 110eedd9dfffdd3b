# SPDX-License-Identifier: MIT
"""The kernel's small parts: time, decisions, settings, cursors, and the guard around the tests themselves."""

from __future__ import annotations

import itertools
import socket
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.projects.tables import Milestone, Project
from tests.support.engines import parents_first
from tests.support.sockets import OutsideCalled, is_local
from thinktank import settings
from thinktank.kernel import clock, paging, policy
from thinktank.kernel.clock import FrozenClock
from thinktank.kernel.errors import Denied
from thinktank.kernel.policy import ALLOW, Decision, check, deny
from thinktank.settings import Settings

# -- clock ---------------------------------------------------------------------------------------------------


def test_frozen_clock_moves_only_when_told(frozen: FrozenClock) -> None:
    assert clock.now() == datetime(2026, 3, 18, 2, tzinfo=UTC)
    frozen.advance(hours=14)
    assert clock.now() == datetime(2026, 3, 18, 16, tzinfo=UTC)
    assert clock.today() == date(2026, 3, 19)


def test_system_clock_is_aware_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251 -- what is compared with


def test_clocks_nest() -> None:
    outer, inner = (FrozenClock(datetime(year, 1, 1, tzinfo=UTC)) for year in (2025, 2026))
    with clock.using(outer):
        with clock.using(inner):
            assert clock.now().year == 2026
        assert clock.now().year == 2025


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_day_ends_at_midnight_in_shanghai(day: date) -> None:
    end = clock.end_of(day)
    assert clock.local(end).time().isoformat() == "00:00:00"
    assert clock.day_of(end) == day + timedelta(days=1)
    assert clock.day_of(end - timedelta(microseconds=1)) == day
    assert clock.day_of(clock.noon_of(day)) == day


# -- decisions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "two"), list(itertools.product([ALLOW, deny("a")], [ALLOW, deny("b")])))
def test_decisions_combine(one: Decision, two: Decision) -> None:
    assert (one & two).ok is (one.ok and two.ok)
    assert (one | two).ok is (one.ok or two.ok)
    assert (one & two).reason == (one.reason or two.reason)


def test_require_raises_the_reason() -> None:
    policy.require(check(ok=True, reason="不会出现"))
    with pytest.raises(Denied, match="不在任期内"):
        policy.require(check(ok=False, reason="不在任期内"))


# -- settings ------------------------------------------------------------------------------------------------


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINKTANK_PORT", "9000")
    monkeypatch.setenv("THINKTANK_SECURE_COOKIES", "true")
    monkeypatch.setenv("THINKTANK_DATA", "/srv/data")
    read = settings.load()
    assert (read.port, read.secure_cookies, read.sqlite_path) == (9000, True, Path("/srv/data/thinktank.sqlite"))


@pytest.mark.parametrize(("name", "value"), [("PORT", "0"), ("PORT", "many"), ("WORKERS", "65"), ("UPLOAD_MB", "-1")])
def test_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"THINKTANK_{name}", value)
    with pytest.raises(msgspec.ValidationError, match=name.lower()):
        settings.load()


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)],  # noqa: S104
)  # fmt: skip
def test_is_local(host: str, local: bool) -> None:
    assert Settings(host=host).is_local is local


@pytest.mark.parametrize(
    ("address", "expected"), [("", False), ("postgresql://u@h/d", True), ("postgres://u@h/d", True)]
)
def test_is_postgres(address: str, expected: bool) -> None:
    assert Settings(database=address).is_postgres is expected


def test_signing_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    made = Settings(data=str(tmp_path / "new")).signing_key()
    assert len(made) == 64
    assert Settings(data=str(tmp_path / "new")).signing_key() == made
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600
    assert Settings(secret="given").signing_key() == "given"


def test_every_setting_is_described() -> None:
    described = settings.describe()
    assert [name for name, _, _ in described] == [f"THINKTANK_{f.upper()}" for f in Settings.__struct_fields__]
    assert all(purpose for _, purpose, _ in described)


# -- cursors -------------------------------------------------------------------------------------------------

KEYS = st.one_of(st.text(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))


@given(KEYS, st.integers(1, 2**62))
def test_cursor_survives_the_url(key: Any, id_: int) -> None:
    text = paging.encode(paging.Cursor(key=key, id=id_))
    assert paging.decode(text) == paging.Cursor(key=key, id=id_)
    assert text.replace("-", "").replace("_", "").isalnum()


@given(st.text())
def test_foreign_cursor_is_no_error(text: str) -> None:
    found = paging.decode(text)
    assert found is None or isinstance(found, paging.Cursor)


@pytest.mark.parametrize("text", [None, "", "!", "eyJ9", "WzFd", "WyJhIiwiYiJd"])
def test_broken_cursor_is_none(text: str | None) -> None:
    assert paging.decode(text) is None


@pytest.mark.parametrize(("total", "label"), [(None, ""), (0, "0"), (1000, "1000"), (1001, "1000+")])
def test_total_label(total: int | None, label: str) -> None:
    assert paging.Page[int](items=[], total=total).total_label == label


# -- the tests' own guards -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_outside_is_out_of_reach(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as sock, pytest.raises(OutsideCalled):
        sock.connect(address)


def test_names_are_not_looked_up_outside() -> None:
    with pytest.raises(OutsideCalled):
        socket.getaddrinfo("example.org", 80)
    assert is_local("127.0.0.1")
    assert is_local("localhost")
    assert not is_local("10.0.0.1")


def test_parents_come_first() -> None:
    names = ["child", "grandchild", "parent", "other"]
    assert parents_first(names, [("child", "parent"), ("grandchild", "child")]) == [
        "other",
        "parent",
        "child",
        "grandchild",
    ]
    assert sorted(parents_first(["a", "b"], [("a", "b"), ("b", "a")])) == ["a", "b"]


# -- columns -------------------------------------------------------------------------------------------------


def test_a_column_behind_a_key_is_one_and_the_same_on_one_way_and_another_on_another() -> None:
    by_project, by_unit = Milestone.project._.lead._.name, Milestone.project._.unit._.name
    assert Milestone.project._.lead._.name is by_project
    assert [key._meta.name for key in by_project._meta.call_chain] == ["project", "lead"]
    assert [key._meta.name for key in by_unit._meta.call_chain] == ["project", "unit"]
    assert [key._meta.name for key in Project.lead._.name._meta.call_chain] == ["lead"]


def test_an_alias_leaves_the_column_behind_a_key_as_it_was() -> None:
    named = Milestone.project._.lead._.name.as_alias("lead_name")
    assert (named._alias, Milestone.project._.lead._.name._alias) == ("lead_name", None)


def test_a_copied_key_remembers_no_ways_of_the_first() -> None:
    key: Any = Milestone.project
    title, copied = key.title, key.copy()
    assert (copied.title is title, [one._meta.name for one in copied.title._meta.call_chain]) == (False, ["project"])
