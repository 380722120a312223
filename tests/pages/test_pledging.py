"""Pledges at browsers: written, published, matched, amended, fulfilled, withdrawn; and as readers see them."""

import io
import re

import pytest

from knowledge.app import create_app
from tests.attachments.files import pdf
from tests.pages.conftest import SCRIPT
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

TEXT = f"Abriremos ventanillas donde quien llega regulariza su situación en un solo trámite. {SCRIPT} " * 3
SAYS = {
    "form": "individual",
    "title/es": "Ventanillas para regularizar",
    "description/es": TEXT,
    "kinds": "policy",
    "objectives": ["GCM-05", "GCM-07"],
    "timeframe": "2022/2024",
    "pledger": "Gobierno del Perú",
    "pledger_type": "government",
    "countries": "PE",
    "made": "2022-05-19",
}
ON_A_DAY = {"occurred/how": "day", "occurred/year": "2023", "occurred/month": "3", "occurred/day": "1"}


class Cast:
    """Two who pledge, the secretariat and a stranger, each at a browser."""

    def __init__(self, knowledge):
        self.knowledge, self.app = knowledge, create_app(knowledge)
        self.pledger, self.other, self.stranger = (self.somebody("contributor") for _ in range(3))
        self.curator = self.somebody("curator")

    def somebody(self, role):
        return Visitor(self.app).sign_in(self.knowledge, open_account(self.knowledge, role).id)

    def write(self, who, **others):
        begun = who.send("/es/my/pledges").headers["Location"]
        done = who.send(begun, **{**SAYS, **others})
        assert done.status_code == 303, done.text
        return begun.removesuffix("/write")

    def publish(self, who, **others):
        pledge = self.write(who, **others)
        does(who, pledge, "submit")
        page = does(self.curator, pledge, "publish")
        assert "La promesa está publicada" in page
        return pledge


@pytest.fixture
def cast(knowledge):
    return Cast(knowledge)


def does(visitor, pledge, verb, **fields):
    """Do something with a pledge, and return the page that follows."""
    done = visitor.send(f"{pledge}/{verb}", **fields)
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["Location"]).text


def test_a_pledge_is_written_returned_published_matched_amended_and_fulfilled(cast):
    pledge = cast.write(cast.pledger, **{"description/es": "Muy corta."})
    assert "Muy corta." in cast.pledger.get(f"{pledge}/write").text
    page = cast.pledger.get(pledge).text
    assert "Tiene 10 caracteres" in page
    refused = cast.pledger.send(f"{pledge}/submit")
    assert refused.status_code == 422
    assert cast.pledger.send(f"{pledge}/write", **SAYS).status_code == 303
    sent = {"file": (io.BytesIO(pdf("Plan")), "plan.pdf")}
    assert cast.pledger.send(f"{pledge}/file", **sent).status_code == 303
    does(cast.pledger, pledge, "submit")
    assert "Ventanillas para regularizar" in cast.curator.get("/es/pledges/queue").text
    does(cast.curator, pledge, "return", **{"reasons/title": "Más concreto."})
    assert "Más concreto." in cast.pledger.get(f"{pledge}/write").text
    does(cast.pledger, pledge, "submit")
    for visitor in (cast.stranger, Visitor(cast.app)):
        assert "Ventanillas" not in visitor.get("/es/pledges").text
        assert visitor.get(pledge).status_code in {302, 404}

    assert "Promesa 1" in does(cast.curator, pledge, "publish")
    cast.publish(cast.other, form="matching", **{"title/es": "Fondos", "matches/lines": "1"})

    page = Visitor(cast.app).get("/es/pledges/1").text
    assert "plan.pdf" in page
    assert "<script>alert" not in page
    assert "/es/pledges/2" in page
    told = {"progress": "fulfilled", "narrative": "Cinco ventanillas.", **ON_A_DAY}
    assert "cumplida" in does(cast.pledger, "/es/pledges/1", "report-progress", **told)
    sent = {"upload": (io.BytesIO(pdf("Otro plan")), "otro.pdf"), **amended("Ventanillas y papeles")}
    refused = cast.pledger.send(f"{pledge}/propose-amendment", **sent)
    assert (refused.status_code, 'href="#field-reason"' in refused.text) == (422, True)
    kept = dict(re.findall(r'name="(file/[a-z_]+)" value="([^"]+)"', refused.text))
    assert kept["file/name"] == "otro.pdf"
    again = {**amended("Ventanillas y papeles"), **kept, "upload": (io.BytesIO(), ""), "reason": "Se añadió."}
    assert "otro.pdf" in does(cast.pledger, pledge, "propose-amendment", **again)
    form = cast.curator.get("/es/pledges/1/amend").text
    assert "Ventanillas y papeles" in form
    assert "otro.pdf" in form
    page = does(cast.curator, "/es/pledges/1", "amend", **amended("Ventanillas y algo más"))
    assert "Ventanillas y algo más</h1>" in page
    now, before = page.split("Textos anteriores")
    assert ("otro.pdf" in now, "plan.pdf" in now, "plan.pdf" in before) == (True, False, True)
    assert "<small>· gobierno</small>" in now
    without = {**amended("Ventanillas y algo más"), "upload": (io.BytesIO(), ""), "without_file": "true"}
    does(cast.pledger, pledge, "propose-amendment", **without, reason="El plan venció.")
    page = does(cast.curator, "/es/pledges/1", "amend", **amended("Ventanillas y algo más"))
    assert "otro.pdf" not in page.split("Textos anteriores")[0]
    assert "otro.pdf" in page.split("Textos anteriores")[1]
    assert "2 promesas" in Visitor(cast.app).get("/es/pledges").text
    assert "1 promesa<" in Visitor(cast.app).get("/es/pledges", progress="fulfilled").text


