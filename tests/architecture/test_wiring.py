# SPDX-License-Identifier: MIT
"""Who hears of what, in which order, and that everything a name points at is there."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2 import nodes

from thinktank.app import SUBSCRIBERS, wire
from thinktank.kernel import events, jobs
from thinktank.web import templates
from thinktank.web.panels import NavEntry, TodoItem

ROOT = Path(__file__).parents[2]
PACKAGES = ("thinktank", "research", "reviews")

# The order matters: a project's report periods stand before its light is computed from them.
WIRING = """
thinktank.identity UnitMerged -> thinktank.talents.followers.on_unit_merged
thinktank.identity UnitSplit -> thinktank.talents.followers.on_unit_split
thinktank.identity UnitRenamed -> thinktank.talents.followers.on_unit_renamed
thinktank.talents FactsChanged -> thinktank.placement.operations.propose_for
thinktank.talents MembershipChanged -> thinktank.growth.operations.on_membership
thinktank.talents PersonErased -> thinktank.growth.operations_erasure.on_person_erased
thinktank.talents PersonErased -> thinktank.mentoring.operations_erasure.on_person_erased
thinktank.talents PersonErased -> thinktank.placement.operations_erasure.on_person_erased
thinktank.talents PersonErased -> thinktank.postings.operations_erasure.on_person_erased
thinktank.talents PersonErased -> thinktank.privacy.operations.on_person_erased
thinktank.talents PersonErased -> reviews.recusals.operations_declarations.on_person_erased
research.projects AgreementSigned -> research.reports.operations_plan.lay_out_periods
research.projects AgreementReopened -> research.reports.operations_plan.take_up_periods
research.projects ProjectClosed -> research.projects.operations_growth.on_closed
research.projects ProjectClosed -> research.reports.operations_plan.drop_rest
research.projects TermMoved -> research.reports.operations_plan.on_term_moved
research.projects AgreementSigned -> reviews.supervision.operations.on_project_event
research.projects MilestoneChanged -> reviews.supervision.operations.on_project_event
research.projects MilestoneChanged -> reviews.decisions.operations_revisions.on_milestone_changed
research.projects DueDateMoved -> reviews.supervision.operations.on_project_event
research.projects ProjectClosed -> reviews.supervision.operations.on_project_event
research.reports ReportChanged -> reviews.supervision.operations.on_project_event
research.projects LeadChanged -> reviews.problems.operations.on_lead_changed
research.projects TeamChanged -> reviews.rounds.followers.on_team_changed
thinktank.identity AccountMoved -> reviews.rounds.followers.on_account_moved
thinktank.identity UnitMerged -> reviews.rounds.followers.on_unit_merged
thinktank.identity UnitSplit -> reviews.rounds.followers.on_unit_split
thinktank.mentoring MentorshipChanged -> reviews.rounds.followers.on_mentorship_changed
research.projects LeadChanged -> reviews.supervision.operations_orders.on_lead_changed
research.applications ApplicationWithdrawn -> research.grants.followers.on_withdrawn
research.adoption TaskGiven -> reviews.supervision.operations_outcomes.on_task_given
research.corrections TakenBack -> research.topics.operations.on_taken_back
research.corrections TakenBack -> research.applications.operations_corrections.on_taken_back
research.corrections TakenBack -> research.projects.operations_corrections.on_taken_back
research.corrections TakenBack -> research.projects.operations_growth.on_taken_back
research.corrections TakenBack -> research.changes.operations_effect.on_taken_back
research.corrections TakenBack -> research.outcomes.operations_corrections.on_taken_back
research.corrections TakenBack -> reviews.supervision.operations.on_taken_back
"""


def named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)


def test_wiring_is_as_written_here() -> None:
    printed = [f"{event.replace('.events.', ' ')} -> {subscriber}" for event, subscriber in SUBSCRIBERS]
    assert printed == WIRING.split("\n")[1:-1]
    assert len(set(SUBSCRIBERS)) == len(SUBSCRIBERS)


@pytest.mark.parametrize(("event", "subscriber"), SUBSCRIBERS)
def test_both_ends_of_a_wire_are_there(event: str, subscriber: str) -> None:
    kind, function = named(event), named(subscriber)
    assert isinstance(kind, type)
    assert issubclass(kind, events.Event)
    assert inspect.iscoroutinefunction(function)
    assert len(inspect.signature(function).parameters) == 1


def test_jobs_have_names_of_their_own() -> None:
    wire()
    names = [job.name for job in jobs.registered()]
    assert names
    assert len(names) == len(set(names))
    assert all(inspect.iscoroutinefunction(job.work) for job in jobs.registered())


# -- icons ---------------------------------------------------------------------------------------------------


def known_icons() -> set[str]:
    return set(re.findall(r'<symbol id="i-([^"]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8")))


def words(node: Any) -> Iterator[str]:
    """The texts that an expression in a template can come out as."""
    match node:
        case nodes.Const(value=str(text)) if text:
            yield text
        case nodes.CondExpr():
            yield from words(node.expr1)
            yield from words(node.expr2)
        case nodes.Or() | nodes.And():
            yield from words(node.left)
            yield from words(node.right)
        case nodes.Dict():
            for pair in node.items:
                yield from words(pair.value)
        case nodes.Getitem():
            yield from words(node.node)
        case nodes.Call(node=nodes.Getattr(attr="get", node=table)):
            yield from words(table)
            for given in node.args[1:]:
                yield from words(given)


def places(tree: nodes.Template) -> dict[str, int]:
    """Which parameter of each macro of the kit is an icon's name."""
    found = {"icon": 0}
    for macro in tree.find_all(nodes.Macro):
        for place, argument in enumerate(macro.args):
            if argument.name == "icon_name":
                found[macro.name] = place
    return found


