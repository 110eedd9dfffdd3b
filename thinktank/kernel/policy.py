# SPDX-License-Identifier: MIT
"""Rules answer with a decision that carries its reason; operations require it (ADR 0005)."""

from __future__ import annotations

import msgspec

from thinktank.kernel.errors import Denied


class Decision(msgspec.Struct, frozen=True):
    """Yes, or no with the reason in plain Chinese."""

    ok: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.ok

    def __and__(self, other: Decision) -> Decision:
        return other if self.ok else self

    def __or__(self, other: Decision) -> Decision:
        return self if self.ok else other


ALLOW = Decision(ok=True)


def deny(reason: str) -> Decision:
    """Return a refusal with its reason."""
    return Decision(ok=False, reason=reason)


def check(ok: bool, reason: str) -> Decision:  # noqa: FBT001 -- reads as a sentence: check(actor.is_office, "…")
    """Return ALLOW if ok, else a refusal with the reason."""
    return ALLOW if ok else deny(reason)


def require(decision: Decision) -> None:
    """Raise Denied with the decision's reason unless it allows."""
    if not decision.ok:
        raise Denied(decision.reason)
