import re

import pytest

from tests.pages.conftest import SCRIPT, without_our_scripts


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ").split())


@pytest.fixture
def settled(coordinator):
    """A network in Peru: recorded, refined, corrected, retracted. Returns its position."""
    position = coordinator.records()
    recorder, author = coordinator.recorder, coordinator.author
    recorder.refine(author, position, occurred="2021-10-14", source=coordinator.source("p. 3"))
    recorder.correct(
        author, position, occurred="2021-11", source=coordinator.source("p. 4"), reason="The minutes name November."
    )
    recorder.retract(author, position, reason=f"Another country {SCRIPT}.")
    return position


def test_mexico_is_on_every_track_and_every_fact_has_its_source(bulletin):
    page = bulletin.opens("/es/countries/MX")

    for state in ("creada", "aprobados", "en redacción o redactado", "declarado", "asignado"):
        assert f"</span>{state}</a>" in page
    assert page.count('class="source"') == page.count('class="fact"') == 5
    assert page.count("Hitos clave y avances #2") == 5


def test_the_timeline_is_ordered_by_the_last_possible_day(reader, coordinator):
    for milestone, occurred in (("launched", "2021"), ("established", "[..2021-09]"), ("dormant", "2021-09-01")):
        coordinator.records(milestone, occurred)

    page = reader.opens("/en/countries/PE")

    order = ["1 September 2021", "by September 2021", "2021"]
    assert re.findall(r'<div class="when"><data[^>]*>([^<]+)', page) == order


@pytest.mark.usefixtures("settled")
def test_a_retracted_fact_is_struck_through_and_says_why(reader):
    page = reader.opens("/en/countries/PE")

    assert "<del><a" in page
    assert "Reason: Another country" in page
    assert "— unknown" in words(page)


def test_a_milestone_tells_its_history(reader, settled):
    page = reader.opens(f"/en/milestones/{settled}")

    rows = [words(row) for row in re.findall(r'<tr role="row" id.*?</tr>', page, re.DOTALL)]
    changes = [row.split()[0] for row in rows]
    assert changes == ["Recorded", "Refined", "Corrected", "Retracted"]
    assert rows[0].startswith("Recorded — October 2021 —")
    assert rows[1].startswith("Refined October 2021 14 October 2021 —")
    assert rows[2].startswith("Corrected 14 October 2021 November 2021 The minutes name November.")
    assert rows[3].startswith("Retracted held to be true retracted Another country")
    assert "p. 3" in rows[1]
    assert all(f"administrator · Position {settled + place}" in row for place, row in enumerate(rows))


def test_a_change_names_its_source_even_where_it_is_that_of_the_claim(reader, coordinator):
    position = coordinator.records()
    coordinator.recorder.refine(coordinator.author, position, occurred="2021-10-14", source=coordinator.source())

    page = reader.opens(f"/en/milestones/{position}")

    rows = re.findall(r'<tr role="row" id.*?</tr>', page, re.DOTALL)
    assert [row.count('class="source"') for row in rows] == [1, 1]


def test_what_was_imported_says_so(bulletin):
    assert "import · Position 33" in words(bulletin.opens("/en/milestones/33"))


@pytest.mark.parametrize("where", ["countries/PE", "milestones", "milestones/{}", "documents/{}"])
def test_a_script_in_what_was_recorded_stays_text(reader, coordinator, settled, where):
    address = f"/es/{where}".format(coordinator.document if "documents" in where else settled)

    page = reader.opens(address)

    assert "<script" not in without_our_scripts(page)
    assert "&lt;script&gt;alert(&#39;read me&#39;)&lt;/script&gt;" in page


def test_the_note_on_kosovo_stands_where_its_name_does(reader, coordinator):
    coordinator.records(country="XK")

    assert "1244 (1999)" in reader.opens("/en/")
    assert "1244 (1999)" in reader.opens("/pt/countries/XK")
    assert "1244 (1999)" not in reader.opens("/en/countries/PE")


def test_details_are_shown_in_the_language_of_the_page(reader, coordinator):
    coordinator.records("coordinator-named", agency="IOM")
    coordinator.records("work-plan-drafted", period="2021/2023")

    page = words(reader.opens("/es/countries/PE"))

    assert "Organismo: OIM (Organización Internacional para las Migraciones)" in page
    assert "Período: de 2021 a 2023" in page


def test_the_timeline_shows_what_was_asked_for(bulletin):
    page = bulletin.opens("/en/milestones?country=MX&what=network.established")

    assert page.count('class="fact"') == 1
    assert 'href="/api/v1/milestones?country=MX&amp;aggregate=network&amp;milestone=established"' in page


def test_the_question_of_what_was_known_stays_closed_until_it_is_asked(bulletin):
    assert "<details open>" not in bulletin.opens("/en/milestones?country=CR")
    assert "<details open>" in bulletin.opens("/en/milestones?country=CR&known_at=90")


def test_the_timeline_goes_on_page_by_page_until_all_is_shown(bulletin):
    first = bulletin.opens("/en/milestones?what=network&limit=20")
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = bulletin.opens(following.replace("&amp;", "&"))

    shown = [re.findall(r'class="fact"><a href="/en/milestones/(\d+)"', page) for page in (first, second)]
    assert [len(positions) for positions in shown] == [20, 10]
    assert not set(shown[0]) & set(shown[1])
    assert 'rel="next"' not in second


def test_a_project_names_its_agencies_and_countries(bulletin):
    page = words(bulletin.opens("/fr/projects/mptf-chl-mex"))

    assert "Organisme chef de file OIT (Organisation internationale du Travail)" in page
    assert "Chili , Mexique" in page


def test_the_eight_working_groups_are_listed(bulletin):
    page = bulletin.opens("/es/working-groups")

    assert page.count('<tr role="row" id="WG-') == 8
    assert "Alternativas a la Detención" in page


@pytest.mark.usefixtures("settled")
def test_a_document_lists_what_rests_on_it(reader, coordinator):
    page = reader.opens(f"/en/documents/{coordinator.document}")

    assert 'href="https://example.org/acta"' in page
    assert page.count('class="fact"') == 1


@pytest.mark.parametrize("address", ["countries/QQ", "milestones/999999", "projects/none", "documents/none", "nowhere"])
def test_what_is_not_there_is_a_page_in_the_language_asked(bulletin, address):
    page = bulletin.opens(f"/pt/{address}", status=404)

    assert '<html lang="pt" dir="ltr">' in page
    assert "Isto não pode ser mostrado" in page


def test_what_networks_do_is_listed_by_network_kind_of_support_and_state(bulletin):
    every = bulletin.opens("/es/support-activities")
    kind = re.search(r'<option value="(SK-\d)">([^<]+)</option>', every)
    assert kind

    narrowed = bulletin.opens(f"/es/support-activities?support_kind={kind[1]}&state=carried-out&country=MX")

    number, fewer = (int(re.findall(r">(\d+) actividad", page)[0]) for page in (every, narrowed))
    assert number > fewer
    assert bulletin.opens("/es/support-activities?support_kind=SK-99", status=422)
