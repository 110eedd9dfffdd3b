# SPDX-License-Identifier: MIT
"""Forms: one command struct in, either a command or every mistake at once, with all that was typed kept."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar, cast

import msgspec
from litestar.datastructures import UploadFile
from litestar.response import Response
from litestar.status_codes import HTTP_409_CONFLICT, HTTP_422_UNPROCESSABLE_ENTITY

from thinktank.kernel.errors import Conflict, Invalid
from thinktank.kernel.i18n import _
from thinktank.web import fields
from thinktank.web.fields import Field, FieldError, describe
from thinktank.web.page import AnyRequest, page, see

C = TypeVar("C", bound=msgspec.Struct)
R = TypeVar("R")
Raw = dict[str, list[str]]
WHOLE = ""  # the key of an error that belongs to no single field
MOST_ROWS = 200


class Form(Generic[C]):
    """A command's form: what was typed, what is wrong with it, and the command when nothing is.

    ``values`` holds text by control name (lists hold several, rows are ``name-0-sub``); ``errors`` maps control
    names to messages.
    """

    def __init__(self, command: type[C], raw: Raw, errors: dict[str, str], built: C | None = None) -> None:
        self.type = command
        self.values: Raw = raw
        self.errors = errors
        self.message = ""
        self.place = ""
        self._built = built

    @classmethod
    def of(cls, command: type[C], *sources: Any, **initial: Any) -> Form[C]:
        """Return the form for a fresh page, filled from structs and named values (the latter win)."""
        known = {
            name: getattr(source, name)
            for source in reversed(sources)
            for name in describe(command)
            if hasattr(source, name)
        } | initial
        raw: Raw = {}
        for name, field in describe(command).items():
            _flatten(raw, field, name, known.get(name, field.default))
        return cls(command, raw, {})

    @property
    def ok(self) -> bool:
        """Whether there is a command and nothing is wrong."""
        return self._built is not None and not self.errors

    @property
    def command(self) -> C:
        """The command; RuntimeError where the form is not ok, which is a fault of the program."""
        if self._built is None:
            raise RuntimeError("the form is not ok")
        return self._built

    def with_errors(self, errors: Mapping[str, str], message: str = "") -> Form[C]:
        """Return this form with these mistakes added; a name it has no field for becomes part of the message."""
        found = Form(self.type, self.values, {**self.errors, **errors})
        found.place = self.place
        lost = [text for name, text in errors.items() if name.split("-")[0] not in describe(self.type)]
        for name in list(found.errors):
            if name.split("-")[0] not in describe(self.type):
                del found.errors[name]
        found.message = message if message and message not in errors.values() else "；".join(lost)
        return found

    def at(self, place: Any) -> Form[C]:
        """Return this form with ids of its own, for a page that shows several forms of one command."""
        found = Form(self.type, self.values, self.errors, self._built)
        found.message, found.place = self.message, f"-{place}"
        return found

    def id(self, name: str, kind: str = "f") -> str:
        """Return the id of a control, or of its error (``e``) or hint (``h``): no two commands of a page share one."""
        return f"{kind}-{self.type.__name__.lower()}{self.place}-{name}"

    def has(self, name: str) -> bool:
        """Whether the command has this field."""
        return name in describe(self.type)

    def meta(self, name: str) -> Field:
        """Return what is known of a field; ``rows-0-sub`` names a field inside a row. KeyError for an unknown one."""
        head, *rest = re.split(r"-(?:\d+-)?", name, maxsplit=1)
        field = describe(self.type)[head]
        if rest and field.struct is not None:
            return describe(field.struct)[rest[0]]
        return field

    def label(self, name: str) -> str:
        """Return a field's name on screen."""
        return self.meta(name).label

    def value(self, name: str) -> str:
        """Return the text in a control."""
        found = self.values.get(name, [])
        return found[-1] if found else ""

    def chosen(self, name: str) -> list[str]:
        """Return every text given for a repeated control."""
        return self.values.get(name, [])

    def error(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def rows(self, name: str, spare: int = 0) -> list[str]:
        """Return the prefixes ``name-0``, ``name-1`` … of a list of rows, with some spare empty ones."""
        taken = _indices(self.values, name)
        start = taken[-1] + 1 if taken else 0
        return [f"{name}-{n}" for n in [*taken, *range(start, start + spare)]]


def _flatten(raw: Raw, field: Field, name: str, value: Any) -> None:
    if field.kind in {"rows", "group"}:
        pairs = enumerate(value or ()) if field.kind == "rows" else [(None, value)]
        for n, row in pairs:
            prefix = name if n is None else f"{name}-{n}"
            for sub, inner in describe(cast("type", field.struct)).items():
                _flatten(raw, inner, f"{prefix}-{sub}", getattr(row, sub, inner.default))
    elif field.kind in {"list", "choices"}:
        raw[name] = [fields.as_text(one) for one in value or ()]
    else:
        raw[name] = [fields.as_text(value)]


def _indices(raw: Mapping[str, Any], name: str) -> list[int]:
    pattern = re.compile(re.escape(name) + r"-(\d{1,4})(?:-|$)")
    return sorted({int(match[1]) for key in raw if (match := pattern.match(key))})


# -- reading ------------------------------------------------------------------------------------------------


async def read_form(request: AnyRequest, command: type[C], **extra: Any) -> Form[C]:
    """Read a posted form as a command. ``extra`` gives fields that the page knows and the form does not hold."""
    data = await request.form()
    raw: Raw = {}
    for key, value in data.multi_items():
        if isinstance(value, str):
            raw.setdefault(key, []).append(fields.clean(value))
    return parse(command, raw, **extra)


def parse(command: type[C], raw: Raw, **extra: Any) -> Form[C]:
    """Return the form for texts by control name: every mistake is gathered, not just the first."""
    errors: dict[str, str] = {}
    values = _read_struct(command, raw, "", errors, skip=frozenset(extra))
    built: C | None = None
    if not errors:
        try:
            built = command(**values, **extra)
        except ValueError as error:  # from the struct's own __post_init__
            errors[WHOLE] = str(error)
    form = Form(command, raw, errors, built)
    form.message = errors.pop(WHOLE, "")
    return form


def _read_struct(
    command: type, raw: Raw, prefix: str, errors: dict[str, str], skip: frozenset[str] = frozenset()
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, field in describe(command).items():
        if name in skip:
            continue
        key = f"{prefix}{name}"
        try:
            found = _read(field, raw, key, errors)
        except FieldError as error:
            errors[key] = str(error)
        else:
            if found is not msgspec.NODEFAULT:
                values[name] = found
    return values


def _read(field: Field, raw: Raw, key: str, errors: dict[str, str]) -> Any:
    """Return one field's value, or NODEFAULT where the command's own default shall stand."""
    match field.kind:
        case "rows":
            return _read_rows(field, raw, key, errors)
        case "group":
            return _read_group(field, raw, key, errors)
        case "list" | "choices":
            return _read_list(field, raw, key)
        case "bool":
            return _read_bool(field, raw, key)
        case _:
            text = raw.get(key, [""])[-1]
            if text:
                return fields.convert(field, text)
            return _blank(field, present=key in raw)


def _blank(field: Field, *, present: bool) -> Any:
    if field.required and field.shortest != 0:
        raise FieldError(fields.missing(field))
    if present and field.nullable:
        return None
    return "" if field.required or (present and field.kind == "text") else msgspec.NODEFAULT


def _read_bool(field: Field, raw: Raw, key: str) -> Any:
    if key not in raw and not field.required:
        return msgspec.NODEFAULT if not field.extra.get("must") else _must(field)
    ticked = fields.is_true(raw.get(key, [""])[-1])
    if field.extra.get("must") and not ticked:
        _must(field)
    return ticked


def _must(field: Field) -> Any:
    raise FieldError(_("请先勾选“%(label)s”") % {"label": field.label})


def _read_list(field: Field, raw: Raw, key: str) -> Any:
    texts = list(raw.get(key, []))
    for n in _indices(raw, key):
        texts.extend(raw.get(f"{key}-{n}", []))
    texts = [text for text in texts if text]
    item = cast("Field", field.item)
    named = msgspec.structs.replace(item, title=field.title)
    return _sized(field, [fields.convert(named, text) for text in texts], given=key in raw or bool(texts))


def _read_rows(field: Field, raw: Raw, key: str, errors: dict[str, str]) -> Any:
    rows, broken = [], False
    struct = cast("type", field.struct)
    for n in _indices(raw, key)[:MOST_ROWS]:
        prefix = f"{key}-{n}-"
        if fields.is_true(raw.get(f"{prefix}drop", [""])[-1]):  # ticked to be left out (ui.drop)
            continue
        if not any(text for name, texts in raw.items() if name.startswith(prefix) for text in texts):
            continue
        wrong: dict[str, str] = {}
        values = _read_struct(struct, raw, prefix, wrong)
        errors.update(wrong)
        broken = broken or bool(wrong)
        if not wrong:
            rows.append(_build(struct, values))
    return msgspec.NODEFAULT if broken else _sized(field, rows, given=True)


def _read_group(field: Field, raw: Raw, key: str, errors: dict[str, str]) -> Any:
    filled = any(text for name, texts in raw.items() if name.startswith(f"{key}-") for text in texts)
    if not filled and not field.required:
        return None if field.nullable else msgspec.NODEFAULT
    wrong: dict[str, str] = {}
    values = _read_struct(cast("type", field.struct), raw, f"{key}-", wrong)
    errors.update(wrong)
    return msgspec.NODEFAULT if wrong else _build(cast("type", field.struct), values)


def _build(struct: type, values: dict[str, Any]) -> Any:
    try:
        return struct(**values)
    except ValueError as error:
        raise FieldError(str(error)) from error


def _sized(field: Field, items: list[Any], *, given: bool) -> Any:
    """Return the items in the field's own kind of list, if there are as many as it takes."""
    if not items and not given and not field.required:
        return msgspec.NODEFAULT
    if not items and field.required and field.shortest != 0 and field.shortest is not None:
        raise FieldError(fields.missing(field))
    if field.shortest is not None and len(items) < field.shortest:
        raise FieldError(_("%(label)s至少要%(n)d项") % {"label": field.label, "n": field.shortest})
    if field.longest is not None and len(items) > field.longest:
        raise FieldError(_("%(label)s最多%(n)d项，请减少") % {"label": field.label, "n": field.longest})
    return field.exact(items)


async def uploads(request: AnyRequest, name: str) -> list[UploadFile]:
    """Return the files chosen in a file control; an empty control gives none."""
    data = await request.form()
    found = (value for key, value in data.multi_items() if key == name)
    return [file for file in found if isinstance(file, UploadFile) and file.filename]


async def upload(request: AnyRequest, name: str) -> UploadFile | None:
    """Return the one file of a file control, or None."""
    found = await uploads(request, name)
    return found[0] if found else None


# -- the one path of a page that posts ----------------------------------------------------------------------

Again = tuple[str, Mapping[str, Any] | Callable[[], Awaitable[Mapping[str, Any]]]]


async def submit(
    request: AnyRequest,
    command: type[C],
    *,
    run: Callable[[C], Awaitable[R]],
    to: str | Callable[[R], str | Awaitable[Response[Any]]],
    again: Again,
    flash: str | Callable[[R], str] = "",
    extra: Mapping[str, Any] | None = None,
    block: str | None = None,
) -> Response[Any]:
    """Read a form, run its operation, and go on; or show the form again, filled, with what is wrong.

    422 for mistakes found here or by the operation (``Invalid``), 409 when the operation says ``Conflict``: the
    page then carries the present version, so that who looked and still wants it may send again. ``again`` is the
    form's template with its further context (or a function that fetches it); it gets the form as ``form``.
    ``to`` may also answer itself, for a result that is shown once and can be asked for nowhere.
    """
    form = await read_form(request, command, **(extra or {}))
    status = HTTP_422_UNPROCESSABLE_ENTITY
    if form.ok:
        try:
            result = await run(form.command)
        except Invalid as error:
            form = form.with_errors(error.fields, error.message)
        except Conflict as error:
            if error.code == "repeated":  # a twin of this very request: web/idempotency.py answers
                raise
            form, status = form.with_errors({}, error.message), HTTP_409_CONFLICT
        else:
            goal = to(result) if callable(to) else to
            if not isinstance(goal, str):
                return await goal
            return see(goal, flash(result) if callable(flash) else flash)
    return await show_again(request, form, again, status=status, block=block)


async def show_again(
    request: AnyRequest,
    form: Form[C],
    again: Again,
    *,
    status: int = HTTP_422_UNPROCESSABLE_ENTITY,
    block: str | None = None,
) -> Response[str]:
    """Show a form's page again with everything that was typed."""
    template, more = again
    context = dict(await more() if callable(more) else more)
    if status == HTTP_409_CONFLICT and "version" in context and form.has("version"):
        form.values["version"] = [fields.as_text(context["version"])]
        form.message = _("%(message)s。您填写的内容保留在下面，看过最新情况后可再次提交") % {"message": form.message}
    return await page(request, template, status=status, block=block, form=form, **context)
