# SPDX-License-Identifier: MIT
"""The ``thinktank`` command: sets up, serves, imports, checks, backs up.

What touches the database is imported late: ``--help`` is quick, and ``demo`` can name its own data folder first.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from thinktank import settings as settings_module
from thinktank.admin import checking
from thinktank.kernel.errors import AppError
from thinktank.settings import Settings

T = TypeVar("T")
DEMO_DATA = "./data-demo"


class Refusal(Exception):
    """Why a command was not carried out, for the person at the keyboard."""


# -- running --------------------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after saying on stderr what is wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except AppError as error:
        fields = getattr(error, "fields", {})
        print("；".join(fields.values()) or error.message, file=sys.stderr)
    except (Refusal, OSError) as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
    return 1


def _in_database(work: Callable[[], Awaitable[T]], *, wired: bool = True) -> T:
    """Run something with the database open, closed again whatever happens; wired, for what does more than look."""

    async def run() -> T:
        from thinktank.kernel import db  # noqa: PLC0415 -- see above

        if wired:
            from thinktank.app import wire  # noqa: PLC0415

            wire()
        await db.engine().open()
        try:
            return await work()
        finally:
            await db.engine().close()

    return asyncio.run(run())


async def _migrated() -> None:
    """Refuse to go on with a database that this release has not upgraded yet."""
    from thinktank.kernel import migrate  # noqa: PLC0415

    if missing := await migrate.pending():
        raise Refusal(f"数据库还没有建立或升级（缺{len(missing)}步），请先运行 thinktank init 或 thinktank migrate")


# -- set-up ---------------------------------------------------------------------------------------------------


def init(arguments: argparse.Namespace) -> None:
    """Make the database, the district and the first account; print one-time activation links."""
    current = settings_module.load()
    current.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    district = _asked(arguments.district, "区县名称，如 盐都区：")
    login = _asked(arguments.login, "第一个账号（字母、数字，如 wangfang）：")
    name = _asked(arguments.name, "这位经办人的姓名：")
    current.signing_key()

    async def run() -> list[tuple[str, str]]:
        from thinktank.admin import setup  # noqa: PLC0415

        return await setup.set_up(district=district, login=login, name=name, separation=arguments.separation)

    links = _in_database(run)
    print(f"已建立：{district}，数据在 {current.database_name()}")
    for who, path in links:
        print(f"{who} 的激活链接（7天内有效，只能用一次）：")
        print(f"  {current.base_url.rstrip('/')}{path}")
    print("接着运行 thinktank serve 启动，再打开上面的链接设置密码")


def _asked(given: str | None, question: str) -> str:
    if given:
        return given
    if not sys.stdin.isatty():
        raise Refusal(f"缺少参数（{question.rstrip('：')}），请用 --district、--login、--name 给出")
    answer = input(question).strip()
    if not answer:
        raise Refusal("不能为空，请重新运行 thinktank init")
    return answer


def migrate(_: argparse.Namespace) -> None:
    """Bring the database up to this release."""

    async def run() -> list[str]:
        from thinktank.admin import setup  # noqa: PLC0415

        return await setup.upgrade()

    settings_module.load().folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done = _in_database(run)
    print(f"已升级：{'、'.join(done)}" if done else "数据库已是最新")


def user_add(arguments: argparse.Namespace) -> None:
    """Make an account and print its activation link."""

    async def run() -> str:
        from thinktank.admin import setup  # noqa: PLC0415

        await _migrated()
        return await setup.add_account(
            login=arguments.login,
            name=arguments.name,
            role=arguments.role,
            unit=arguments.unit,
            email=arguments.email, by=arguments.account,
        )  # fmt: skip

    path = _in_database(run)
    print(f"{arguments.name} 的激活链接（7天内有效，只能用一次）：")
    print(f"  {settings_module.load().base_url.rstrip('/')}{path}")


# -- serving --------------------------------------------------------------------------------------------------


def serve(_: argparse.Namespace) -> None:
    """Serve the site; refuses an old database, and a demo database on any but a loopback address."""
    current = settings_module.load()

    async def run() -> bool:
        from thinktank.identity.queries import demo_logins  # noqa: PLC0415

        await _migrated()
        return bool(await demo_logins())

    if _in_database(run, wired=False) and not current.is_local:
        raise Refusal(f"这是演示库，谁都能登录，只许在本机地址上使用，不能监听 {current.host}")
    _serve(current)


def _serve(current: Settings) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    host = f"[{current.host}]" if ":" in current.host else current.host
    print(f"青年人才智库：http://{host}:{current.port}　按 Ctrl+C 停止", flush=True)
    Granian(
        "thinktank.asgi:app",
        address=current.host,
        port=current.port,
        interface=Interfaces.ASGI,
        workers=current.workers,
        websockets=False,
        respawn_failed_workers=True,
    ).serve()


def demo(_: argparse.Namespace) -> None:
    """Fill a sample district into its own data folder, if it is not there yet, and serve it on this machine."""
    if not settings_module.given("data"):
        settings_module.put("data", DEMO_DATA)
    current = settings_module.load()
    if not current.is_local:
        raise Refusal(f"演示库谁都能登录，只许在本机地址上使用，不能监听 {current.host}")
    current.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def run() -> list[str]:
        from thinktank.admin import setup  # noqa: PLC0415
        from thinktank.identity import queries  # noqa: PLC0415
        from thinktank.kernel.errors import NotFound  # noqa: PLC0415

        await setup.upgrade()
        if await queries.demo_logins():
            return []
        try:
            root = await queries.root_unit()
        except NotFound:
            from thinktank.demo.operations import fill  # noqa: PLC0415

            return await fill()
        raise Refusal(f"{current.database_name()} 里是「{root.name}」的正式数据，演示没有开始")

    for line in _in_database(run):
        print(line, flush=True)
    _serve(current)


# -- work -----------------------------------------------------------------------------------------------------


def import_roster(arguments: argparse.Namespace) -> int:
    """Read a roster for its dry run and, with ``--commit``, take its people into the bank."""
    if arguments.admitted_on and not arguments.as_members:
        raise Refusal("--admitted-on 要和 --as-members 一起用")

    async def run() -> Any:
        from thinktank.rosters import commands  # noqa: PLC0415
        from thinktank.rosters.schemas import CommitImport  # noqa: PLC0415

        await _migrated()
        command = CommitImport(
            standing="members" if arguments.as_members else "candidates",
            admitted_on=arguments.admitted_on,
            update="all" if arguments.update else "none",
            new_units=arguments.new_units,
            unclassified=True,
        )
        found = await commands.import_file(
            arguments.account, Path(arguments.file), command=command, commit=arguments.commit,
            problems=arguments.problem_file or "", units=dict(one.partition("=")[::2] for one in arguments.unit),
        )  # fmt: skip
        print("\n".join(commands.lines(found)))
        return found

    found = _in_database(run)
    return 1 if arguments.commit and found.committed_at is None else 0


def run_jobs(arguments: argparse.Namespace) -> int:
    """Run the periodic jobs that are due; 1 when one failed."""

    async def run() -> Any:
        from thinktank.kernel import jobs  # noqa: PLC0415

        await _migrated()
        return await jobs.run_due(everything=arguments.all)

    outcomes = _in_database(run)
    for outcome in outcomes:
        print(f"{outcome.title}：{outcome.error or f'{outcome.done}件'}")
    if not outcomes:
        print("没有到期的任务")
    return int(any(outcome.error for outcome in outcomes))


def check(arguments: argparse.Namespace) -> int:
    """Ask whether everything holds that must; 1 and what does not, when something does not."""

    async def run() -> list[tuple[str, list[str]]]:
        from thinktank.admin import checks  # noqa: PLC0415

        return await checks.run(recount=arguments.recount)

    results = _in_database(run)
    for title, faults in results:
        print(f"{'不符' if faults else '符合'}　{title}")
        for fault in faults:
            print(f"　　　{fault}")
    return int(any(faults for _title, faults in results))


def trail_verify(_: argparse.Namespace) -> int:
    """Prove the trail's chain; 1 and the first broken entry, when it does not hold."""

    async def run() -> Any:
        from thinktank.trail.queries import verify  # noqa: PLC0415

        await _migrated()
        return await verify()

    verdict = _in_database(run)
    if verdict.ok:
        print(f"留痕链完整，共{verdict.entries}条，链尾 {verdict.head}")
        return 0
    print(f"留痕链在第{verdict.broken}条断开：{verdict.reason}", file=sys.stderr)
    return 1


