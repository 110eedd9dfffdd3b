# SPDX-License-Identifier: MIT
"""What guards accounts, as the security administrator has set it.

The values are kept with the other policies, a floor above: the composition root says where they come from.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from thinktank.identity.schemas import AccountRules

Source = Callable[[], Awaitable[AccountRules]]
_source: list[Source] = []


def use(source: Source) -> None:
    """Ask this function from now on; the composition root calls it once."""
    _source[:] = [source]


async def current() -> AccountRules:
    """Return the rules in force today, the shipped ones where nobody keeps any."""
    return await _source[0]() if _source else AccountRules()
