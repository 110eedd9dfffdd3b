# SPDX-License-Identifier: MIT
"""The department's cockpit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Request, get
from litestar.params import FromPath, FromQuery
from litestar.response import Response

from thinktank.cockpit import queries
from thinktank.kernel import clock
from thinktank.kernel.actor import OFFICE
from thinktank.kernel.i18n import _
from thinktank.web.access import allow
from thinktank.web.page import page
from thinktank.web.panels import NavEntry

AnyRequest = Request[Any, Any, Any]
HREFS = {"projects": "/projects/", "outcomes": "/outcomes/", "reports": "/reports/"}
TITLES = {"projects": "在研课题", "outcomes": "成果", "reports": "近一个月应报的报告"}


class CockpitPages(Controller):
    """What the department looks at."""

    path = "/cockpit"
    opt = allow(*OFFICE)
    include_in_schema = False

    @get()
    async def index(self, request: AnyRequest) -> Response[Any]:
        """Show the cockpit."""
        return await page(request, "cockpit/cockpit.html", view=await queries.overview(request.user), at=clock.now())

    @get("/rows/{what:str}")
    async def rows(
        self,
        request: AnyRequest,
        what: FromPath[str],
        direction: FromQuery[str] = "",
        light: FromQuery[str] = "",
        rung: FromQuery[str] = "",
        after: FromQuery[str | None] = None,
        before: FromQuery[str | None] = None,
    ) -> Response[Any]:
        """Show the rows behind one number."""
        chosen = {"direction": direction, "light": light, "rung": rung}
        found = await queries.rows(request.user, what, **chosen, after=after, before=before)
        return await page(
            request,
            "cockpit/rows.html",
            block="rows",
            rows=found,
            title=_(TITLES[what]),
            into=HREFS[what],
            url=f"/cockpit/rows/{what}?{urlencode({k: v for k, v in chosen.items() if v})}".rstrip("?"),
        )


CONTROLLERS = (CockpitPages,)
NAV = (NavEntry("cockpit", "驾驶舱", "layout-dashboard", "/cockpit", OFFICE, order=2),)
