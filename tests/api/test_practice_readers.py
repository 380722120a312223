"""What readers are shown of a practice: versions, translations, forms, and what became of it."""

import csv
import hashlib
import io
import json

import pytest

from knowledge.representations.formats import MEDIA_TYPES
from tests.api.cast import WHY
from tests.support.submissions import FIELDS


def test_the_digest_of_a_version_is_that_of_its_canonical_form(cast):
    practice = cast.publish()

    version = cast.author.get(f"/practices/{cast.slug(practice)}/versions/1").json

    form = {"content": version["content"], "kind": version["kind"], "language": version["language"]}
    canonical = json.dumps(form, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert hashlib.sha256(canonical).hexdigest() == version["digest"]


def test_an_archived_practice_is_read_and_marked(cast):
    practice = cast.publish()
    slug = cast.slug(practice)

    cast.curator.must("archive", practice, {"reason": "El programa terminó."})

    read = cast.author.get(f"/practices/{slug}").json
    assert (read["standing"], read["standing_reason"]) == ("archived", "El programa terminó.")
    assert [one["standing"] for one in cast.author.get("/practices").json["results"]] == ["archived"]


def test_restoring_gives_back_what_was(cast):
    practice = cast.publish()
    slug = cast.slug(practice)
    for verb in ("archive", "unpublish", "restore"):
        cast.curator.must(verb, practice, WHY)
    assert cast.author.get(f"/practices/{slug}").json["standing"] == "archived"

    cast.curator.must("restore", practice, WHY)

    assert cast.author.get(f"/practices/{slug}").json["standing"] == "public"


def test_a_version_taken_from_readers_stays_away_when_the_next_is_published(cast):
    practice = cast.publish()
    slug = cast.slug(practice)
    cast.curator.must("translate", practice, {"language": "en", "texts": {"title": "Vaccination"}})
    cast.curator.must("unpublish", practice, WHY)
    cast.author.must("start-version", practice)
    cast.author.must("revise", practice, {"summary": "Sin nombres."})

    cast.publish(practice)

    assert cast.author.get(f"/practices/{slug}").json["edition"] == 2
    assert cast.author.get(f"/practices/{slug}/versions/1").status_code == 410
    assert [one["edition"] for one in cast.author.get(f"/practices/{slug}/versions").json["results"]] == [2]
    assert cast.author.get(f"/practices/{slug}/translations").json["results"] == []


def test_a_slip_is_mended_in_a_version_of_its_own(cast):
    practice = cast.publish()
    slug = cast.slug(practice)

    cast.curator.must("correct-slip", practice, {"title": "Vacunación en las fronteras", "reason": "Errata."})

    assert cast.author.get(f"/practices/{slug}").json["correction"] == "Errata."
    assert cast.author.get(f"/practices/{slug}/versions/1").json["title"] == FIELDS["title"]


def test_a_translation_is_shown_and_goes_stale(cast):
    practice = cast.publish()
    slug = cast.slug(practice)
    cast.author.must("translate", practice, {"language": "en", "texts": {"title": "Vaccination at the border"}})
    rendered = cast.author.get(f"/practices/{slug}/translations").json["results"]
    assert [(one["language"], one["is_stale"], one["texts"]) for one in rendered] == [
        ("en", False, {"title": "Vaccination at the border"})
    ]

    cast.curator.must("correct-slip", practice, {"title": "Otra", "reason": "Errata."})

    assert [one["is_stale"] for one in cast.author.get(f"/practices/{slug}").json["translations"]] == [True]
    assert cast.author.see(practice)["stale_translations"] == ["en"]


def test_readers_see_the_history_that_concerns_them(cast):
    practice = cast.publish()
    cast.curator.must("archive", practice, {"reason": "El programa terminó."})

    history = cast.author.get(f"/practices/{cast.slug(practice)}/history").json["results"]

    assert [(one["event"], one["by"]) for one in history] == [("published", None), ("archived", None)]
    assert history[0]["facts"].keys() == {"edition", "slug", "digest"}
    assert history[1]["facts"] == {"reason": "El programa terminó."}


def test_the_tag_of_a_public_practice_changes_with_what_readers_see(cast):
    practice = cast.publish()
    slug = cast.slug(practice)
    tag = cast.author.get(f"/practices/{slug}").headers["ETag"]
    cast.author.must("start-version", practice)
    assert cast.author.get(f"/practices/{slug}").headers["ETag"] == tag

    cast.curator.must("archive", practice, WHY)

    assert cast.author.get(f"/practices/{slug}").headers["ETag"] != tag


def test_readers_page_through_practices_and_choose_kind_and_language(cast):
    first, second = (cast.slug(cast.publish()) for _ in range(2))
    page = cast.author.get("/practices", limit=1).json
    assert [one["slug"] for one in page["results"]] == [second]
    rest = cast.author.get("/practices", limit=1, cursor=page["next"]).json

    assert ([one["slug"] for one in rest["results"]], rest["next"]) == ([first], None)
    assert len(cast.author.get("/practices", kind="good_practice", language="es").json["results"]) == 2
    assert cast.author.get("/practices", kind="initiative").json["results"] == []
    assert cast.author.get("/practices", language="en").json["results"] == []
    assert cast.author.get("/practices", kind="recipe").status_code == 422


@pytest.mark.parametrize(("name", "media_type"), list(MEDIA_TYPES.items()))
def test_a_public_practice_comes_in_the_form_that_is_asked_for(cast, name, media_type):
    slug = cast.slug(cast.publish())

    accepted = cast.author.call("GET", f"/practices/{slug}", headers={"Accept": media_type})
    named = cast.author.get(f"/practices/{slug}", format=name)

    assert accepted.mimetype == named.mimetype == media_type
    assert accepted.data == named.data
    assert FIELDS["implementer"] in accepted.get_data(as_text=True)
    assert accepted.headers["Vary"] == "Accept, Cookie"


def test_each_form_has_a_tag_of_its_own(cast):
    slug = cast.slug(cast.publish())

    tags = {cast.author.get(f"/practices/{slug}", format=name).headers["ETag"] for name in MEDIA_TYPES}

    assert len(tags) == len(MEDIA_TYPES)


def test_a_form_that_nobody_knows_is_refused(cast):
    slug = cast.slug(cast.publish())

    refused = cast.author.call("GET", f"/practices/{slug}", headers={"Accept": "image/png"})

    assert (refused.status_code, refused.json["type"]) == (406, "/problems/not-acceptable")
    assert cast.author.get(f"/practices/{slug}", format="docx").status_code == 422


def test_a_list_comes_as_a_table_too(cast):
    slugs = [cast.slug(cast.publish()) for _ in range(2)]

    table = cast.author.get("/practices", format="csv", limit=1)

    rows = list(csv.DictReader(io.StringIO(table.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["slug"] for row in rows] == [slugs[1]]
    assert 'rel="next"' in table.headers["Link"]
