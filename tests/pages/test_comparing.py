"""Two days, or what was known at two moments, side by side."""

import re
from html import unescape


def words(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def rows(page, heading):
    table = page.split(f'id="{heading}"')[1].split("</table>")[0]
    return [words(row).strip() for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", table, re.DOTALL)[1:]]


def test_two_days_differ_in_what_happened_between(bulletin):
    page = bulletin.opens("/en/compare?from_valid_at=2020-12-31&to_valid_at=2021-09-30")

    mexico = [row for row in rows(page, "countries") if row.startswith("Mexico")]
    assert mexico[0].startswith("Mexico Network established by September 2021 · possible established")
    assert mexico[0].endswith("another certainty")
    assert mexico[-1].startswith("Mexico Joint project of Chile and Mexico:")
    assert rows(page, "figures")[0] == "Networks established 0–13 13 another figure"


def test_a_correction_differs_between_what_was_known_before_and_after(reader, coordinator):
    first = coordinator.records("established", "2021-10")
    coordinator.records("established", "2021", country="EC")
    coordinator.recorder.correct(
        coordinator.author, first, occurred="2021-09", source=coordinator.source(), reason="The minutes say so."
    )

    page = reader.opens(f"/en/compare?from_known_at={first}&to_valid_at=2022-01-01&from_valid_at=2022-01-01")

    assert [row.split(" — ")[0].split()[0] for row in rows(page, "countries")] == ["Ecuador", "Peru"]
    ecuador, peru = rows(page, "countries")
    assert ecuador.endswith("known only at the second")
    assert peru.endswith("another date")


def test_what_is_the_same_is_named_and_left_out(bulletin):
    page = bulletin.opens("/es/compare?scope=MX")

    assert "No difiere nada." in page
    assert "Sin diferencias: México" in words(page)


def test_whoever_asks_nothing_yet_is_offered_something(bulletin):
    page = bulletin.opens("/en/compare")

    assert 'id="countries"' not in page
    for address in re.findall(r'<li><a href="(/en/compare\?[^"]+)"', page):
        assert 'id="countries"' in bulletin.opens(unescape(address))


def test_a_region_that_is_none_is_refused(bulletin):
    bulletin.opens("/en/compare?scope=XYZ", status=422)
