"""A coordinator at a browser: records a milestone, refines and corrects it, takes it back, and undoes."""

import re

import pytest
from werkzeug.datastructures import MultiDict

from knowledge.app import create_app
from knowledge.pages.dating import Undated, edtf_of
from tests.pages.conftest import SCRIPT
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

NEW = {
    "source/new/title": f"Acta de la red {SCRIPT}",
    "source/new/language": "es",
    "source/locator": "p. 2",
    "source/quote": f"Quedó instalada {SCRIPT}",
}
BY_SEPTEMBER = {"occurred/how": "by", "occurred/year": "2021", "occurred/month": "9"}
ON_THE_15TH = {"occurred/how": "day", "occurred/year": "2021", "occurred/month": "9", "occurred/day": "15"}


@pytest.fixture
def desk(knowledge):
    """The browser of the coordinator of Peru."""
    account = open_account(knowledge, "coordinator", countries=["PE"])
    return Visitor(create_app(knowledge)).sign_in(knowledge, account.id)


@pytest.fixture
def curator(knowledge, desk):
    """The browser of a curator."""
    return Visitor(desk.app).sign_in(knowledge, open_account(knowledge, "curator").id)


def confirmed(page):
    """Give what the page that asks whether it is right would send."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    assert 'name="confirmed"' in page, page
    return {
        name: value.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&#39;", "'")
        for name, value in fields
        if name != "token"
    } | {"confirmed": "true"}


def records(visitor, address, fields):
    """Type a milestone, confirm it, and return the address of its page."""
    asked = visitor.send(address, **fields)
    assert asked.status_code == 200, asked.text
    done = visitor.send(address, **confirmed(asked.text))
    assert done.status_code == 303, done.text
    return done.headers["Location"]


def seen_in(page):
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found, page
    return found[1]


def does(visitor, milestone, verb, **fields):
    """Do something about a milestone, and return its page."""
    done = visitor.send(f"{milestone}/{verb}", seen=seen_in(visitor.get(f"{milestone}/{verb}").text), **fields)
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["Location"]).text


def document_in(page):
    found = re.search(r"/documents/([0-9a-f-]{36})", page)
    assert found, page
    return found[1]


def test_a_coordinator_records_refines_corrects_and_takes_back_a_milestone(desk):
    chosen = desk.get("/es/record").text
    assert 'href="/es/record/network/PE"' in chosen
    assert 'href="/es/record/network/PE/established"' in desk.get("/es/record/network/PE").text
    asked = desk.send("/es/record/network/PE/established", **BY_SEPTEMBER, **NEW).text
    assert "septiembre de 2021 o antes" in asked
    assert "<code>[..2021-09]</code>" in asked

    milestone = records(desk, "/es/record/network/PE/established", BY_SEPTEMBER | NEW)

    page = desk.get(milestone).text
    assert "septiembre de 2021 o antes" in page
    assert "El hito está registrado" in page
    assert f"{milestone}/undo" in page
    assert "<script>alert" not in page
    source = {"source/document": document_in(page), "source/locator": "p. 3"}
    assert "15 de septiembre de 2021" in does(desk, milestone, "refine", **ON_THE_15TH, **source)
    later = {"occurred/how": "month", "occurred/year": "2021", "occurred/month": "10"}
    page = does(desk, milestone, "correct", **later, **source, reason="Fue en octubre.")
    assert "Fue en octubre." in page
    assert "octubre de 2021" in page
    page = does(desk, milestone, "undo", reason="Me equivoqué.")
    assert re.search(r"<dd><data value=\"2021-09-15\">", page)
    assert "Retirado" in does(desk, milestone, "retract", reason="Se registró dos veces.")
    page = does(desk, milestone, "undo", reason="No era doble.")
    assert f"{milestone}/retract" in page
    assert f"{milestone}/reinstate" not in page


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(desk):
    address = "/es/record/network/PE/coordinator-named"
    typed = {"occurred/how": "day", "occurred/year": "2021", "occurred/month": "2", "occurred/day": "31"}

    refused = desk.send(address, **typed, **{"source/quote": f"Quedó {SCRIPT}"})

    assert refused.status_code == 422
    assert "No existe esa fecha en el calendario." in refused.text
    for place in ("occurred", "details-agency"):
        assert f'href="#field-{place}"' in refused.text
    assert 'value="31"' in refused.text
    assert "Quedó &lt;script&gt;" in refused.text
    partless = desk.send(address, **{"occurred/how": "month", "details/agency": "IOM"}, **NEW)
    assert '<a href="#field-occurred">Cuándo</a>: Este dato es necesario.' in partless.text
    nowhere = desk.send(address, **ON_THE_15TH, **{"details/agency": "IOM"})
    assert (nowhere.status_code, 'href="#field-source-document"' in nowhere.text) == (422, True)
    tomorrow = desk.send(address, **{"occurred/how": "year", "occurred/year": "2999", "details/agency": "IOM"}, **NEW)
    assert (tomorrow.status_code, 'href="#field-occurred"' in tomorrow.text) == (422, True)


def test_nothing_is_recorded_before_it_is_confirmed_and_all_can_be_changed_first(desk, knowledge):
    before = knowledge.platform.position()

    asked = desk.send("/es/record/champion/PE/declared", **ON_THE_15TH, **NEW)
    again = desk.send("/es/record/champion/PE/declared", **ON_THE_15TH, **NEW, change="true")

    assert asked.status_code == again.status_code == 200
    assert knowledge.platform.position() == before
    assert "Acta de la red &lt;script&gt;" in again.text


def test_who_has_read_an_older_version_is_shown_what_changed_and_keeps_what_was_typed(desk):
    milestone = records(desk, "/es/record/network/PE/established", BY_SEPTEMBER | NEW)
    source = {"source/document": document_in(desk.get(milestone).text), "source/quote": "El quince."}
    seen = seen_in(desk.get(f"{milestone}/refine").text)
    records(desk, "/es/record/network/PE/launched", ON_THE_15TH | source)

    refused = desk.send(f"{milestone}/refine", seen=seen, **ON_THE_15TH, **source)

    assert refused.status_code == 412
    assert "Entretanto cambió algo" in refused.text
    assert "Red lanzada" in refused.text
    assert "El quince." in refused.text
    now = seen_in(refused.text)
    assert desk.send(f"{milestone}/refine", seen=now, **ON_THE_15TH, **source).status_code == 303


def test_a_state_that_a_source_leaves_open_is_recorded_with_all_that_it_may_be(desk):
    address = "/es/record/network/PE/observed/terms-of-reference"
    states = MultiDict([*BY_SEPTEMBER.items(), *NEW.items(), ("one_of", "drafting"), ("one_of", "awaiting-approval")])

    asked = desk.send(address, **{name: states.getlist(name) for name in states})
    sent = MultiDict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.text))
    done = desk.send(address, **{name: sent.getlist(name) for name in sent if name != "token"}, confirmed="true")

    assert done.status_code == 303, done.text
    assert "en redacción o pendientes de aprobación" in desk.get("/es/countries/PE").text


def test_a_curator_settles_a_conflict_and_only_a_curator_is_offered_to(desk, curator):
    first = records(desk, "/es/record/network/PE/established", ON_THE_15TH | NEW)
    source = {"source/document": document_in(desk.get(first).text)}
    other = {"occurred/how": "year", "occurred/year": "2020"}
    second = records(desk, "/es/record/network/PE/established", other | source)
    assert f"{first}/settle" not in desk.get(first).text
    assert desk.get(f"{first}/settle").status_code == 403

    page = does(curator, first, "settle", reason="El acta manda.")

    assert "El conflicto está resuelto." in page
    assert "Descartado" in curator.get(second).text

    assert f"{first}/undo" in page
    assert desk.send(f"{first}/undo", reason="No.", seen=seen_in(curator.get(f"{first}/undo").text)).status_code == 403
    undone = does(curator, first, "undo", reason="Falta preguntar.")
    assert "Se deshizo el último cambio." in undone
    again = curator.get(first).text
    assert (f"{first}/settle" in again, f"{first}/undo" in again) == (True, False)
    assert "Descartado" not in curator.get(second).text.split("<h2")[0]
    assert curator.send(f"{first}/undo", reason="Otra vez.").status_code == 409
    assert "El conflicto está resuelto." in does(curator, second, "settle", reason="Se preguntó.")


def test_a_coordinator_records_nothing_of_other_countries(desk, curator):
    elsewhere = records(curator, "/es/record/network/EC/established", ON_THE_15TH | NEW)

    assert desk.get("/es/record/network/EC").status_code == 403
    assert desk.send("/es/record/network/EC/established", **ON_THE_15TH, **NEW).status_code == 403
    assert desk.get(f"{elsewhere}/refine").status_code == 403
    assert f"{elsewhere}/refine" not in desk.get(elsewhere).text
    assert Visitor(desk.app).get("/es/record").status_code == 302


def test_projects_activities_groups_and_documents_are_made_known(desk, curator):
    project = {
        "code": "PER-1",
        "title/es": "Fronteras",
        "countries": ["PE", "EC"],
        "money/amount": "1250.50",
        "money/currency": "USD",
    }
    done = desk.send("/es/register-record/project", **project)
    assert done.headers["Location"] == "/es/record/project/PER-1", done.text
    assert "1\u202f250.50" in curator.get("/es/projects/PER-1").text.replace("\N{NARROW NO-BREAK SPACE}", "\u202f")
    assert desk.send("/es/register-record/project", **{**project, "code": "EC-1", "countries": "EC"}).status_code == 403

    activity = {"network": "PE", "title/es": "Taller", "support_kinds": "SK-1", "counterparts/lines": "Ministerio"}
    begun = desk.send("/es/register-record/activity", **activity).headers["Location"]
    planned = records(
        desk,
        f"{begun}/carried-out",
        {"occurred/how": "period", "occurred/year": "2020", "occurred/until_year": "2021", **NEW},
    )
    assert "de 2020 a 2021" in desk.get(planned).text

    group = {"code": "WG-9", "type": "thematic", "names/en": "Data"}
    assert curator.send("/es/register-record/group", **group).headers["Location"] == "/es/record/working-group/WG-9"
    assert desk.send("/es/register-record/group", **group).status_code == 403
    assert desk.send("/es/register-record/document", title="Carta").status_code == 303


@pytest.mark.parametrize(
    ("parts", "edtf"),
    [
        ({"how": "day", "year": "2021", "month": "7", "day": "7"}, "2021-07-07"),
        ({"how": "month", "year": "2021", "month": "09", "day": "left over"}, "2021-09"),
        ({"how": "year", "year": "2021"}, "2021"),
        ({"how": "by", "year": "2021", "month": "9"}, "[..2021-09]"),
        ({"how": "between", "year": "2020", "until_year": "2021", "until_month": "3"}, "[2020..2021-03]"),
        ({"how": "period", "year": "2019"}, "2019/.."),
        ({"how": "period", "year": "2019", "until_year": "2021"}, "2019/2021"),
        ({"how": "written", "text": " 2021-34 "}, "2021-34"),
    ],
)
def test_what_is_known_of_a_date_is_written_as_edtf(parts, edtf):
    assert edtf_of(MultiDict({f"occurred/{name}": text for name, text in parts.items()})) == edtf


@pytest.mark.parametrize(
    ("parts", "place"),
    [
        ({"how": "day", "year": "2021", "month": "7"}, "day"),
        ({"how": "by", "year": "2021", "day": "7"}, "month"),
        ({"how": "year", "year": "21"}, "year"),
        ({"how": "month", "year": "2021", "month": "13"}, "month"),
        ({"how": "between", "year": "2021"}, "until_year"),
        ({"how": "written"}, "text"),
        ({}, "year"),
    ],
)
def test_a_part_of_a_date_that_is_missing_or_wrong_is_named(parts, place):
    with pytest.raises(Undated) as refused:
        edtf_of(MultiDict({f"occurred/{name}": text for name, text in parts.items()}))

    assert refused.value.args[0] == place


def test_a_date_is_said_in_words_while_it_is_typed(reader):
    words = reader.opens("/es/date-in-words?occurred/how=by&occurred/year=2021&occurred/month=9")

    assert words == "En palabras: septiembre de 2021 o antes"
    assert reader.opens("/es/date-in-words?occurred/how=day&occurred/year=20") == ""


def test_reviews_and_forums_are_registered_by_curators_and_countries_report_to_them(desk, curator):
    review = {"commission": "ECLAC", "round": " 2", "title/es": "Segundo examen regional", "regions": "419"}
    for what, body, code, address in (
        ("review", review, "regional-review/ECLAC-2", "regional-reviews/ECLAC-2"),
        ("forum", {"edition": "1", "title/en": "First forum"}, "review-forum/1", "review-forums/1"),
    ):
        begin = f"/es/register-record/{what}"
        assert begin in curator.get("/es/reviews").text
        assert begin in curator.get("/es/record").text
        assert begin not in desk.get("/es/reviews").text + desk.get("/es/record").text
        assert desk.send(begin, **body).status_code == 403
        lacking = curator.send(begin, **{**body, next(iter(body)): ""})
        assert (lacking.status_code, 'aria-invalid="true"' in lacking.text) == (422, True)
        assert curator.send(begin, **body).headers["Location"] == f"/es/record/{code}"
        assert curator.send(begin, **body).status_code == 409
        assert f"/es/record/{code}" in curator.get(f"/es/{address}").text

    spoken = {"details/round_table": "2", "details/objectives": ["GCM-08"]}
    table = records(curator, "/es/record/review-forum/1/round-table-held", NEW | ON_THE_15TH | spoken)
    assert "8. " in curator.get(table).text
    for code in ("regional-review/ECLAC-2", "review-forum/1"):
        reports = f"/es/record/{code}/voluntary-report-submitted"
        offered = desk.get("/es/record").text + desk.get(f"/es/{code.replace('/', 's/', 1)}").text
        assert offered.count(reports) == 2
        assert reports in desk.get(f"/es/record/{code}").text
        assert "scheduled" not in desk.get(f"/es/record/{code}").text
        form = desk.get(reports).text
        assert '<option value="PE" selected>' in form
        assert '<option value="EC"' not in form
        assert desk.send(reports, **NEW, **ON_THE_15TH, **{"details/country": "EC"}).status_code == 403
        elsewhere = NEW | ON_THE_15TH | {"details/country": "EC", "confirmed": "true"}
        assert desk.send(reports, **elsewhere).status_code == 403
        assert desk.get(f"/es/record/{code}/scheduled").status_code == 403
        assert desk.get(f"/es/record/{code}/observed/{code.split('/')[0]}").status_code == 403
        report = records(desk, reports, NEW | ON_THE_15TH | {"details/country": "PE"})
        assert "Perú" in desk.get(report).text
        assert report in desk.get("/es/countries/PE").text
        assert f"{report}/undo" in desk.get(report).text
