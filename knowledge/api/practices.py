"""Practices as readers see them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from knowledge.answers import Answer
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.bodies import AsOfQuery
from knowledge.api.fields import LAST_POSITION, parse_moment
from knowledge.api.practice_bodies import PracticeQuery, PracticesQuery
from knowledge.api.practice_schemas import (
    HappeningSchema,
    OutlineSchema,
    PracticeSchema,
    PublishedVersionSchema,
    TranslationSchema,
    VersionSchema,
)
from knowledge.api.requests import answer, answers, knowledge, page, read_cursor, tag
from knowledge.api.schemas import page_of
from knowledge.permissions import PUBLIC
from knowledge.published import Published
from knowledge.representations.formats import CSV, JSON, MEDIA_TYPES, OF_LISTS, WRITTEN, choose
from knowledge.representations.tables import as_csv
from knowledge.representations.version import PublicVersion
from knowledge.security import caller
from projections.projection import FOREVER

GONE = (404, 410)
EDITION = f"<int(max={LAST_POSITION}):edition>"

KINDS_OF_JSON: Mapping[str, Any] = {"json-ld": {"type": "object"}, "csl-json": {"type": "array"}}

practices = Blueprint("practices", "Practices, initiatives and lessons learned, as readers see them.")


@cache
def all_of(schema: type[Schema]) -> type[Schema]:
    """Give the shape of a list that has one page."""
    name = schema.__name__.removesuffix("Schema")
    return Schema.from_dict({"results": fields.List(fields.Nested(schema), required=True)}, name=f"{name}List")


def documented_in(formats: Mapping[str, str], schema: type[Schema]) -> Callable[[View], View]:
    """Document that a route answers in several formats, of which JSON has the shape `schema`."""
    shapes = {JSON: schema, **KINDS_OF_JSON}
    content = {media_type: {"schema": shapes.get(name, {"type": "string"})} for name, media_type in formats.items()}
    decorate: Callable[[View], View] = practices.doc(
        responses={"200": {"description": "In the form that is asked for.", "content": content}}
    )
    return decorate


@practices.query("/practices", page_of(OutlineSchema), 406, 422, permission=PUBLIC)
@documented_in(OF_LISTS, page_of(OutlineSchema))
@practices.arguments(PracticesQuery, location="query")
def list_practices(query: dict[str, Any]) -> ResponseReturnValue:
    """List the practices that readers can read; what was published first comes last."""
    name = choose(accept=request.headers.get("Accept"), asked=query.get("format"), formats=OF_LISTS)
    after = read_cursor(query.get("cursor"), int)
    rows, following = published().practices(
        kind=query.get("kind", ""), language=query.get("language", ""), after=after, limit=query["limit"]
    )
    response = page([published().outline(row) for row in rows], following)
    if name == CSV:
        response.set_data(as_csv(_version(published().whole(row)) for row in rows))
        response.mimetype = OF_LISTS[name]
        offer(response, "practices.csv")
    response.vary.add("Accept")
    return response


@practices.query("/practices/<slug>", PracticeSchema, *GONE, 406, 422, permission=PUBLIC)
@documented_in(MEDIA_TYPES, PracticeSchema)
@practices.arguments(PracticeQuery, location="query")
def show_practice(query: dict[str, Any], slug: str) -> ResponseReturnValue:
    """Show the version that readers saw last, now or then; what was taken from them is gone (410), then too."""
    name = choose(accept=request.headers.get("Accept"), asked=query.get("format"))
    found = published().practice(slug, position=last_told(query))
    if name == JSON:
        asked = {"valid_at": query.get("valid_at"), "known_at": last_known(query)}
        response = tag(answer({**found, **asked}), found["position"])
    else:
        text = WRITTEN[name].write(_version(found))
        response = Response(text, mimetype=MEDIA_TYPES[name])
        response.set_etag(f"{found['position']}-{name}")
        offer(response, f"{found['slug']}.{WRITTEN[name].extension}")
    response.vary.add("Accept")
    return response


@practices.query("/practices/<slug>/versions", all_of(VersionSchema), *GONE, 422, permission=PUBLIC)
@practices.arguments(AsOfQuery, location="query")
def list_practice_versions(query: dict[str, Any], slug: str) -> ResponseReturnValue:
    """List the published versions, the last first."""
    return answer({"results": published().versions(slug, position=last_told(query))})


@practices.query(f"/practices/<slug>/versions/{EDITION}", PublishedVersionSchema, *GONE, permission=PUBLIC)
def show_practice_version(slug: str, edition: int) -> ResponseReturnValue:
    """Show what one version said; it never changes, and its digest proves it."""
    return answer(published().version(slug, edition))


@practices.query("/practices/<slug>/translations", all_of(TranslationSchema), *GONE, 422, permission=PUBLIC)
@practices.arguments(AsOfQuery, location="query")
def list_practice_translations(query: dict[str, Any], slug: str) -> ResponseReturnValue:
    """List the last rendering in each language."""
    return answer({"results": published().translations(slug, position=last_told(query))})


@practices.query("/practices/<slug>/history", all_of(HappeningSchema), *GONE, 422, permission=PUBLIC)
@practices.arguments(AsOfQuery, location="query")
def show_practice_history(query: dict[str, Any], slug: str) -> ResponseReturnValue:
    """List what happened to it: what concerns readers, and with a token what its owner may see."""
    return answer({"results": published().history(slug, caller(), position=last_told(query))})


def published() -> Published:
    """Return who shows practices to readers."""
    return Published(knowledge())


def last_known(query: dict[str, Any]) -> int | None:
    """Return the position of the log up to which is asked what was known; None where now is meant."""
    return answers().position(query["known_at"]) if "known_at" in query else None


def last_told(query: dict[str, Any]) -> int:
    """Return the last position that counts: a version is published when it is recorded, so either clock bounds it."""
    known, day = last_known(query), query.get("valid_at")
    happened = answers().position(parse_moment(day)) if day else FOREVER
    return happened if known is None else min(known, happened)


def _version(found: Answer) -> PublicVersion:
    address = url_for("practices.show_practice", slug=found["slug"], _external=True)
    return PublicVersion.read(found, address=address)


def offer(response: Response, name: str) -> None:
    """Name the file under which an answer is kept."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
