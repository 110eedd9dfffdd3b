# SPDX-License-Identifier: MIT
"""Translations. Simplified Chinese is the source language of every string; English is the first catalogue."""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

SOURCE = "zh_CN"
LOCALES = (SOURCE, "en")
_locale: ContextVar[str] = ContextVar("locale", default=SOURCE)
_FOLDER = Path(__file__).parent.parent / "locale"


@cache
def _catalogue(locale: str) -> _gettext.NullTranslations:
    if locale == SOURCE:
        return _gettext.NullTranslations()
    return _gettext.translation("thinktank", _FOLDER, [locale], fallback=True)


def gettext(text: str) -> str:
    """Return the text in the reader's language."""
    return _catalogue(_locale.get()).gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """Return the singular or plural form for a number, in the reader's language."""
    return _catalogue(_locale.get()).ngettext(one, many, n)


_ = gettext


@contextmanager
def language(locale: str) -> Iterator[None]:
    """Read and write in this language inside the block; an unknown one is the source language."""
    token = _locale.set(locale if locale in LOCALES else SOURCE)
    try:
        yield
    finally:
        _locale.reset(token)


def current() -> str:
    """The language in force."""
    return _locale.get()