def reindex(_: argparse.Namespace) -> None:
    """Write every search entry anew."""

    async def run() -> dict[str, int]:
        from thinktank.index import anew  # noqa: PLC0415

        await _migrated()
        return await anew.write()

    for title, n in _in_database(run).items():
        print(f"{title}：{n}条")


def backup(arguments: argparse.Namespace) -> None:
    """Write the database and the files into one tar."""
    from thinktank.admin import backup as backups  # noqa: PLC0415

    try:
        made = backups.backup(settings_module.load(), Path(arguments.path))
    except backups.BackupError as error:
        raise Refusal(str(error)) from error
    print(f"已备份到 {arguments.path}，共{len(made.sums)}个文件")
    if not made.files_included:
        print("附件在 S3 存储中，不在备份里，请用存储自己的版本或复制功能保护")


def restore(arguments: argparse.Namespace) -> int:
    """Take a backup back into an empty installation and check it."""
    from thinktank.admin import backup as backups  # noqa: PLC0415

    try:
        found = backups.restore(settings_module.load(), Path(arguments.path))
    except backups.BackupError as error:
        raise Refusal(str(error)) from error
    print(f"已恢复 {found.made_at} 的备份，现在核对：")
    return check(argparse.Namespace(recount=False))


def settings(_: argparse.Namespace) -> None:
    """Print every setting, what it is for, and its default."""
    for variable, text, default in settings_module.describe():
        print(f"{variable}\t{text}\t默认 {default!r}")


