# SPDX-License-Identifier: MIT
"""Settings, all from ``THINKTANK_*`` variables; ``describe()`` is the table that the docs and CLI print."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

PREFIX = "THINKTANK_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs between one installation and another."""

    data: Annotated[str, Meta(description="数据目录：数据库、附件、密钥都在这里")] = "./data"
    database: Annotated[
        str, Meta(description="数据库：留空为数据目录里的 SQLite；PostgreSQL 写 postgresql://用户:口令@主机/库名")
    ] = ""
    files: Annotated[str, Meta(description="附件存放：留空为数据目录里的 files；也可写 s3://桶名/前缀")] = ""
    host: Annotated[str, Meta(description="监听地址；演示库只许 127.0.0.1 一类的本机地址")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, description="监听端口")] = 8000
    workers: Annotated[int, Meta(ge=1, le=64, description="网页进程数")] = 1
    base_url: Annotated[str, Meta(description="用户访问的网址，激活链接和邮件里用")] = "http://127.0.0.1:8000"
    secure_cookies: Annotated[bool, Meta(description="经 HTTPS 访问时设为 true")] = False
    secret: Annotated[str, Meta(description="签名密钥；留空则生成一次，存于数据目录的 secret.key")] = ""
    session_idle_minutes: Annotated[int, Meta(ge=5, description="多少分钟不操作就退出登录")] = 30
    session_hours: Annotated[int, Meta(ge=1, description="一次登录最长多少小时")] = 12
    upload_mb: Annotated[int, Meta(ge=1, le=1024, description="单个附件的上限，兆字节")] = 20
    smtp_host: Annotated[str, Meta(description="发信服务器；留空则只发站内消息")] = ""
    smtp_port: Annotated[int, Meta(ge=1, le=65535, description="发信端口")] = 25
    smtp_user: Annotated[str, Meta(description="发信账号")] = ""
    smtp_password: Annotated[str, Meta(description="发信口令")] = ""
    smtp_tls: Annotated[str, Meta(description="发信加密：none、starttls 或 tls")] = "none"
    mail_from: Annotated[str, Meta(description="发信人地址")] = "thinktank@localhost"
    intranet: Annotated[
        str, Meta(description="通知可以发往的内网地址：网段或主机名，用逗号分开；留空则只许发往公网")
    ] = ""
    jobs_every: Annotated[int, Meta(ge=0, description="网页进程内每隔多少秒跑一次定时任务；0 为不跑")] = 60
    log_level: Annotated[str, Meta(description="日志级别：DEBUG、INFO、WARNING、ERROR")] = "INFO"

    @property
    def folder(self) -> Path:
        """The data folder."""
        return Path(self.data)

    @property
    def sqlite_path(self) -> Path:
        """Where the SQLite file is when no other database is set."""
        return self.folder / "thinktank.sqlite"

    @property
    def is_postgres(self) -> bool:
        """Whether a PostgreSQL database is set."""
        return self.database.startswith(("postgresql://", "postgres://"))

    @property
    def is_local(self) -> bool:
        """Whether the server listens on a loopback address only."""
        return self.host in {"localhost", "::1"} or self.host.startswith("127.")

    def database_name(self) -> str:
        """The database as it may be shown: without a password."""
        return "PostgreSQL" if self.is_postgres else str(self.sqlite_path)

    def signing_key(self) -> str:
        """The signing secret: as set, or generated once into the data folder (readable by its owner only)."""
        if self.secret:
            return self.secret
        path = self.folder / "secret.key"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()


def load() -> Settings:
    """Read the settings from the environment; ValidationError names the variable that does not fit."""
    names = {field.name for field in msgspec.structs.fields(Settings)}
    given = {name: os.environ[PREFIX + name.upper()] for name in names if PREFIX + name.upper() in os.environ}
    return msgspec.convert(given, Settings, strict=False)


def given(name: str) -> bool:
    """Whether a setting is set in the environment."""
    return PREFIX + name.upper() in os.environ


def put(name: str, value: str) -> None:
    """Set a variable for this process and those that it starts, before anything has read it."""
    os.environ[PREFIX + name.upper()] = value


def describe() -> list[tuple[str, str, Any]]:
    """Return (variable, what it is for, default) of every setting, in order."""
    info = msgspec.inspect.type_info(Settings)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    table = []
    for field in fields:
        extra = field.type.extra_json_schema if isinstance(field.type, msgspec.inspect.Metadata) else {}
        table.append((PREFIX + field.name.upper(), (extra or {}).get("description", ""), field.default))
    return table
