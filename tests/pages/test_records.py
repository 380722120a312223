"""Networks, champions and projects as pages, and milestones as a feed."""

import re
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"


def read_feed(reader, address):
    answer = reader.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ET.fromstring(answer.get_data())  # noqa: S314 - our own


def test_every_record_of_a_kind_is_one_click_from_its_list(bulletin):
    for kind, count in (("networks", 13), ("champions", 6), ("projects", 2)):
        page = bulletin.opens(f"/es/{kind}")

        links = re.findall(rf'<th role="rowheader" scope="row"><a href="(/es/{kind}/[^"]+)"', page)
        assert len(links) == count
        for address in links:
            assert 'class="fact"' in bulletin.opens(address)


def test_a_network_tells_where_it_stands_and_what_happened_each_with_its_source(bulletin):
    page = bulletin.opens("/es/networks/MX")

    for state in ("creada", "aprobados", "en redacción o redactado"):
        assert f"</span>{state}</a>" in page
    assert page.count('class="fact"') == page.count('class="source"') == 3
    assert "Proyecto asignado" not in page


def test_a_champion_and_a_project_tell_their_own_milestones_alone(bulletin):
    champion, project = bulletin.opens("/en/champions/MX"), bulletin.opens("/en/projects/mptf-chl-mex")

    assert champion.count('class="fact"') == project.count('class="fact"') == 1
    assert "</span>assigned</a>" in project


def test_what_is_not_recorded_has_no_page(bulletin):
    for address in ("networks/FR", "networks/QQ", "champions/FR"):
        bulletin.opens(f"/en/{address}", status=404)


def test_a_country_leads_to_its_network_and_to_its_feed(bulletin):
    page = bulletin.opens("/en/countries/MX")

    assert 'href="/en/networks/MX"' in page
    assert 'href="/en/champions/MX"' in page
    assert '<link rel="alternate" type="application/atom+xml" href="/en/milestones.atom?country=MX"' in page


def test_a_feed_tells_what_changed_last_first_with_date_and_source(reader, coordinator):
    first = coordinator.records("established", "2021-10")
    coordinator.records("launched", "2021-11")
    coordinator.records("established", "2021-12", country="EC")
    coordinator.recorder.correct(
        coordinator.author, first, occurred="2021-09", source=coordinator.source(), reason="The minutes say so."
    )

    feed = read_feed(reader, "/en/milestones.atom?country=PE")

    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Network established: Peru",
        "Network launched: Peru",
    ]
    told = entries[0].findtext(f"{ATOM}summary")
    assert "September 2021" in told
    assert "The minutes say so." in told
    assert coordinator.source().locator in told
    link = entries[0].find(f"{ATOM}link").get("href")
    assert "Corrected" in reader.opens(link.removeprefix("http://localhost"))
    assert entries[0].findtext(f"{ATOM}updated") > entries[0].findtext(f"{ATOM}published")


def test_the_feed_of_one_record_tells_of_it_alone(reader, coordinator):
    coordinator.records()
    coordinator.recorder.record_milestone(
        coordinator.author,
        "champion",
        "PE",
        milestone="declared",
        occurred="2021",
        source=coordinator.source(),
        details={},
    )
    (address,) = re.findall(r'atom\+xml" href="([^"]+)"', reader.opens("/en/champions/PE"))

    (entry,) = read_feed(reader, address).findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}category").get("term") == "champion"


def test_a_feed_of_no_country_says_which_parameter_is_wrong(bulletin):
    assert "QQ" in bulletin.opens("/en/milestones.atom?country=QQ", status=422)
