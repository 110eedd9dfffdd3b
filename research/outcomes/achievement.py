# SPDX-License-Identifier: MIT
"""How far a value has come from a baseline to a target. No I/O."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
WHOLE = 100


def share(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Return a share in percent, to two places, half up. ZeroDivisionError where there is nothing to share."""
    if not denominator:
        raise ZeroDivisionError
    return (numerator * WHOLE / denominator).quantize(CENT, ROUND_HALF_UP)


def achieved(baseline: Decimal, target: Decimal, value: Decimal) -> int:
    """Return how much of the way from baseline to target a value has come, in whole percent, down or up alike.

    Below 0 when it went the other way, above 100 beyond the target. Where the target is the baseline (something is to
    be held), 100 as long as it is held, else 0.
    """
    way = target - baseline
    if not way:
        return WHOLE if value == target else 0
    return int(((value - baseline) * WHOLE / way).to_integral_value(ROUND_HALF_UP))


def trend(before: Decimal, now: Decimal, *, ascending: bool) -> str:
    """Return whether a value got better (``up``), worse (``down``), or stayed (``flat``)."""
    if now == before:
        return "flat"
    return "up" if (now > before) is ascending else "down"
