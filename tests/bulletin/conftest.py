"""The second bulletin regenerated and issued; then facts of our own, a correction, a retraction, and the third."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.security import IMPORTER
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.conftest import new_source
from tests.support import postgres

SECOND, THIRD = "2021-09-30", "2021-12-31"


@dataclass
class Newsroom:
    """Where bulletins are made: a platform, and a curator who calls its API."""

    knowledge: Knowledge
    api: Caller
    source: dict[str, str]

    def records(self, kind: str, code: str, milestone: str, occurred: str, **details: Any) -> int:
        """Record a milestone, and return its position."""
        body = {"milestone": milestone, "occurred": occurred, "source": self.source, "details": details}
        answer: Any = self.api.post(f"/{kind}/{code}/milestones", body)
        assert answer.status_code == 201, answer.text
        return int(answer.json["position"])

    def changes(self, position: int, how: str, **body: Any) -> None:
        """Refine, correct, retract or reinstate a milestone."""
        sourced = {"source": self.source} if how in {"refinements", "corrections"} else {}
        answer = self.api.post(f"/milestones/{position}/{how}", {**body, **sourced})
        assert answer.status_code == 201, answer.text

    def position_of(self, kind: str, code: str, milestone: str) -> int:
        """Give the position of a milestone of a record."""
        found: Any = self.api.get(f"/{kind}/{code}").json
        return int(next(one["position"] for one in found["milestones"] if one["milestone"] == milestone))

    def issues(self, valid_at: str, number: int | None = None, scope: str = "americas") -> Any:
        """Issue a bulletin, and return the answer."""
        body = {"valid_at": valid_at, "number": number, "scope": scope}
        answer: Any = self.api.post("/bulletins", body)
        assert answer.status_code == 201, answer.text
        return answer.json


@dataclass
class Story(Newsroom):
    """What is in the second bulletin and the third, and the positions of what happened between them."""

    second: Any
    third: Any
    positions: dict[str, int]
    second_pdf: bytes


def opened(settings: Settings) -> Newsroom:
    knowledge = Knowledge(settings)
    knowledge.migrate()
    api = Caller(create_app(knowledge))
    Import(knowledge.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
    return Newsroom(knowledge, api, new_source(api, "Regional note"))


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    """The facts of the second bulletin, none issued."""
    room = opened(Settings.read({"DATA_DIR": str(tmp_path / "kept"), "ADMIN_TOKEN": TOKEN}))
    yield room
    room.knowledge.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Two bulletins, and what happened between them."""
    environment = {"DATA_DIR": str(tmp_path_factory.mktemp("story")), "ADMIN_TOKEN": TOKEN}
    server: postgres.Server | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        environment["DATABASE_URL"] = server.create_database()
    room = opened(Settings.read(environment))
    yield tell(room)
    room.knowledge.close()
    if server:
        server.drop_database(environment["DATABASE_URL"])


def tell(room: Newsroom) -> Story:
    second = room.issues(SECOND, 2)
    pdf = room.api.get("/bulletins/2", lang="es", format="pdf").data
    activity: Any = room.api.post(
        "/support-activities",
        {"network": "PE", "title": {"en": "A course", "es": "Un curso"}, "support_kinds": ["SK-3"]},
    ).json
    positions = {
        "Peru, after": room.records("networks", "PE", "established", "2021-11"),
        "Brazil, before": room.records("networks", "BR", "established", "2021-06"),
        "Chile, either": room.records("networks", "CL", "established", "[..2021-12]"),
        "Paraguay, narrower": room.records("networks", "PY", "established", "2021-34"),
        "Peru, course": room.records("support-activities", activity["code"], "carried-out", "2021-12-03"),
        "Venezuela, corrected": room.position_of("networks", "VE", "established"),
        "Canada, retracted": room.position_of("champions", "CA", "declared"),
    }
    room.changes(
        positions["Venezuela, corrected"], "corrections", occurred="2021-10", reason="The minutes are of October."
    )
    room.changes(positions["Canada, retracted"], "retractions", reason="The letter was about another initiative.")
    third = room.issues(THIRD)
    return Story(room.knowledge, room.api, room.source, second, third, positions, pdf)
