# SPDX-License-Identifier: MIT
"""The chain's arithmetic: what is hashed, and in which form (decisions.md, Trail). No I/O."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec

FORMAT = 1
GENESIS = "0" * 64


class Link(msgspec.Struct, frozen=True):
    """An entry as it is hashed; ``fields`` is JSON text of field name to digest."""

    seq: int
    at: str
    actor: int
    behalf: int
    system: str
    action: str
    kind: str
    record: int
    fields: str
    previous: str
    format: int = FORMAT

    def digest(self) -> str:
        """The entry's hash: SHA-256 of its canonical JSON, which includes the previous hash."""
        return hashlib.sha256(canonical(msgspec.to_builtins(self)).encode()).hexdigest()


def canonical(value: Any) -> str:
    """JSON with sorted keys and no blanks: one text for one value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def value_text(value: Any) -> str:
    """A value as the text that is salted, digested and kept apart."""
    return canonical(msgspec.to_builtins(value, str_keys=True))


def digest(salt: str, text: str) -> str:
    """The digest of a value: worth nothing to a guesser without its salt."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def seal_values(fields: Mapping[str, Any]) -> tuple[str, list[tuple[str, str, str]]]:
    """Return the digests as JSON text, and (field, salt, text) of each value for the side table."""
    kept = [(name, secrets.token_hex(8), value_text(value)) for name, value in fields.items()]
    return canonical({name: digest(salt, text) for name, salt, text in kept}), kept
