# SPDX-License-Identifier: MIT
"""The reminder job over a province's 1,000,000 periods, in a process of its own, killed half way and run again.

``python -m tests.bench.reminders`` prints the seconds of a day on which every project has a report due, of one on
which mentors and officers are told, and of one with nothing left to tell.
"""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

from tests.bench import growth
from tests.bench.lines import Line
from thinktank.kernel import clock
from thinktank.kernel.calendar import OFFICIAL

ROOT = Path(__file__).parents[2]
BAR = 60.0
TOLD = "SELECT count(*), count(DISTINCT account || '-' || record || '-' || occasion) FROM notice WHERE rule = ?"


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the province, in which one period of every project is open and due on one working day."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "thinktank.sqlite"
        shutil.copyfile(growth.database(growth.PROVINCE) / "thinktank.sqlite", path)
        yield path


def open_one_period(path: Path, due: date) -> int:
    """Let one period of every project be open and due on a day; return of how many projects under way."""
    seq = growth.PROVINCE.reports - 1
    with closing(sqlite3.connect(path)) as connection:
        day = due.isoformat()
        connection.execute("UPDATE report SET state = 'open', due_on = ? WHERE seq = ?", (day, seq))
        connection.execute("DELETE FROM notice_choice")
        connection.commit()
        sql = (
            "SELECT count(*) FROM report r JOIN project p ON p.id = r.project JOIN talent t ON t.id = p.lead "
            "WHERE r.seq = ? AND p.status IN ('normal', 'returned', 'rectifying') AND t.account IS NOT NULL"
        )
        return int(connection.execute(sql, (seq,)).fetchone()[0])


def told(path: Path) -> tuple[int, int]:
    """How many words there are, and how many different ones."""
    with closing(sqlite3.connect(path)) as connection:
        words, different = connection.execute(TOLD, ("report.ladder",)).fetchone()
        return int(words), int(different)


def start(path: Path, day: date) -> subprocess.Popen[str]:
    """Start the job in a process of its own."""
    command = [sys.executable, "-m", "tests.support.reminding", str(path), day.isoformat()]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def run(path: Path, day: date) -> tuple[int, float]:
    """Run it to its end; return how many words were new and the seconds that it took."""
    with start(path, day) as running:
        new, seconds = running.communicate()[0].split()
    return int(new), float(seconds)


def killed(path: Path, day: date, at: int) -> float:
    """Start it, kill it once so many words are told, and return the seconds that it lived."""
    began = time.perf_counter()
    with start(path, day) as running:
        while running.poll() is None and told(path)[0] < at:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
    return time.perf_counter() - began


def lines() -> list[Line]:
    """Take the figures. AssertionError where a rung was climbed twice or left out."""
    due = OFFICIAL.next_workday(clock.today() - timedelta(days=60))
    with copied() as path:
        owed = open_one_period(path, due)
        before = killed(path, due, owed // 2)
        new, seconds = run(path, due)
        words, different = told(path)
        if not words == different == owed:
            raise AssertionError(f"{owed} owed, {words} words, {different} different")
        late = OFFICIAL.add_workdays(due, 7)
        passed_up, passed_up_seconds = run(path, late)
        nothing, nothing_seconds = run(path, late)
        words, different = told(path)
        if nothing or words != different:
            raise AssertionError(f"{nothing} told again, {words} words, {different} different")
    return [
        Line(f"reminders: {owed} owed of 1,000,000, killed half way", before),
        Line(f"reminders: run again, {new} words more, seconds", seconds, BAR, most=True),
        Line(f"reminders: {passed_up} words to mentors and officers, seconds", passed_up_seconds, BAR, most=True),
        Line("reminders: nothing left to tell, seconds", nothing_seconds, BAR, most=True),
    ]


def main() -> None:
    """Print the figures."""
    for line in lines():
        print(line.text)


if __name__ == "__main__":
    main()