def amended(title):
    return {**{name: SAYS[name] for name in ("description/es", "kinds", "objectives", "timeframe")}, "title/es": title}


def test_what_was_withdrawn_says_so_and_the_dashboard_counts_what_stands(cast):
    cast.publish(cast.pledger)
    cast.publish(cast.pledger, **{"title/es": "Otra", "countries": "MX", "kinds": "financial"})

    ahead = cast.pledger.send("/es/pledges/2/withdraw", **{**ON_A_DAY, "occurred/year": "2999"}, reason="Sin fondos.")
    assert (ahead.status_code, 'href="#field-occurred"' in ahead.text) == (422, True)
    does(cast.pledger, "/es/pledges/2", "withdraw", **ON_A_DAY, reason="Sin fondos.")

    gone = Visitor(cast.app).get("/es/pledges/2")
    assert (gone.status_code, "Sin fondos." in gone.text) == (410, True)
    page = Visitor(cast.app).get("/es/pledges/dashboard").text
    assert "<rect" in page
    assert "contribución financiera" not in page.split("Por tipo")[1].split("Por forma")[0]
    assert "contribución financiera" in Visitor(cast.app).get("/es/pledges/dashboard", valid_at="2022-12-31").text


def test_nobody_does_with_a_pledge_what_is_not_theirs(cast):
    pledge = cast.publish(cast.pledger)

    for address in (f"{pledge}/propose-amendment", "/es/pledges/1/withdraw", "/es/pledges/1/report-progress"):
        assert cast.stranger.get(address).status_code == 404
        upload = {"upload": (io.BytesIO(), "")} if address.endswith("amendment") else {}
        assert cast.stranger.send(address, reason="No.", **upload).status_code == 404
    assert cast.pledger.get("/es/pledges/1/amend").status_code == 403
    assert cast.pledger.get("/es/pledges/1/demolish").status_code == 404
    assert cast.pledger.get("/es/pledges/queue").status_code == 403
    late = cast.pledger.send(
        "/es/pledges/1/report-progress", progress="planning", narrative="Ya.", seen="1", **ON_A_DAY
    )
    assert (late.status_code, "Ya." in late.text) == (412, True)
