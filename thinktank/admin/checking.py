# SPDX-License-Identifier: MIT
"""Commands that let figures be worked out again: ``thinktank reviews`` and ``thinktank placement``.

What touches the database is imported late, as in ``cli.py``.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

InDatabase = Callable[[Callable[[], Awaitable[Any]]], Any]


def add(commands: Any, in_database: InDatabase) -> None:
    """Put the commands on the command line; ``in_database`` runs a piece of work with the database open."""
    judged = commands.add_parser("placement", help="检验方向建议").add_subparsers(required=True).add_parser("evaluate")
    judged.add_argument("file", help="CSV，列：专业,单位,职务,特长,主方向,次方向")
    judged.set_defaults(run=placement_evaluate)
    reviews = commands.add_parser("reviews", help="评审数据").add_subparsers(required=True)
    out = reviews.add_parser("export", help="导出一轮的评分和汇总，供核对")
    out.add_argument("round", type=int, help="轮次编号")
    out.add_argument("--as", dest="account", required=True, help="以哪个账号办理")
    out.add_argument("--to", default="", help="写到这个文件，不写则打印")
    out.set_defaults(run=lambda arguments: export(arguments, in_database))
    again = reviews.add_parser("recompute", help="由导出的评分重算，与文件中的汇总逐位比较")
    again.add_argument("file", help="导出的文件")
    again.set_defaults(run=recompute)


def placement_evaluate(arguments: argparse.Namespace) -> None:
    """Print how often the proposed direction agrees with a labelled CSV; the last line: main N/M second N/M."""
    from thinktank.placement import evaluation  # noqa: PLC0415

    print("\n".join(evaluation.of_file(Path(arguments.file).read_bytes())))


def export(arguments: argparse.Namespace, in_database: InDatabase) -> None:
    """Write a round's sheets, settings and figures as JSON, of the items that the account may see."""

    async def run() -> bytes:
        import msgspec  # noqa: PLC0415

        from reviews.scoring import queries_figures  # noqa: PLC0415
        from thinktank.identity import queries as identity  # noqa: PLC0415

        actor = await identity.actor_by_login(arguments.account)
        return msgspec.json.format(msgspec.json.encode(await queries_figures.export(actor, arguments.round)))

    content: bytes = in_database(run)
    if arguments.to:
        Path(arguments.to).write_bytes(content)
        print(f"已写到 {arguments.to}")
    else:
        print(content.decode())


def recompute(arguments: argparse.Namespace) -> int:
    """Work the figures of an exported file out again; 1 and every place that differs, when one does."""
    import msgspec  # noqa: PLC0415

    from reviews.scoring import figures  # noqa: PLC0415

    found = msgspec.json.decode(Path(arguments.file).read_bytes(), type=figures.Export)
    faults = figures.differences(found)
    for fault in faults:
        print(fault)
    for one in found.figures.items:
        print(f"{one.id}\t{one.count}份\t{one.decided}")
    print(f"{found.title}：{len(found.figures.items)}件，{'有出入' if faults else '逐位一致'}")
    return int(bool(faults))
