# SPDX-License-Identifier: MIT
"""Backups: the database as it stood at one instant and the files, in one tar that proves itself.

SQLite is copied by its online backup, so the server may go on writing; PostgreSQL by ``pg_dump``. Files are named
by their content and never change, so those copied after the database include all that it refers to.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from thinktank.files import store
from thinktank.kernel import clock
from thinktank.settings import Settings

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE = "thinktank.sqlite"
DUMP = "thinktank.pgdump"
KEY = "secret.key"
FILES = "files"
_BLOCK = 1024 * 1024


class BackupError(Exception):
    """Why there is no backup, or why one was not taken back, in plain Chinese."""


class Manifest(msgspec.Struct):
    """What a backup holds; ``sums`` is SHA-256 by name."""

    format: int
    made_at: str
    engine: str
    files_included: bool
    sums: dict[str, str]


def backup(settings: Settings, target: Path) -> Manifest:
    """Write a backup; BackupError when the target exists, there is nothing to back up, or a tool is missing.

    Where files lie in S3 they are not included: the bucket has its own versions and copies.
    """
    if target.exists():
        raise BackupError(f"{target} 已经存在，请换一个文件名")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        database = _dump_postgres(settings, folder) if settings.is_postgres else _copy_sqlite(settings, folder)
        members = {database.name: database, **_beside(settings)}
        manifest = Manifest(
            format=FORMAT,
            made_at=clock.now().isoformat(),
            engine="postgres" if settings.is_postgres else "sqlite",
            files_included=not settings.files.startswith("s3://"),
            sums={name: _sum(path) for name, path in members.items()},
        )
        listing = Path(folder) / MANIFEST
        listing.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        partial = Path(folder) / "backup.tar"
        with tarfile.open(partial, "w") as archive:
            archive.add(listing, MANIFEST)
            for name, path in members.items():
                archive.add(path, name)
        partial.chmod(0o600)  # it holds personal data
        partial.rename(target)
    return manifest


def _beside(settings: Settings) -> dict[str, Path]:
    """The key and the files that belong to the database, by their names in the backup."""
    found: dict[str, Path] = {}
    if (key := settings.folder / KEY).exists():
        found[KEY] = key
    if not settings.files.startswith("s3://"):
        folder = store.folder_of(settings)
        found |= {f"{FILES}/{path.relative_to(folder)}": path for path in _stored(folder)}
    return found


def _stored(folder: Path) -> Iterator[Path]:
    """The files of a store; what is still being written has a name that is no hash."""
    for path in sorted(folder.glob("??/??/*")):
        if len(path.name) == hashlib.sha256().digest_size * 2 and path.is_file():
            yield path


def _copy_sqlite(settings: Settings, folder: str) -> Path:
    if not settings.sqlite_path.exists():
        raise BackupError(f"没有找到数据库 {settings.sqlite_path}，请检查 THINKTANK_DATA")
    copy = Path(folder) / SQLITE
    with closing(sqlite3.connect(settings.sqlite_path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
    return copy


def _dump_postgres(settings: Settings, folder: str) -> Path:
    dump = Path(folder) / DUMP
    with _address(settings, folder) as address:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", f"--dbname={address}")
    return dump


@contextmanager
def _address(settings: Settings, folder: str) -> Iterator[str]:
    """The database's address with its password in a file: an argument would be seen by everybody on the machine."""
    parts = urlsplit(settings.database)
    password = unquote(parts.password or "").replace("\\", "\\\\").replace(":", "\\:")
    path = Path(folder) / ".pgpass"
    path.touch(mode=0o600)
    path.write_text(f"*:*:*:*:{password}\n", encoding="utf-8")
    where = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}@" if parts.username else ""
    query = "&".join(part for part in (parts.query, f"passfile={path}") if part)
    try:
        yield urlunsplit(parts._replace(netloc=f"{user}{where}", query=query))
    finally:
        path.unlink(missing_ok=True)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"没有找到 {program}，请安装 PostgreSQL 客户端（postgresql-client）后重试")
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    if done.returncode:
        raise BackupError(f"{program} 没有成功：{done.stderr.strip()[-500:]}")


def _sum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


# -- taking one back ------------------------------------------------------------------------------------------


def restore(settings: Settings, source: Path) -> Manifest:
    """Take a backup back into an empty installation, after every sum in it has been proven.

    BackupError, and nothing changed, when the installation is not empty, the backup is damaged or incomplete, or
    was made on the other engine.
    """
    if not source.is_file():
        raise BackupError(f"没有找到备份文件 {source}")
    _refuse_unless_empty(settings)
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=settings.folder, prefix=".restore-") as folder:
        manifest = _unpack(source, Path(folder))
        if (manifest.engine == "postgres") != settings.is_postgres:
            raise BackupError(f"备份来自 {manifest.engine}，与现在设置的数据库不同，请检查 THINKTANK_DATABASE")
        if settings.is_postgres:
            with _address(settings, folder) as address:
                _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={address}", f"{folder}/{DUMP}")
        _put_back(settings, Path(folder), manifest)
    return manifest


def _refuse_unless_empty(settings: Settings) -> None:
    if not settings.is_postgres and settings.sqlite_path.exists():
        raise BackupError(f"{settings.sqlite_path} 已有数据，只能恢复到空的数据目录")
    if not settings.files.startswith("s3://") and next(_stored(store.folder_of(settings)), None) is not None:
        raise BackupError(f"{store.folder_of(settings)} 里已有附件，只能恢复到空的数据目录")


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (tarfile.TarError, OSError, msgspec.DecodeError) as error:
        raise BackupError(f"{source} 不是完整的备份文件：{error}") from error
    if manifest.format != FORMAT:
        raise BackupError(f"备份是第{manifest.format}版格式，这个版本的程序只认第{FORMAT}版")
    for name, expected in manifest.sums.items():
        path = folder / name
        if not path.is_relative_to(folder) or not path.is_file() or _sum(path) != expected:
            raise BackupError(f"备份里的 {name} 缺失或已损坏，没有恢复任何内容")
    return manifest


def _put_back(settings: Settings, folder: Path, manifest: Manifest) -> None:
    files = store.folder_of(settings)
    for name in manifest.sums:
        head, _, rest = name.partition("/")
        if name == DUMP:
            continue
        target = files / rest if head == FILES else settings.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(folder / name, target)
