"""A platform on which there is something of everything, and somebody in every role."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from domain.accounts import Role
from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.security import IMPORTER
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.cast import Actor, Cast
from tests.support.unlimited import UNLIMITED

OPERATOR, READER = "operator", "reader"
ROLES = (READER, *Role, OPERATOR)


@dataclass(frozen=True)
class World:
    """The application, what each role sends to say who it is, and by their place values that lead somewhere."""

    app: Flask
    authorizations: Mapping[str, str]
    known: Mapping[str, Sequence[str | int]]


@contextmanager
def open_world(folder: Path) -> Iterator[World]:
    """Fill a platform in a folder."""
    # Hypothesis seeds what Whoosh names its files by, and so lets it choose names that it has chosen before.
    environment = {"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, "SEARCH_ENGINE": "tantivy", **UNLIMITED}
    with Knowledge(Settings.read(environment)) as knowledge:
        knowledge.migrate()
        Import(knowledge.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
        app = create_app(knowledge)
        cast = Cast(app, knowledge)
        practices = [cast.begin(), cast.submit(), cast.screen(), cast.review(), cast.publish()]
        actors: dict[str, Caller] = {
            OPERATOR: Caller(app),
            Role.CONTRIBUTOR: cast.author,
            Role.REVIEWER: cast.reviewer,
            Role.CURATOR: cast.curator,
            **{role: Actor(app, knowledge, role) for role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)},
        }
        listed: Any = Caller(app).get("/documents").json
        documents = [str(one["id"]) for one in listed["results"]]
        while knowledge.keep_findable():
            pass
        yield World(
            app,
            {role: actor.headers()["Authorization"] for role, actor in actors.items()},
            {
                "path.id": [*practices, *documents, *(str(one.id) for one in (cast.author, cast.un, cast.stranger))],
                "path.slug": [cast.slug(practices[-1])],
                "path.code": ["PE", "MX", "core"],
                "path.position": [1, 20, 60, knowledge.platform.position()],
                "body.source.document": documents,
                "body.reviewer": [str(one.id) for one in cast.reviewers],
                "body.occurred": ["2021-09", "[..2021-09]", "2021-09-30"],
            },
        )
