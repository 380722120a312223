"""From an idea to readers in a browser: written in steps, handed in, given back, reviewed, published."""

import io
import re
from typing import Any

import pytest

from knowledge.app import create_app
from tests.attachments.files import pdf
from tests.pages.conftest import SCRIPT
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

STEPS: dict[str, dict[str, Any]] = {
    "summary": {"title": "Vacunas en la frontera", "summary": "Brigadas que vacunan."},
    "story": {"detailed_information": f"Dos puestos, tres turnos. {SCRIPT}"},
    "results": {"benefit_and_impact": "Mil dosis.", "recommendations": "Empezar pronto."},
    "topics": {"primary_objectives": ["GCM-15", "GCM-07"], "sdgs": ["3"]},
    "place": {"dates": "2019/2021", "countries": ["PE", "EC"]},
    "people": {
        "implementer": "Ministerio de Salud",
        "partners/lines": "Cruz Roja\r\nMunicipio\r\n",
        "links/0/url": "https://example.org/a",
        "links/1/url": "",
    },
}
FOCAL_POINT = {"focal_point/name": "Oficina de prensa", "focal_point/email": "prensa@salud.example"}
REVIEW = {
    "scores/quality": "4",
    "scores/methodology": "4",
    "scores/applicability": "5",
    "recommendation": "accept",
    "to_author": "Claro y útil.",
    "to_curator": "Sin reparos.",
}


class Colleague(Visitor):
    """Somebody with an account, at a browser."""

    def __init__(self, office, id):
        super().__init__(office.app)
        self.id = id
        self.sign_in(office.knowledge, id)


class Office:
    """Those who bring a practice to readers, each at a browser of their own."""

    def __init__(self, knowledge):
        self.knowledge = knowledge
        self.app = create_app(knowledge)
        self.author = self.somebody("contributor", organization="Dirección de Migraciones")
        self.curator = self.somebody("curator", affiliation="un")
        self.un = self.somebody("reviewer", organization="Oficina regional", affiliation="un")
        self.external = self.somebody("reviewer", organization="Universidad")
        self.other = self.somebody("reviewer", organization="Instituto")

    def somebody(self, role, **person):
        return Colleague(self, open_account(self.knowledge, role, **person).id)

    def begin(self):
        begun = self.author.send("/es/submit", kind="good_practice", language="es")
        return found(r"/drafts/([0-9a-f-]+)/", begun.headers["Location"])[1]

    def write(self):
        draft = self.begin()
        for step, fields in STEPS.items():
            kept = self.author.send(f"/es/drafts/{draft}/{step}", **fields)
            assert kept.status_code == 303, kept.text
        return draft

    def hand_in(self):
        draft = self.write()
        assert self.author.send(f"/es/drafts/{draft}/check", **FOCAL_POINT).status_code == 303
        return draft


def found(pattern, text):
    match = re.search(pattern, text)
    assert match, text
    return match


def does(visitor, practice, verb, **fields):
    """Send the form of a verb, and return the page that follows."""
    answer = visitor.send(f"/es/in-work/{practice}/{verb}", **fields)
    assert answer.status_code == 303, answer.text
    return visitor.get(answer.headers["Location"]).text


@pytest.fixture
def office(knowledge):
    return Office(knowledge)


def test_whoever_is_not_signed_in_is_led_to_sign_in(office):
    answer = Visitor(office.app).get("/es/submit")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/es/sign-in?next=/es/submit"


def test_what_is_typed_in_a_step_is_there_again(office):
    draft = office.begin()

    office.author.send(f"/es/drafts/{draft}/summary", **STEPS["summary"])
    office.author.send(f"/es/drafts/{draft}/topics", **STEPS["topics"])

    assert 'value="Vacunas en la frontera"' in office.author.get(f"/es/drafts/{draft}/summary").text
    assert 'value="GCM-15" checked' in office.author.get(f"/es/drafts/{draft}/topics").text


def test_a_field_that_was_emptied_is_empty(office):
    draft = office.write()

    office.author.send(f"/es/drafts/{draft}/topics", primary_objectives="GCM-15")

    page = office.author.get(f"/es/drafts/{draft}/topics").text
    assert 'value="GCM-15" checked' in page
    assert 'value="3" checked' not in page


def test_what_cannot_be_right_is_kept_and_told_at_its_field(office):
    draft = office.begin()

    refused = office.author.send(f"/es/drafts/{draft}/place", dates="el verano pasado", countries="PE")

    assert refused.status_code == 422
    assert 'href="#field-dates"' in refused.text
    again = office.author.get(f"/es/drafts/{draft}/place").text
    assert 'value="el verano pasado"' in again
    assert 'value="PE" checked' in again


def test_what_is_missing_is_named_before_it_is_handed_in(office):
    draft = office.begin()

    page = office.author.get(f"/es/drafts/{draft}/check").text
    refused = office.author.send(f"/es/drafts/{draft}/check", **FOCAL_POINT)

    assert f'href="/es/drafts/{draft}/summary#field-title"' in page
    assert refused.status_code == 422
    assert "Oficina de prensa" in refused.text


def test_a_draft_of_somebody_else_does_not_exist(office):
    draft = office.begin()

    another = office.somebody("contributor")
    for address in (f"/es/drafts/{draft}/summary", f"/es/drafts/{draft}/check", f"/es/in-work/{draft}"):
        assert another.get(address).status_code == 404
    assert another.send(f"/es/drafts/{draft}/summary", **STEPS["summary"]).status_code == 404