def icons_of_templates() -> Iterator[tuple[str, str]]:
    environment = templates.environment()
    kit = environment.parse((ROOT / "thinktank/web/templates/macros.html").read_text(encoding="utf-8"))
    macros = places(kit)
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("templates/**/*.html")):
            tree = environment.parse(file.read_text(encoding="utf-8"))
            yield from ((str(file.relative_to(ROOT)), name) for name in icons_of(tree, macros))


def icons_of(tree: nodes.Template, macros: dict[str, int]) -> Iterator[str]:
    for call in tree.find_all(nodes.Call):
        called = getattr(call.node, "attr", getattr(call.node, "name", ""))
        if called in macros:
            place = macros[called]
            given = [one.value for one in call.kwargs if one.key == "icon_name"] + call.args[place : place + 1]
            for one in given:
                yield from words(one)
    for table in tree.find_all(nodes.Assign):
        if getattr(table.target, "name", "") == "shapes":
            yield from words(table.node)


def icons_of_code() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from ((str(file.relative_to(ROOT)), name) for name in icons_of_call(node))


def icons_of_call(call: ast.Call) -> Iterator[str]:
    given = [one.value for one in call.keywords if one.arg == "icon"]
    if isinstance(call.func, ast.Name) and call.func.id == "NavEntry":
        place = NavEntry.__struct_fields__.index("icon")
        given += call.args[place : place + 1]
    for one in given:
        yield from (
            part.value for part in ast.walk(one) if isinstance(part, ast.Constant) and isinstance(part.value, str)
        )


def test_every_icon_of_a_template_is_drawn() -> None:
    found = list(icons_of_templates())
    assert len({name for _file, name in found}) > 40
    assert [one for one in found if one[1] not in known_icons()] == []


def test_every_icon_named_in_code_is_drawn() -> None:
    found = list(icons_of_code())
    assert len({name for _file, name in found}) > 10
    assert [one for one in found if one[1] not in known_icons()] == []
    defaults = {field.name: field.default for field in msgspec.structs.fields(TodoItem)}
    assert defaults["icon"] in known_icons()


def test_a_missing_icon_is_found() -> None:
    tree = templates.environment().parse("{{ ui.icon('nowhere' if a else 'check') }}{{ ui.empty('a', 'b', 'gone') }}")
    assert set(icons_of(tree, {"icon": 0, "empty": 2})) - known_icons() == {"nowhere", "gone"}
    call = ast.parse("NavEntry('k', '名', 'nowhere', '/')", mode="eval").body
    assert isinstance(call, ast.Call)
    assert list(icons_of_call(call)) == ["nowhere"]
