"""Those who bring pledges to readers over the API, each with an account of their own."""

from typing import Any

from flask import Flask

from knowledge.wiring import Knowledge
from tests.api.cast import Actor
from tests.support.pledges import SAYS

MENDINGS = {"reasons": {"title": "Demasiado larga.", "": "Falta el plazo."}}
OTHER = {**SAYS, "title": {"en": "Money for desks"}, "description": {"en": "We pay for the desks of others. " * 12}}


class Pledgers:
    """Two who pledge, a curator, and a stranger who has an account too."""

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        """Open an account for each."""
        self.knowledge = knowledge
        self.pledger = Actor(app, knowledge, "contributor", organization="Gobierno")
        self.other = Actor(app, knowledge, "contributor", organization="Agencia")
        self.curator = Actor(app, knowledge, "curator", organization="Secretariat")
        self.stranger = Actor(app, knowledge, "contributor", "reviewer", organization="Ayuntamiento")

    def begin(self, who: Actor | None = None, **others: Any) -> str:
        """Begin a pledge that can be handed in, and return its id."""
        answer = (who or self.pledger).post("/pledges", {**SAYS, **others})
        assert answer.status_code == 201, answer.text
        return str(answer.json["id"])  # type: ignore[index]

    def submit(self, who: Actor | None = None, **others: Any) -> str:
        """Hand a pledge in."""
        id = self.begin(who, **others)
        must(who or self.pledger, id, "submit")
        return id

    def publish(self, who: Actor | None = None, **others: Any) -> int:
        """Bring a pledge to readers, and return its number."""
        return int(must(self.curator, self.submit(who, **others), "publish")["number"])


def must(who: Actor, pledge: object, verb: str, body: object = None, **headers: str) -> dict[str, Any]:
    """Do something with a pledge that is not refused, and return it as it is shown."""
    answer = do(who, pledge, verb, body, **headers)
    assert answer.status_code == 200, answer.text
    assert isinstance(answer.json, dict)
    return answer.json


def do(who: Actor, pledge: object, verb: str, body: object = None, **headers: str) -> Any:
    """Do something with a pledge, whatever the answer."""
    return who.post(f"/pledges/{pledge}/{verb}", {} if body is None else body, **headers)


def report(who: Actor, number: int, progress: str, occurred: str | None = None) -> dict[str, Any]:
    """Say how far a pledge is."""
    body = {"progress": progress, "narrative": "Dos ventanillas abiertas.", "occurred": occurred}
    return must(who, number, "report-progress", body)