def test_a_file_is_attached_and_removed(office):
    draft = office.begin()
    sent = {"file": (io.BytesIO(pdf("Informe")), "informe.pdf")}

    office.author.send(f"/es/drafts/{draft}/files", **sent)
    page = office.author.get(f"/es/drafts/{draft}/files").text
    removal = found(rf"/es/drafts/{draft}/remove-file/[0-9a-f]+", page)[0]
    office.author.send(removal)

    assert "informe.pdf" in page
    assert "informe.pdf" not in office.author.get(f"/es/drafts/{draft}/files").text.split("</nav>")[-1]


def test_a_file_of_another_kind_is_refused_with_a_reason(office):
    draft = office.begin()

    refused = office.author.send(f"/es/drafts/{draft}/files", file=(io.BytesIO(b"MZ\x90"), "informe.pdf"))

    assert refused.status_code == 422
    assert 'id="field-file-error"' in refused.text


def test_what_is_to_be_mended_stands_at_its_field(office):
    practice = office.hand_in()
    fields = {"reasons/": "Casi lista.", "reasons/title": "Más concreto, por favor."}

    does(office.curator, practice, "return", **fields)

    assert "Más concreto, por favor." in office.author.get(f"/es/drafts/{practice}/summary").text
    elsewhere = office.author.get(f"/es/drafts/{practice}/place").text
    assert ("Más concreto" in elsewhere, "En breve <small>1 por corregir</small>" in elsewhere) == (False, True)
    assert "Casi lista." in office.author.get(f"/es/in-work/{practice}").text


def test_a_practice_comes_to_readers_through_peer_review(office):
    practice = office.hand_in()
    assert "Vacunas en la frontera" in office.curator.get("/es/queue").text

    does(office.curator, practice, "screen")
    for reviewer in (office.un, office.external, office.other):
        does(office.curator, practice, "invite-reviewer", reviewer=str(reviewer.id))
        assert "Vacunas en la frontera" in reviewer.get("/es/desk").text
        does(reviewer, practice, "accept-invitation")
        does(reviewer, practice, "declare-interests", has_conflict="false")
        assert "presentada" in does(reviewer, practice, "file-review", **REVIEW)
    does(office.curator, practice, "accept")
    page = does(office.curator, practice, "publish")

    address = found(r'href="(/es/practices/[^"]+)"', page)[1]
    read = Visitor(office.app).get(address).text
    assert "<script>" not in read
    assert "Cruz Roja; Municipio" in read
    assert "1 resultado</h2>" in Visitor(office.app).get("/es/repository", q="vacunacion").text
    assert "prensa@salud.example" not in read
    assert "Universidad" not in office.author.get(f"/es/in-work/{practice}").text


def test_a_review_without_a_recommendation_is_kept_and_refused(office):
    practice = office.hand_in()
    does(office.curator, practice, "screen")
    does(office.curator, practice, "invite-reviewer", reviewer=str(office.external.id))
    does(office.external, practice, "accept-invitation")
    does(office.external, practice, "declare-interests", has_conflict="false")

    refused = office.external.send(
        f"/es/in-work/{practice}/file-review", **{**REVIEW, "recommendation": "", "to_author": "Largo comentario"}
    )

    assert refused.status_code == 422
    assert "Largo comentario" in refused.text
    assert 'href="#field-recommendation"' in refused.text


def test_a_reviewer_with_a_conflict_reads_no_further(office):
    practice = office.hand_in()
    does(office.curator, practice, "screen")
    does(office.curator, practice, "invite-reviewer", reviewer=str(office.external.id))
    does(office.external, practice, "accept-invitation")

    page = does(office.external, practice, "declare-interests", has_conflict="true", statement="Trabajé allí.")

    assert "Dos puestos" not in page
    assert "Trabajé allí." not in office.author.get(f"/es/in-work/{practice}").text


def test_a_verb_that_somebody_may_not_use_is_refused(office):
    practice = office.hand_in()

    assert office.author.send(f"/es/in-work/{practice}/screen").status_code == 403
    assert office.author.get(f"/es/in-work/{practice}/demolish").status_code == 404


def test_whatever_a_submission_lacks_is_named_and_leads_to_its_step(office):
    draft = office.begin()

    refused = office.author.send(f"/es/drafts/{draft}/check", **FOCAL_POINT)

    assert refused.status_code == 422
    step = f"/es/drafts/{draft}/story#field-detailed_information"
    assert f'<a href="{step}">Qué se hizo</a>: <span>Hace falta para entregarla.</span>' in refused.text
    assert "Paso anterior" in refused.text


def test_what_a_review_and_a_return_lack_is_said_where_it_is_filled_in(office):
    practice = office.hand_in()
    returned = office.curator.send(f"/es/in-work/{practice}/return")
    does(office.curator, practice, "screen")
    does(office.curator, practice, "invite-reviewer", reviewer=str(office.un.id))
    does(office.un, practice, "accept-invitation")
    does(office.un, practice, "declare-interests", has_conflict="false")
    reviewed = office.un.send(f"/es/in-work/{practice}/file-review", recommendation="accept")

    assert (returned.status_code, reviewed.status_code) == (422, 422)
    assert '<a href="#field-reasons-">En conjunto</a>: Diga al menos una razón' in returned.text
    assert '<a href="#field-scores-quality">Calidad, de 1 a 5</a>: Este dato es necesario.' in reviewed.text
    assert "Dos puestos, tres turnos." in reviewed.text
