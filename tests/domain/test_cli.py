# SPDX-License-Identifier: MIT
"""The command line, as a program of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from thinktank import settings as settings_module
from thinktank.admin import backup as backups
from thinktank.cli import parser
from thinktank.settings import Settings

pytestmark = pytest.mark.slow
FIRST = ("init", "--district", "盐都区", "--login", "wangfang", "--name", "王芳")


def run(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ.items()  # noqa: TID251 -- the program runs where the test runs, with settings of its own
    kept = {name: value for name, value in surroundings if not name.startswith("THINKTANK_")}
    return subprocess.run(
        [sys.executable, "-m", "thinktank", *arguments],
        env=kept | {"THINKTANK_DATA": str(data), "PYTHONUTF8": "1"} | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which ``init`` has run."""
    data = tmp_path_factory.mktemp("installed") / "data"
    done = run(data, *FIRST)
    assert done.returncode == 0, done.stderr
    assert "http://127.0.0.1:8000/activate/" in done.stdout
    return data


def sql(data: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "thinktank.sqlite")) as connection:
        found = connection.execute(statement).fetchall()
        connection.commit()
        return found


def copy(data: Path, target: Path) -> Path:
    backups.backup(Settings(data=str(data)), target / "copy.tar")
    backups.restore(Settings(data=str(target / "data")), target / "copy.tar")
    return target / "data"


