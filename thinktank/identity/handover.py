# SPDX-License-Identifier: MIT
"""The page that shows a new activation link, once: it answers the form that asked for it.

The link never stands in an address of the office's browser, so it is in no history, log or referrer, and the
answer is not kept for a repeated form (``web.idempotency.SHOWN_ONCE``).
"""

from __future__ import annotations

from typing import Any

import segno
from litestar import Request
from litestar.response import Response

from thinktank import settings
from thinktank.identity import limits, queries
from thinktank.identity.schemas import Issued
from thinktank.web.page import page


async def hand_over(request: Request[Any, Any, Any], issued: Issued) -> Response[str]:
    """Show a link that has just been made, with its QR code, to be given to its person."""
    found = await queries.account(request.user, issued.account)
    address = f"{settings.load().base_url}{issued.path}"
    code = segno.make(address, error="m").svg_data_uri(scale=4, border=2)
    return await page(
        request,
        "identity/handover.html",
        account=found,
        address=address,
        code=code,
        link_days=(await limits.current()).link_days,
    )
