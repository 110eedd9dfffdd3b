# SPDX-License-Identifier: MIT
"""Take a roster of 10,000 people into a new bank, propose their directions; print seconds and peak MiB."""

from __future__ import annotations

import csv
import io
import resource
import sys
import time
from pathlib import Path

from tests.support import server
from thinktank.app import wire
from thinktank.demo import people
from thinktank.identity import operations as identity
from thinktank.identity import queries
from thinktank.identity.schemas import NewAccount
from thinktank.kernel import clock
from thinktank.kernel.actor import Role, system
from thinktank.rosters import operations as rosters
from thinktank.rosters.schemas import CommitImport

PEOPLE = 10_000
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def ledger() -> bytes:
    """Return the roster as CSV."""
    output = io.StringIO()
    table = csv.writer(output)
    table.writerow(("姓名", "性别", "出生年月", "学历", "学位", "所学专业", "工作单位", "职务", "专业特长", "联系电话"))
    for n in range(PEOPLE):
        kind = people.KINDS[n % len(people.KINDS)]
        name = f"陈{GIVEN[n % 22]}{GIVEN[n // 22 % 22]}{GIVEN[n // 484]}"
        born = f"{1988 + n % 12}.{1 + n % 12:02d}"
        table.writerow(
            (name, "男", born, "大学", "学士", kind.major, kind.unit, kind.post, kind.strengths, 19900000000 + n)
        )
    return output.getvalue().encode("utf-8-sig")


async def run() -> float:
    root = await identity.create_root(system("bench"), name=people.DISTRICT)
    command = NewAccount(login="bench-x", name="王丙", unit=root, role=Role.OFFICER)
    issued = await identity.create_account(system("bench"), command=command)
    officer = await queries.actor_of(issued.account)
    content = ledger()
    started = time.perf_counter()
    batch = await rosters.upload(officer, filename="名册.csv", content=content)
    taken = CommitImport("members", version=batch.version, admitted_on=clock.today(), unclassified=True, new_units=True)
    done = await rosters.commit(officer, id=batch.id, command=taken)
    if done.added != PEOPLE:
        raise SystemExit(f"{done.added} people taken in, not {PEOPLE}")
    return time.perf_counter() - started


if __name__ == "__main__":
    wire()
    seconds = server.prepare(Path(sys.argv[1]), run)
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
