# SPDX-License-Identifier: MIT
"""What comes in and goes out of briefings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from thinktank.briefings import periods
from thinktank.briefings.periods import Period
from thinktank.briefings.sections import TITLES, Figure, Listing
from thinktank.briefings.states import BRIEFING, BriefingKind, BriefingState
from thinktank.documents.charts import Chart
from thinktank.documents.linking import MARK
from thinktank.documents.word import chinese_number
from thinktank.kernel.directions import Direction
from thinktank.kernel.i18n import _

Version = int | None


class Make(msgspec.Struct, forbid_unknown_fields=True):
    """Draw a briefing from the data."""

    kind: Annotated[BriefingKind, Meta(title="种类")]
    day: Annotated[date, Meta(title="时间", description="填所要时段里的任意一天；汇报材料从当年1月1日算到这一天")]
    direction: Annotated[Direction | None, Meta(title="方向", description="不选为全部方向")] = None
    number: Annotated[str, Meta(title="期号", max_length=20, description="如 第3期")] = ""
    audience: Annotated[str, Meta(title="报送对象", max_length=120, description="如 区委主要领导")] = ""


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """Change what stands above the text."""

    number: Annotated[str, Meta(title="期号", max_length=20)] = ""
    audience: Annotated[str, Meta(title="报送对象", max_length=120)] = ""
    version: Version = None


class Write(msgspec.Struct, forbid_unknown_fields=True):
    """Write a part in one's own words; the marks [n] lead to the sources."""

    text: Annotated[
        str,
        Meta(title="内容", min_length=1, max_length=4000, description="方括号里的序号对应数据来源，请保留在数字后面"),
    ]
    version: Version = None


class Step(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs no words."""

    version: Version = None


class Reason(msgspec.Struct, forbid_unknown_fields=True):
    """A step that needs a reason."""

    reason: Annotated[str, Meta(title="原因", min_length=2, max_length=300)]
    version: Version = None


def _pieces(line: str) -> list[tuple[str, int]]:
    parts = MARK.split(line)
    return [("", int(part)) if place % 2 else (part, 0) for place, part in enumerate(parts) if part]


class PartView(msgspec.Struct, kw_only=True):
    """A part of a briefing: what the data say, what was written instead, and whether the data have moved since."""

    key: str
    drawn: str
    own: str
    own_from: str
    shown: bool
    chart: Chart | None = None
    listing: Listing | None = None
    edited_by_name: str | None = None
    edited_at: datetime | None = None
    place: int = 0  # among the parts shown, from 1

    @property
    def title(self) -> str:
        """Its title, with its count while it is shown: 一、人才队伍."""
        word = _(TITLES[self.key])
        return f"{chinese_number(self.place)}、{word}" if self.place else word

    @property
    def text(self) -> str:
        """What the briefing says."""
        return self.own or self.drawn

    @property
    def lines(self) -> list[list[tuple[str, int]]]:
        """The text by lines, each in pieces: words with 0, or a mark's number with no words."""
        return [_pieces(line) for line in self.text.split("\n") if line.strip()]

    @property
    def outdated(self) -> bool:
        """Whether the data say something else than when it was written."""
        return bool(self.own) and self.own_from != self.drawn


class BriefingRow(msgspec.Struct, kw_only=True):
    """A briefing in a list."""

    id: int
    version: int
    kind: BriefingKind
    first: date
    last: date
    direction: str
    number: str
    audience: str
    whole: bool
    state: BriefingState
    state_since: datetime
    drawn_at: datetime
    made_by: int
    made_by_name: str

    @property
    def period(self) -> Period:
        """The days that it tells of."""
        return Period(self.first, self.last)

    @property
    def span(self) -> str:
        """Those days in words."""
        return periods.words(self.kind, self.period)

    @property
    def title(self) -> str:
        """What it is called: 2026年10月简报（城市建设）."""
        about = f"（{Direction(self.direction).label}）" if self.direction else ""
        return f"{self.span}{_(self.kind.word)}{about}"

    @property
    def state_label(self) -> str:
        """The state's name on screen."""
        return _(BRIEFING.label(self.state))


class BriefingView(BriefingRow, kw_only=True):
    """A briefing with its parts, the figures that they name, and what the actor may do."""

    settled_by_name: str | None = None
    settled_at: datetime | None = None
    reason: str = ""
    parts: list[PartView] = []
    figures: list[Figure] = []
    actions: list[str] = []
