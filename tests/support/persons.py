"""Somebody who did everything that is done on the platform, and left their name wherever it can be left."""

from typing import Any
from uuid import UUID

from flask import Flask

from knowledge.private.people import Person
from knowledge.wiring import Knowledge
from tests.api.cast import REVIEW, Actor, Cast
from tests.attachments.files import pdf

NAME = "Irrepetible Quispe"
EMAIL = "irrepetible@ministry.example"
SELF = {"name": NAME, "email": EMAIL, "position": "", "organization": ""}
ROLES = ("contributor", "reviewer", "coordinator")


class Somebody(Actor):
    """A contributor, reviewer and coordinator.

    Attributes:
        published: a practice of theirs that readers have.
        draft: one they never handed in, with a file and what was only typed.
        reviewed: one they reviewed.
        milestone: the address of one they recorded.
    """

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        """Open an account for them."""
        super().__init__(app, knowledge, *ROLES, countries=["PE"])
        knowledge.people.keep(self.id, Person(NAME, EMAIL))
        self.published = self.draft = self.reviewed = self.milestone = ""

    def do_everything(self, cast: Cast, source: dict[str, str]) -> None:
        """Submit, write, review and record."""
        self.published = self._submit(cast)
        self.draft = self._write(cast)
        self.reviewed = self._review(cast)
        established = {"milestone": "established", "occurred": "2021-10", "source": source}
        self.milestone = self.post("/networks/PE/milestones", established).headers["Location"]
        self.post("/my/searches", {"name": f"For {NAME}", "query": {"q": "vacunas"}})
        self.post("/my/tokens", {"name": f"{NAME}'s phone"})

    def _submit(self, cast: Cast) -> str:
        practice = self._begin(cast)
        self.must("submit", practice, {"focal_point": SELF})
        cast.curator.must("ask-clarification", practice, {"question": f"¿{NAME}?", "personal": True})
        self.must("give-clarification", practice, {"answer": f"Sí, {NAME}.", "personal": True})
        for verb, body in {"screen": {}, "waive-quorum": {"reason": "x"}, "accept": {}, "publish": {}}.items():
            cast.curator.must(verb, practice, body)
        return practice

    def _write(self, cast: Cast) -> str:
        practice = self._begin(cast)
        self.upload(f"/practices/{practice}/files", pdf(NAME), f"{NAME}.pdf")
        self.put(f"/practices/{practice}/working-copy", {"summary": f"De {NAME}."})
        return practice

    def _begin(self, cast: Cast) -> str:
        author, cast.author = cast.author, self
        practice = cast.begin()
        cast.author = author
        return practice

    def _review(self, cast: Cast) -> str:
        practice = cast.screen()
        cast.curator.must("invite-reviewer", practice, {"reviewer": str(self.id), "organization": "Universidad"})
        self.must("accept-invitation", practice)
        self.must("declare-interests", practice, {"has_conflict": False, "statement": f"Ninguno. {NAME}"})
        words = {"to_author": f"Bien. {NAME}", "to_curator": f"Escríbame: {EMAIL}", "personal": True}
        self.must("file-review", practice, {**REVIEW, **words})
        return practice

    @property
    def ids(self) -> list[UUID]:
        """Everything of theirs that has an id."""
        return [self.id, *map(UUID, (self.published, self.draft, self.reviewed))]


def tells(said: Any) -> bool:
    """Tell whether their name or address is in something, in any case."""
    text = said if isinstance(said, bytes) else str(said).encode()
    return b"irrepetible" in text.lower()
