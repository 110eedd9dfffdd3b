# SPDX-License-Identifier: MIT
"""Passwords: argon2id hashes, and what a password must look like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

_hasher: list[argon2.PasswordHasher] = [argon2.PasswordHasher()]
_COMMON = ("password", "12345678", "qwerty", "admin", "thinktank", "1qaz2wsx", "abcd1234")


def use(hasher: argon2.PasswordHasher) -> None:
    """Hash with these parameters from now on; tests use cheap ones."""
    _hasher[:] = [hasher]


@contextmanager
def cheaply() -> Iterator[None]:
    """Hash with the least work inside the block: for accounts whose password everybody knows."""
    before = _hasher[0]
    use(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    try:
        yield
    finally:
        use(before)


def hashed(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher[0].hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether the password belongs to the hash. An empty hash costs as much time as a real one."""
    try:
        _hasher[0].verify(stored or hashed("no such account"), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def fault(password: str, login: str, least: int) -> str:
    """What is wrong with a new password, in plain Chinese; empty when it will do.

    At least so many characters (ten by default) of three classes (domain.md §7.1), not built on the account's name
    or on the commonest passwords.
    """
    if len(password) < least:
        return f"密码至少{least}个字符，例如几个词加数字：xiaoqiao-Liu7shui"
    classes = (str.isdigit, str.islower, str.isupper, lambda c: not c.isalnum())
    if sum(any(kind(c) for c in password) for kind in classes) < 3:  # noqa: PLR2004 -- three of four classes
        return "密码要含大写字母、小写字母、数字、符号中的三类"
    lowered = password.lower()
    if login.lower() in lowered or any(word in lowered for word in _COMMON):
        return "密码不能含账号名，也不能是常见密码，请换一个"
    return ""
