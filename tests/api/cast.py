"""Those who bring a practice to readers over the API, each with an account of their own."""

import json
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.test import TestResponse

from knowledge.wiring import Knowledge
from tests.api.caller import Caller
from tests.support.accounts import open_account
from tests.support.submissions import FIELDS

FOCAL_POINT = {"name": "Oficina de prensa", "email": "prensa@salud.example", "position": "", "organization": "MINSA"}
BEGUN = {"kind": "good_practice", "language": "es", **FIELDS}
SCORES = {"quality": 4, "methodology": 4, "applicability": 5}
REVIEW = {"scores": SCORES, "recommendation": "accept", "to_author": "Claro y útil.", "to_curator": "Sin reparos."}
WHY = {"reason": "Por una razón."}
MENDINGS = {"reasons": {"title": "Demasiado larga.", "dates": "Falta el mes."}}


class Actor(Caller):
    """Somebody with an account."""

    def __init__(self, app: Flask, knowledge: Knowledge, *roles: str, **person: Any) -> None:
        """Open an account for them on `knowledge`."""
        opened = open_account(knowledge, *roles, **person)
        self.id: UUID = opened.id
        super().__init__(app, token=opened.secret)

    def put(self, address: str, body: object, **headers: str) -> TestResponse:
        """Put something in place of what is there."""
        return self.call("PUT", address, data=json.dumps(body).encode(), headers=self.headers(**headers))

    def delete(self, address: str, **headers: str) -> TestResponse:
        """Take something away."""
        return self.call("DELETE", address, headers=self.headers(**headers))

    def do(self, verb: str, practice: str, body: object = None, **headers: str) -> Any:
        """Do something with a practice, whatever the answer."""
        return self.post(f"/practices/{practice}/{verb}", {} if body is None else body, **headers)

    def must(self, verb: str, practice: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Do something with a practice that is not refused, and return the practice as it is shown."""
        answer = self.do(verb, practice, body, **headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert isinstance(answer.json, dict)
        return answer.json

    def see(self, practice: str) -> dict[str, Any]:
        """Read a practice in work."""
        answer = self.get_signed(f"/practices/{practice}/draft")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert isinstance(answer.json, dict)
        return answer.json

    def list(self, address: str, **query: object) -> list[dict[str, Any]]:
        """Read a list."""
        results: list[dict[str, Any]] = self.get_signed(address, **query).json["results"]  # type: ignore[index]
        return results


class Cast:
    """An author, a curator, three reviewers and a stranger who has an account too."""

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        """Open an account for each."""
        self.knowledge = knowledge
        self.author = Actor(app, knowledge, "contributor", organization="Dirección de Migraciones")
        self.curator = Actor(app, knowledge, "curator", organization="Secretariat", affiliation="un")
        self.un = Actor(app, knowledge, "reviewer", organization="Oficina regional", affiliation="un")
        self.reviewer = Actor(app, knowledge, "reviewer", organization="Universidad")
        self.other = Actor(app, knowledge, "reviewer", organization="Instituto")
        self.stranger = Actor(app, knowledge, "contributor", "reviewer", organization="Ayuntamiento")

    @property
    def reviewers(self) -> list[Actor]:
        """As many as the quorum asks for."""
        return [self.un, self.reviewer, self.other]

    def begin(self, **others: Any) -> str:
        """Begin a practice that can be submitted, and return its id."""
        answer = self.author.post("/practices", {**BEGUN, **others})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.json["id"])  # type: ignore[index]

    def submit(self, practice: str | None = None) -> str:
        """Hand a practice in."""
        practice = practice or self.begin()
        self.author.must("submit", practice, {"focal_point": FOCAL_POINT})
        return practice

    def screen(self, practice: str | None = None) -> str:
        """Bring a practice into review."""
        practice = self.submit(practice)
        self.curator.must("screen", practice)
        return practice

    def engage(self, practice: str, *reviewers: Actor) -> None:
        """Bring reviewers so far that only their reviews are missing."""
        for one in reviewers:
            self.curator.must("invite-reviewer", practice, {"reviewer": str(one.id)})
            one.must("accept-invitation", practice)
            one.must("declare-interests", practice, {"has_conflict": False})

    def review(self, practice: str | None = None) -> str:
        """Bring a practice so far that a curator can decide."""
        practice = self.screen(practice)
        self.engage(practice, *self.reviewers)
        for one in self.reviewers:
            one.must("file-review", practice, REVIEW)
        return practice

    def publish(self, practice: str | None = None) -> str:
        """Bring a practice to readers, its quorum waived."""
        practice = self.screen(practice)
        self.curator.must("waive-quorum", practice, WHY)
        self.curator.must("accept", practice)
        self.curator.must("publish", practice)
        return practice

    def slug(self, practice: str) -> str:
        """Return the address by which readers know a practice."""
        return str(self.curator.see(practice)["slug"])
