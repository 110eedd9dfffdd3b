# SPDX-License-Identifier: MIT
"""Entering and editing one person by hand: by the office, by a unit for its own people, by somebody for themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from thinktank.identity import queries as identity
from thinktank.kernel import clock, db, events
from thinktank.kernel.actor import Actor, Role
from thinktank.kernel.errors import Conflict, Invalid, NotFound
from thinktank.kernel.i18n import _
from thinktank.kernel.pinyin import name_key
from thinktank.kernel.policy import require
from thinktank.kernel.states import touch
from thinktank.policies import queries as policies
from thinktank.talents import operations_admission as admission
from thinktank.talents import queries, queries_admission, rules
from thinktank.talents.events import FactsChanged, MembershipChanged
from thinktank.talents.operations import bump_all, counted, put_in_index, term_end
from thinktank.talents.operations_steps import open_case
from thinktank.talents.rules_admission import Given
from thinktank.talents.schemas import TalentView
from thinktank.talents.schemas_admission import AddPerson, CaseView, EditPerson, NominateSelf, PersonFacts
from thinktank.talents.states import MEMBERSHIP
from thinktank.talents.tables import AdmissionCase, Talent
from thinktank.trail import operations as trail

_GENDERS = {"男": "male", "女": "female", None: ""}
_CADRE = {"是": "yes", "否": "no", None: ""}
_PLACED_BY = ("education", "degree", "major", "post", "strengths")


async def add_person(actor: Actor, *, command: AddPerson) -> int:
    """Enter a person: an officer anybody (点将), a liaison somebody of the own unit (推荐); return the person's id.

    A liaison's nomination is the unit's consent, so it needs no further asking. Officers may enter somebody who is
    a member already, with the day, where the settings let them. Raises Denied, NotFound for a unit outside the
    scope, Invalid for a likely twin that nobody has looked at, or a day in the future.
    """
    async with db.write_tx():
        require(rules.may_add(actor))
        office = await _unit_in_scope(actor, command.unit)
        day = await _member_since(command, office=office)
        await _no_twin(actor, command)
        talent = await _insert(command, channel="appointed" if office else "nominated", day=day)
        opinion = {} if office else {
            "unit_opinion": "agree", "unit_note": command.statement, "unit_by": actor.account, "unit_at": clock.now(),
        }  # fmt: skip
        closed = {"closed_at": clock.now()} if day else {}
        channel = "appointed" if office else "nominated"
        await open_case(talent, channel, statement=command.statement, nominated_by=actor.account, **opinion, **closed)
        text = _("录入，已是成员") if day else _("组织点将") if office else _("单位推荐")
        await trail.record(actor, "talent.added", "talent", talent, text, fields={"channel": channel})
        await _settle_in(actor, talent, day)
        return talent


async def _unit_in_scope(actor: Actor, unit: int) -> bool:
    """Tell whether the unit is in the care of the actor's office; NotFound when it is in no care of the actor's."""
    for role, office in ((Role.OFFICER, True), (Role.LIAISON, False)):
        if actor.has(role) and await identity.covers(actor, (role,), unit):
            return office
    raise NotFound(_("没有这个单位，或不在您的管理范围"))


async def _member_since(command: AddPerson, *, office: bool) -> date | None:
    if command.standing == "candidate":
        return None
    if not office or not (await policies.admission()).rosters_direct:
        raise Invalid(fields={"standing": _("按设置须走入库程序，请按候选人录入")})
    if command.admitted_on is None or command.admitted_on > clock.today():
        raise Invalid(fields={"admitted_on": _("已是成员的，请填入库日期，不能晚于今天")})
    return command.admitted_on


async def _no_twin(actor: Actor, command: AddPerson) -> None:
    """Raise Invalid for a likely twin; only the office reads who it is."""
    found = await queries_admission.twins(
        phone=_digits(command.phone), name=command.name, birth_month=_month(command.birth_month), unit=command.unit,
    )  # fmt: skip
    if not found or (command.same_ok and actor.has(Role.OFFICER)):
        return
    if not actor.has(Role.OFFICER):
        raise Invalid(fields={"name": _("此人可能已在人才库里，请联系区委组织部经办人核对")})
    words = "；".join(
        _("%(name)s（%(unit)s%(post)s，%(why)s相同）")
        % {
            "name": one.name, "unit": one.unit_name, "post": one.post,
            "why": _("电话") if one.why == "phone" else _("姓名和单位"),
        }
        for one in found
    )  # fmt: skip
    raise Invalid(fields={"name": _("可能已在库：%(who)s。核对不是同一个人后，勾选再提交") % {"who": words}})


def _digits(phone: str) -> str:
    return "".join(char for char in phone if char.isdigit() or char == "+")


def _month(day: date | None) -> date | None:
    return day.replace(day=1) if day else None


def _columns(command: Any) -> dict[str, Any]:
    """Return the person's columns that a command fills."""
    names = [name for name in PersonFacts.__struct_fields__ if hasattr(command, name)]
    values = {name: getattr(command, name) for name in names} | {
        "gender": _GENDERS[command.gender],
        "cadre": _CADRE[command.cadre],
        "birth_month": _month(command.birth_month),
        "phone": _digits(command.phone),
    }
    return values if "name" not in values else values | {"name_key": name_key(values["name"])}


