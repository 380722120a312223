"""How the verbs of practices are routed, and what they are answered with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response
from marshmallow import Schema

from domain.application import Done
from domain.catalogue.practices import Practice
from domain.sealing import Seal, openly
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.practice_schemas import PracticeInWorkSchema
from knowledge.api.requests import answer, author, knowledge, tag
from knowledge.drafts import Drafts
from knowledge.in_work import InWork
from knowledge.security import caller, my_account
from knowledge.submissions import Submissions

Body = dict[str, Any]
PROBLEMS = (404, 409)


@dataclass(frozen=True)
class Verb:
    """What is done with a practice: the shape of what is said with it, and what carries it out."""

    shape: type[Schema]
    act: Callable[[Body, UUID], Any]


VERBS: dict[str, Verb] = {}
"""Every verb of practices, each under the name of its route and its permission; pages give the same commands."""


def verb(blueprint: Blueprint, name: str, shape: type[Schema]) -> Callable[[View], View]:
    """Route `POST /practices/{id}/{verb}`, which takes the permission of the same name.

    Args:
        blueprint: of the collection.
        name: of the verb, kebab-case.
        shape: of what is sent.
    """

    def decorate(view: View) -> View:
        VERBS[name] = Verb(shape, view)
        route = blueprint.command(
            f"/practices/<uuid:id>/{name}",
            PracticeInWorkSchema,
            *PROBLEMS,
            permission=f"practice:{name}",
            status=200,
        )
        return route(blueprint.arguments(shape)(view))

    return decorate


def drafts_of_caller() -> Drafts:
    """Return who carries out what authors command."""
    return Drafts(knowledge(), caller())


def submissions() -> Submissions:
    """Return who carries out what reviewers and curators command."""
    return Submissions(knowledge(), caller())


def carry_out(id: UUID, act: Callable[[Practice, UUID], None]) -> Response:
    """Let the caller do something with a practice; `act` is given the practice and the caller's account."""
    who = author()
    return shown(submissions().change(who, id, lambda practice: act(practice, who.by)))


def under(person: UUID) -> Seal:
    """Return who seals words under the key of a person, whom they are about."""
    return knowledge().sealing.under(person)


def if_personal(body: Body, practice: Practice) -> Seal:
    """Return who seals what a body marks as personal, under the keys of who says it and of who wrote the practice."""
    return knowledge().sealing.under(my_account(), practice.author) if body["personal"] else openly


def shown(done: Done) -> Response:
    """Answer with the practice as the caller sees it now; sent again, with the practice as it is then."""
    practice: Any = done.aggregate or knowledge().platform.find(Practice, done.aggregate_id)
    return in_work(practice)


def in_work(practice: Practice) -> Response:
    """Answer with a practice on its way to readers, as far as it concerns the caller."""
    return tag(answer(InWork(knowledge(), caller()).practice(practice)), practice.version)
