"""Writing a practice: short steps, each kept as soon as it is left, and handed in at the end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from werkzeug.datastructures import FileStorage

from domain.catalogue.practice_content import REQUIRED, Content, Kind, missing_fields, read_changes
from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.errors import InvalidField, Refusal
from domain.facts import read_struct
from domain.vocabulary import LANGUAGES, objectives, principles
from domain.workflows import WrongStage
from knowledge.api.attachments import FRAMING
from knowledge.api.practice_bodies import CONTENT, ContentRequest, DraftRequest, SubmissionRequest
from knowledge.api.practice_commands import drafts_of_caller
from knowledge.api.requests import knowledge
from knowledge.attachments.store import LARGEST_FILE
from knowledge.in_work import InWork
from knowledge.markdown import html_of
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form, Wrong
from knowledge.pages.labels import key
from knowledge.pages.languages import language, name_of_language
from knowledge.pages.notices import see_next
from knowledge.pages.practices import TEXTS, facts_of
from knowledge.pages.typing_in import with_emptied
from knowledge.parties import not_found
from knowledge.private.focal_points import FocalPoint
from knowledge.problems import Unavailable
from knowledge.recording import Author
from knowledge.security import caller, my_account

LEARNED = ("benefit_and_impact", "key_lessons", "recommendations", "innovation")
STEPS: Mapping[str, tuple[str, ...]] = {
    "summary": ("title", "summary", "type"),
    "story": ("detailed_information",),
    "results": LEARNED,
    "topics": ("primary_objectives", "secondary_objectives", "principles", "sdgs"),
    "place": ("dates", "countries", "regions", "is_global", "place"),
    "people": ("implementer", "partners", "donors", "links", "licence"),
}
"""The steps by name, each with the fields that are asked in it."""
FILES, CHECK = "files", "check"
ORDER = (*STEPS, FILES, CHECK)
STEP = f"<any({', '.join(STEPS)}):step>"


@dataclass(frozen=True)
class Step:
    """A step of writing: where it is, whether somebody is there, how much is missing, and how much was asked for."""

    name: str
    address: str
    is_here: bool
    missing: int
    asked: int


class UploadRequest(Schema):
    """A file is read from the form itself."""


@pages.page("/submit", permission="practice:draft")
def show_beginning() -> ResponseReturnValue:
    """Show how a practice is begun."""
    return _beginning(Form(DraftRequest, initial={"language": language()}))


@pages.form("/submit", permission="practice:draft")
def begin_draft() -> ResponseReturnValue:
    """Begin a practice, and go on to its first step."""
    form = Form(DraftRequest)

    def begin(body: dict[str, Any]) -> Any:
        own = {name: body.pop(name) for name in ("kind", "language", "organization")}
        return drafts_of_caller().begin(form.author(), **own, fields=body)

    done = form.carried_out(begin)
    if done is None:
        return _beginning(form)
    return see_next(_address(done.aggregate_id, "summary"), saying=key("drafting.begun"))


@pages.page(f"/drafts/<uuid:id>/{STEP}", permission="practice:revise")
def show_step(id: UUID, step: str) -> ResponseReturnValue:
    """Show one step of writing, with what was typed so far."""
    practice = _draft(id)
    return _shown(practice, step, Form(ContentRequest, initial=_typed(practice)))


@pages.form(f"/drafts/<uuid:id>/{STEP}", permission="practice:revise")
def keep_step(id: UUID, step: str) -> ResponseReturnValue:
    """Keep what was typed in one step, also where it is not right yet, and go on to the next."""
    practice = _draft(id)
    form = Form(ContentRequest)

    def keep(body: dict[str, Any]) -> bool:
        said = with_emptied(form.schema, body, STEPS[step])
        drafts_of_caller().save_working_copy(Author(my_account()), id, {**_typed(practice), **said})
        read_changes(said)
        return True

    if not form.carried_out(keep):
        return _shown(practice, step, form)
    if request.headers.get("HX-Request"):
        return "", 204
    after = step if "also" in request.form else ORDER[ORDER.index(step) + 1]
    return see_next(_address(id, after), saying=key("drafting.kept"))


@pages.page("/drafts/<uuid:id>/files", permission="practice:revise")
def show_files(id: UUID) -> ResponseReturnValue:
    """Show the files that go with the practice."""
    return _shown(_draft(id), FILES, Form(UploadRequest))


@pages.form(
    "/drafts/<uuid:id>/files",
    permission="practice:revise",
    takes="multipart/form-data",
    largest=LARGEST_FILE + FRAMING,
)
def attach_file(id: UUID) -> ResponseReturnValue:
    """Upload a file, and name it in the practice."""
    practice = _draft(id)
    form = Form(UploadRequest)
    sent = request.files.get("file") or FileStorage()
    try:
        stream: Any = sent.stream
        kept = knowledge().attachments.receive(id, stream, name=sent.filename or "", by=my_account())
    except Unavailable:
        raise
    except Refusal as refusal:
        form.refuse(422, Wrong("file", str(refusal)))
        return _shown(practice, FILES, form)
    file = {name: getattr(kept, name) for name in kept.__struct_fields__}
    others = [one for one in _typed(practice).get("files", []) if one["digest"] != file["digest"]]
    _keep_files(practice, [*others, file])
    return see_next(_address(id, FILES), saying=key("drafting.attached"))


@pages.form("/drafts/<uuid:id>/remove-file/<digest>", permission="practice:revise")
def remove_file(id: UUID, digest: str) -> ResponseReturnValue:
    """Let the practice name a file no more."""
    practice = _draft(id)
    _keep_files(practice, [one for one in _typed(practice).get("files", []) if one["digest"] != digest])
    return see_next(_address(id, FILES), saying=key("drafting.removed"))


@pages.page("/drafts/<uuid:id>/check", permission="practice:submit")
def show_check(id: UUID) -> ResponseReturnValue:
    """Show the practice as readers would see it, and what it still lacks."""
    practice = _draft(id)
    named = InWork(knowledge(), caller()).practice(practice)["focal_point"]
    return _checked(practice, Form(SubmissionRequest, initial={"focal_point": named or {}}))


@pages.form("/drafts/<uuid:id>/check", permission="practice:submit")
def submit_draft(id: UUID) -> ResponseReturnValue:
    """Hand a practice in."""
    practice = _draft(id)
    form = Form(SubmissionRequest)

    def submit(body: dict[str, Any]) -> Any:
        named = body["focal_point"]
        return drafts_of_caller().submit(form.author(), id, FocalPoint(**named) if named else None)

    if form.carried_out(submit) is None:
        return _checked(practice, form)
    return see_next(url_for("pages.show_in_work", id=id), saying=key("drafting.submitted"))


def _beginning(form: Form) -> ResponseReturnValue:
    say = words()
    return show_form(
        "draft_begin.html",
        form=form,
        status=form.status,
        kinds=[(kind.value, say("found", kind), say("drafting.kind", kind)) for kind in Kind],
        languages_offered=[(code, name_of_language(code)) for code in LANGUAGES],
    )


def _shown(practice: Practice, step: str, form: Form) -> ResponseReturnValue:
    say, typed = words(), _typed(practice)
    return show_form(
        f"draft_{step}.html",
        status=form.status,
        form=form,
        practice=practice,
        step=step,
        titled=typed.get("title", ""),
        steps=_steps(practice, step),
        asked=_asked(practice),
        required={*REQUIRED[Kind(practice.practice_kind)], "countries"},
        files=typed.get("files", []),
        types=[(one, one) for one in knowledge().settings.practice_types],
        link_rows=len(typed.get("links", [])) + 2,
        objectives=[(code, say.objective(code)) for code in objectives()],
        principles=[(code, say.principle(code)) for code in principles()],
        goals=[(str(goal), say("repository.goal", number=goal)) for goal in range(1, 18)],
        # Naming them calls for their footnotes, so only where they are shown.
        countries=say.countries() if step == "place" else [],
        regions=say.regions() if step == "place" else [],
        back=_address(practice.id, ORDER[max(ORDER.index(step) - 1, 0)]) if step != ORDER[0] else "",
    )


def _checked(practice: Practice, form: Form) -> ResponseReturnValue:
    typed, say = _typed(practice), words()
    missing = [(name, f"{_address(practice.id, _step_of(name))}#field-{name}") for name in _missing(practice)]
    for name, address in missing:
        form.asks_elsewhere(name, say("drafting.field", name), address)
    wrong, content = "", None
    try:
        content = read_struct(read_changes(typed), Content)
    except InvalidField as refusal:
        wrong = refusal.detail
    told = {name: getattr(content, name) for name in CONTENT} if content else typed
    return show_form(
        "draft_check.html",
        status=form.status,
        form=form,
        practice=practice,
        step=CHECK,
        titled=typed.get("title", ""),
        steps=_steps(practice, CHECK),
        asked=_asked(practice),
        wrong=wrong,
        missing=missing,
        content=told,
        facts=facts_of(told) if content else [],
        texts=TEXTS,
        rendered=html_of,
        back=_address(practice.id, ORDER[-2]),
    )


def _draft(id: UUID) -> Practice:
    practice = knowledge().platform.find(Practice, id)
    if practice.author != caller().account:
        raise not_found(id)
    if practice.stage is not Stage.DRAFT:
        raise WrongStage("It has been handed in; it is written on again when it is given back.")
    return practice


def _typed(practice: Practice) -> dict[str, Any]:
    """Give what the practice says, with what was typed since it was last recorded."""
    copy = knowledge().working_copies.find(practice.id)
    return {**practice.fields, **(copy.fields if copy else {})}


def _keep_files(practice: Practice, files: list[dict[str, Any]]) -> None:
    said = {**_typed(practice), "files": files}
    drafts_of_caller().save_working_copy(Author(my_account()), practice.id, said)


def _asked(practice: Practice) -> dict[str, str]:
    asked: dict[str, str] = InWork(knowledge(), caller()).practice(practice)["asked"]
    return asked


def _missing(practice: Practice) -> list[str]:
    try:
        content = read_struct(read_changes(_typed(practice)), Content)
    except InvalidField:
        return []
    return missing_fields(Kind(practice.practice_kind), content)


def _steps(practice: Practice, here: str) -> list[Step]:
    missing, asked = {*_missing(practice)}, {*_asked(practice)}
    fields = {name: {*STEPS.get(name, ())} or {name} for name in ORDER}
    return [
        Step(name, _address(practice.id, name), name == here, len(fields[name] & missing), len(fields[name] & asked))
        for name in ORDER
    ]


def _step_of(field: str) -> str:
    return next((name for name, asked in STEPS.items() if field in asked), ORDER[0])


def _address(id: UUID, step: str) -> str:
    endpoints = {FILES: "pages.show_files", CHECK: "pages.show_check"}
    return url_for(endpoints[step], id=id) if step in endpoints else url_for("pages.show_step", id=id, step=step)