# -- the command line -----------------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """Return the command line's grammar."""
    top = argparse.ArgumentParser(prog="thinktank", description="青年人才智库")
    commands = top.add_subparsers(required=True)

    def add(name: str, run: Callable[[argparse.Namespace], int | None], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        return command

    command = add("init", init, "建库、建区、建第一个账号")
    for flag, text in (("--district", "区县名称"), ("--login", "第一个账号"), ("--name", "第一个账号的姓名")):
        command.add_argument(flag, help=text)
    command.add_argument("--separation", choices=["single", "strict"], default="single", help="三员是否分设")
    add("migrate", migrate, "升级数据库")
    add("serve", serve, "启动网站")
    add("demo", demo, "建演示库并启动")
    _add_work(add, commands)
    add("settings", settings, "列出全部设置")
    return top


def _add_work(add: Callable[..., argparse.ArgumentParser], commands: Any) -> None:
    roster = add("import-roster", import_roster, "导入名册：先核对，加 --commit 入库")
    roster.add_argument("file", help="Excel 或 CSV 文件")
    roster.add_argument("--as", dest="account", required=True, help="以哪个账号办理")
    for flag, text in (
        ("--commit", "核对无误后入库"),
        ("--as-members", "这些人已是成员"),
        ("--update", "已在库的按名册更新"),
        ("--new-units", "库里没有的单位建在本级下面"),
    ):
        roster.add_argument(flag, action="store_true", help=text)
    roster.add_argument("--problem-file", help="有问题时，把标注了问题的名册写到这个 .xlsx 文件")
    roster.add_argument("--unit", action="append", default=[], help="写法=单位全称，写法对应不止一个单位时选定")
    roster.add_argument("--admitted-on", type=date.fromisoformat, help="入库日期，如 2026-01-05")
    jobs = add("run-jobs", run_jobs, "跑到期的定时任务")
    jobs.add_argument("--all", action="store_true", help="不论是否到期都跑")
    add("check", check, "检查数据").add_argument("--recount", action="store_true", help="先按记录重数各项计数")
    add("reindex", reindex, "重建搜索条目，升级后运行一次")
    add("backup", backup, "备份到一个 tar 文件").add_argument("path", help="备份文件")
    add("restore", restore, "恢复到空的数据目录").add_argument("path", help="备份文件")
    user = commands.add_parser("user", help="账号").add_subparsers(required=True)
    new = user.add_parser("add", help="建账号，给出激活链接")
    new.add_argument("login", help="账号")
    new.add_argument("--name", required=True, help="姓名")
    new.add_argument("--role", required=True, help="角色，如 officer、liaison、reviewer")
    new.add_argument("--unit", default="", help="单位全称，留空为区本级")
    new.add_argument("--email", default="", help="邮箱")
    new.add_argument("--as", dest="account", default="", help="以哪个账号办理")
    new.set_defaults(run=user_add)
    checking.add(commands, _in_database)
    chain = commands.add_parser("trail", help="留痕").add_subparsers(required=True).add_parser("verify")
    chain.set_defaults(run=trail_verify)
