# SPDX-License-Identifier: MIT
"""The one Jinja environment. A capability's templates are found under its folder's name."""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2.loaders import BaseLoader

from thinktank.kernel import clock, i18n
from thinktank.kernel.actor import ANONYMOUS, Actor, Role
from thinktank.kernel.directions import Direction
from thinktank.web import filters, panels
from thinktank.web.assets import asset

_LIGHTS = {
    "green": ("g", "circle-check-f", "正常", "绿灯 正常"),
    "yellow": ("y", "alert-triangle-f", "预警", "黄灯 预警"),
    "red": ("r", "alert-octagon-f", "滞后", "红灯 滞后"),
    "grey": ("n", "player-pause-f", "暂停", "灰灯 暂停"),
}
PACKAGES = ("thinktank", "research", "reviews")


class Reader(msgspec.Struct, frozen=True):
    """For whom a page is being rendered: macros read it, since imported macros see no page context."""

    actor: Actor = ANONYMOUS
    csrf: str = ""


NOBODY = Reader()
_reader: ContextVar[Reader] = ContextVar("reader", default=NOBODY)


def template_folders() -> dict[str, Path]:
    """Return every folder of templates by its prefix, without importing what is inside the packages."""
    folders: dict[str, Path] = {}
    for package in PACKAGES:
        spec = find_spec(package)
        for root in (spec.submodule_search_locations or ()) if spec else ():
            for folder in sorted(Path(root).glob("*/templates")):
                prefix = folder.parent.name
                if prefix in folders:
                    raise RuntimeError(f"two capabilities are called {prefix}")
                folders[prefix] = folder
    return folders


@cache
def environment() -> Environment:
    """Return the environment that renders every page."""
    loaders: dict[str, BaseLoader] = {prefix: FileSystemLoader(folder) for prefix, folder in template_folders().items()}
    env = Environment(
        loader=PrefixLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    install: Any = env
    install.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)
    env.filters.update(filters.FILTERS)
    env.globals.update(
        _light=light_parts,
        asset=asset,
        csrf_token=lambda: _reader.get().csrf,
        current_actor=lambda: _reader.get().actor,
        direction=filters.direction,
        Direction=Direction,
        Role=Role,
        new_key=new_key,
        now=clock.now,
        papers_of=lambda subject, record: panels.offers_for(_reader.get().actor, subject, record),
        panels_for=lambda slot: panels.panels_for(slot, _reader.get().actor),
        today=clock.today,
    )
    env.globals["ui"] = env.get_template("web/macros.html").module
    return env


def light_parts(state: str) -> tuple[str, str, str, str]:
    """Return a light's class, shape, word and full words; KeyError for a colour that there is not."""
    letter, shape, word, full = _LIGHTS[state]
    return letter, shape, i18n.gettext(word), i18n.gettext(full)


def new_key() -> str:
    """Return a fresh idempotency key for a form."""
    return secrets.token_urlsafe(12)


def render(name: str, context: dict[str, Any], *, reader: Reader, block: str | None = None) -> str:
    """Render a template, or one of its blocks alone, for a reader."""
    template = environment().get_template(name)
    token = _reader.set(reader)
    try:
        if block is None:
            return template.render(context)
        return "".join(template.blocks[block](template.new_context(context)))
    finally:
        _reader.reset(token)