async def _insert(command: Any, *, channel: str, day: date | None, **more: Any) -> int:
    years = (await policies.programme()).term_years
    state = "active" if day else more.pop("initial", "submitted")
    made = Talent(
        **(_columns(command) | more), channel=channel, state=state, state_since=clock.now(), created_at=clock.now(),
        admitted_on=day, term_to=term_end(day, years) if day else None,
    )  # fmt: skip
    return int((await Talent.insert(made).returning(Talent.id))[0]["id"])


async def _settle_in(actor: Actor, talent: int, day: date | None) -> None:
    """Count and index a new person, propose a direction, and begin the growth record of a member."""
    await bump_all(counted("active" if day else "submitted", "", 1))
    await put_in_index(talent)
    await events.announce(FactsChanged(actor=actor, talents=(talent,)))
    if day:
        text = _("成为智库成员")
        await events.announce(MembershipChanged(actor=actor, talent=talent, step="take_over", on=day, text=text))


# -- for oneself ----------------------------------------------------------------------------------------------------


async def nominate_self(actor: Actor, *, command: NominateSelf) -> CaseView:
    """Apply for the bank oneself; name and unit are the account's. What was given back is changed and sent again.

    The officers are told. Raises Denied for who is in the bank already, Invalid for a phone that somebody else has,
    Conflict when the application has gone on meanwhile.
    """
    async with db.write_tx():
        talent = await queries.of_account(actor.account)
        draft = await _own_draft(actor, talent)
        require(rules.may_nominate_self(actor, None if draft else talent))
        await _phone_is_free(_digits(command.phone), talent or 0)
        if talent is None:
            talent = await _begin(actor, command)
        else:
            await touch(Talent, id=talent, version=None, values=_by_column(_columns(command)))
            await _say(talent, command.statement)
        await admission.run(actor, [talent], "submit", Given())
        await events.announce(FactsChanged(actor=actor, talents=(talent,)))
        return await queries_admission.case(actor, talent)


async def _own_draft(actor: Actor, talent: int | None) -> bool:
    return talent is not None and (await queries.get(actor, talent)).state == "draft"


async def _phone_is_free(phone: str, but: int) -> None:
    if phone and await db.exists(Talent.select(Talent.id).where((Talent.phone == phone) & (Talent.id != but))):
        raise Invalid(fields={"phone": _("这个电话已登记在库，请联系区委组织部经办人核对")})


async def _begin(actor: Actor, command: NominateSelf) -> int:
    if actor.unit is None:
        raise Conflict(_("账号没有所在单位，请联系区委组织部经办人"))
    identity_facts = {"name": actor.name, "name_key": name_key(actor.name), "unit": actor.unit}
    talent = await _insert(
        command, channel="self_nominated", day=None, initial=MEMBERSHIP.initial, account=actor.account,
        **identity_facts,
    )  # fmt: skip
    await open_case(talent, "self_nominated", statement=command.statement, nominated_by=actor.account)
    await bump_all(counted("draft", "", 1))
    return talent


async def _say(talent: int, statement: str) -> None:
    c = AdmissionCase
    await c.update({c.statement: statement}).where((c.talent == talent) & c.closed_at.is_null())


def _by_column(values: dict[str, Any]) -> dict[Any, Any]:
    return {getattr(Talent, name): value for name, value in values.items()}


# -- changing facts -------------------------------------------------------------------------------------------------


async def edit_person(actor: Actor, *, id: int, command: EditPerson) -> TalentView:  # noqa: A002 -- the record's id
    """Change a person's facts; the trail names the fields, the search and the proposed direction follow.

    A masked phone that comes back as it was shown stays as it is. Raises NotFound outside the scope (also of the new
    unit), Denied for others than the person's officer, Invalid for a phone that somebody else has
    or that is masked otherwise, Conflict.
    """
    async with db.write_tx():
        before = await queries.get(actor, id)
        office, _unit = await queries.office_covers(actor, id)
        require(rules.may_edit(actor, office=office))
        await _unit_in_scope(actor, command.unit)
        values = _columns(command)
        now = (await Talent.select(*(getattr(Talent, name) for name in values)).where(Talent.id == id))[0]
        if command.phone == before.phone:
            values["phone"] = now["phone"]
        elif "*" in command.phone:
            raise Invalid(fields={"phone": _("号码要写全；不改就照原样留着")})
        elif values["phone"] != now["phone"]:
            await _phone_is_free(values["phone"], id)
        changed = {name: value for name, value in values.items() if now[name] != value}
        await touch(Talent, id=id, version=command.version, values=_by_column(changed or {"name": now["name"]}))
        text = _("修改人员信息")
        await trail.record(actor, "talent.edited", "talent", id, text, detail=command.reason, fields=changed)
        await put_in_index(id)
        if set(changed) & set(_PLACED_BY):
            await events.announce(FactsChanged(actor=actor, talents=(id,)))
        return await queries.get(actor, id)