def test_init_then_check_then_trail(installed: Path) -> None:
    for arguments in (("check",), ("trail", "verify"), ("run-jobs", "--all"), ("migrate",), ("check",)):
        done = run(installed, *arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    assert (installed / "secret.key").stat().st_mode & 0o777 == 0o600
    roles = {row[0] for row in sql(installed, "SELECT role FROM role_grant")}
    assert roles == {"officer", "sys_admin", "sec_admin", "audit_admin"}


def test_init_runs_once(installed: Path) -> None:
    again = run(installed, *FIRST)
    assert (again.returncode, again.stderr.strip()) == (1, "单位树已经建立")
    assert sql(installed, "SELECT count(*) FROM account") == [(1,)]


def test_strict_separation_makes_three_administrators(tmp_path: Path) -> None:
    done = run(tmp_path / "data", *FIRST, "--separation", "strict")
    assert done.stdout.count("/activate/") == 4
    query = "SELECT login, role FROM role_grant JOIN account ON account.id = role_grant.account ORDER BY 1"
    assert sql(tmp_path / "data", query) == [
        ("auditadmin", "audit_admin"),
        ("secadmin", "sec_admin"),
        ("sysadmin", "sys_admin"),
        ("wangfang", "officer"),
    ]


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert "--district" in run(data, "init").stderr
    for arguments in (
        ("serve",),
        ("trail", "verify"),
        ("run-jobs",),
        ("user", "add", "x", "--name", "x", "--role", "x"),
    ):
        done = run(data, *arguments)
        assert done.returncode == 1
        assert "thinktank init" in done.stderr, arguments
    assert "缺少升级步骤" in run(data, "check").stdout
    assert "字母、数字" in run(data, "init", "--district", "盐都区", "--login", "王", "--name", "王芳").stderr


def test_accounts_from_the_command_line(installed: Path) -> None:
    done = run(installed, "user", "add", "lihua", "--name", "李华", "--role", "reviewer", "--as", "wangfang")
    assert "/activate/" in done.stdout, done.stderr
    assert "已有人用" in run(installed, "user", "add", "lihua", "--name", "李华", "--role", "reviewer").stderr
    assert "没有账号" in run(installed, "user", "add", "b.b", "--name", "b", "--role", "mentor", "--as", "x").stderr
    unknown = run(installed, "user", "add", "c.c", "--name", "c", "--role", "mentor", "--unit", "没有局")
    assert "没有唯一的单位" in unknown.stderr


def test_a_changed_entry_breaks_the_trail(installed: Path, tmp_path: Path) -> None:
    data = copy(installed, tmp_path)
    sql(data, "UPDATE trail_entry SET action = 'account.closed' WHERE seq = 2")
    done = run(data, "trail", "verify")
    assert done.returncode == 1
    assert "第2条" in done.stderr
    found = run(data, "check")
    assert found.returncode == 1
    assert "不符　留痕链完整" in found.stdout


def test_a_demo_is_for_this_machine_only(installed: Path, tmp_path: Path) -> None:
    data = copy(installed, tmp_path)
    assert "只许在本机地址" in run(tmp_path / "demo", "demo", THINKTANK_HOST="0.0.0.0").stderr  # noqa: S104 -- refused
    assert "正式数据" in run(data, "demo").stderr
    sql(data, "UPDATE account SET demo = 1")
    refused = run(data, "serve", THINKTANK_HOST="0.0.0.0")  # noqa: S104 -- refused
    assert refused.returncode == 1
    assert "演示库" in refused.stderr


def test_backup_and_restore(installed: Path, tmp_path: Path) -> None:
    name = "ab" * 32
    stored = installed / "files" / name[:2] / name[2:4] / name
    stored.parent.mkdir(parents=True, exist_ok=True)
    stored.write_bytes(b"attachment")
    archive = tmp_path / "a.tar"
    assert run(installed, "backup", str(archive)).returncode == 0
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "已经存在" in run(installed, "backup", str(archive)).stderr
    assert "已有数据" in run(installed, "restore", str(archive)).stderr
    target = tmp_path / "restored"
    done = run(target, "restore", str(archive))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (target / "files" / stored.relative_to(installed / "files")).read_bytes() == b"attachment"
    assert (target / "secret.key").read_text() == (installed / "secret.key").read_text()
    assert sql(target, "SELECT login FROM account WHERE id = 1") == [("wangfang",)]
    assert not list(target.glob(".restore-*"))
    stored.unlink()


def test_a_damaged_backup_changes_nothing(installed: Path, tmp_path: Path) -> None:
    good, bad, target = tmp_path / "good.tar", tmp_path / "bad.tar", tmp_path / "target"
    backups.backup(Settings(data=str(installed)), good)
    with tarfile.open(good) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    (tmp_path / "out" / "secret.key").write_text("changed")
    with tarfile.open(bad, "w") as archive:
        for path in sorted((tmp_path / "out").iterdir()):
            archive.add(path, path.name)
    (tmp_path / "no.tar").write_bytes(b"no tar at all")
    current = Settings(data=str(target))
    for path, says in (
        (bad, r"secret\.key 缺失或已损坏"),
        (tmp_path / "no.tar", "不是完整"),
        (tmp_path / "x", "没有找到"),
    ):
        with pytest.raises(backups.BackupError, match=says):
            backups.restore(current, path)
    assert not (target / "thinktank.sqlite").exists()
    with pytest.raises(backups.BackupError, match="没有找到数据库"):
        backups.backup(Settings(data=str(target)), tmp_path / "y.tar")


def test_postgres_tools_are_named_when_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    current = Settings(data=str(tmp_path), database="postgresql://a:b@127.0.0.1:1/x")
    with pytest.raises(backups.BackupError, match="postgresql-client"):
        backups.backup(current, tmp_path / "z.tar")
    assert not (tmp_path / "z.tar").exists()


def test_settings_are_listed(installed: Path) -> None:
    listed = run(installed, "settings").stdout
    assert all(variable in listed for variable, _text, _default in settings_module.describe())


def test_a_roster_is_checked_then_taken_in(installed: Path, tmp_path: Path) -> None:
    data = copy(installed, tmp_path)
    roster = tmp_path / "名册.csv"
    roster.write_text("姓名,性别,出生年月,工作单位,学历\n张三,男,1994-05,区教育局,硕士研究生\n", encoding="utf-8")
    looked = run(data, "import-roster", str(roster), "--as", "wangfang")
    assert "读到1人" in looked.stdout, looked.stderr
    assert sql(data, "SELECT count(*) FROM talent") == [(0,)]
    unsure = run(data, "import-roster", str(roster), "--as", "wangfang", "--commit")
    assert (unsure.returncode, sql(data, "SELECT count(*) FROM talent")) == (1, [(0,)])
    assert "确要新建的加 --new-units" in unsure.stdout
    taken = run(
        data,
        "import-roster",
        str(roster),
        "--as",
        "wangfang",
        "--commit",
        "--new-units",
        "--as-members",
        "--admitted-on",
        "2026-01-05",
    )
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert sql(data, "SELECT name, state FROM talent") == [("张三", "active")]
    assert run(data, "check").returncode == 0
    assert "没有账号" in run(data, "import-roster", str(roster), "--as", "nobody").stderr


def test_every_command_has_a_text() -> None:
    assert "备份" in parser().format_help()
