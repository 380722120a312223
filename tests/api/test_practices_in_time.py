"""Which version was public then: the past of a practice, of which nothing shows what is hidden now."""

import pytest

from tests.api.cast import BEGUN, WHY


def saying(one, practice, *, at):
    """Read a practice as of a position."""
    return one.get(f"/practices/{practice}", known_at=at)


@pytest.fixture
def first(cast):
    """A practice with one version, and the position of the log by then."""
    practice = cast.publish()
    return practice, cast.slug(practice), cast.author.position()


@pytest.fixture
def second(cast, first):
    """The same with a second version."""
    practice, slug, position = first
    cast.curator.must("correct-slip", practice, {"title": "Vacunas para todos", "reason": "Errata."})
    return practice, slug, position


def test_the_version_that_was_public_then_is_shown(cast, second):
    _, slug, position = second

    now, then = cast.author.get(f"/practices/{slug}").json, saying(cast.author, slug, at=position).json

    assert (now["edition"], now["title"], now["known_at"]) == (2, "Vacunas para todos", None)
    assert (then["edition"], then["title"], then["known_at"]) == (1, BEGUN["title"], position)
    assert then["content"] == cast.author.get(f"/practices/{slug}/versions/1").json["content"]
    assert then["position"] <= position < now["position"]


def test_before_its_first_version_readers_knew_no_practice(cast, first):
    _, slug, position = first

    assert saying(cast.author, slug, at=position - 1).status_code == 404
    assert cast.author.get(f"/practices/{slug}", known_at="2020-01-01").status_code == 404
    assert cast.author.get(f"/practices/{slug}", valid_at="2020-01-01").status_code == 404


def test_a_time_and_a_day_ask_as_a_position_does(cast, first):
    practice, slug, _ = first
    published_at = cast.author.get(f"/practices/{slug}").json["published_at"]
    cast.curator.must("correct-slip", practice, {"title": "Vacunas para todos", "reason": "Errata."})
    today = published_at[:10]

    assert cast.author.get(f"/practices/{slug}", known_at=published_at).json["edition"] == 1
    assert cast.author.get(f"/practices/{slug}", known_at=today).json["edition"] == 2
    whole = cast.author.get(f"/practices/{slug}", valid_at=today).json
    assert (whole["edition"], whole["valid_at"], whole["known_at"]) == (2, today, None)
    assert cast.author.get(f"/practices/{slug}", known_at="yesterday").status_code == 422


def test_the_earlier_clock_decides(cast, second):
    _, slug, position = second

    assert cast.author.get(f"/practices/{slug}", valid_at="2999-01-01", known_at=position).json["edition"] == 1
    assert cast.author.get(f"/practices/{slug}", valid_at="2020-01-01", known_at=position).status_code == 404


def test_lists_end_where_the_log_did(cast, first):
    practice, slug, position = first
    cast.curator.must("translate", practice, {"language": "en", "texts": {"title": "Vaccination"}})
    translated = cast.author.position()
    cast.curator.must("correct-slip", practice, {"title": "Vacunas para todos", "reason": "Errata."})

    def told(what, at):
        return cast.author.get(f"/practices/{slug}/{what}", known_at=at).json["results"]

    assert [one["edition"] for one in told("versions", position)] == [1]
    assert [one["event"] for one in told("history", position)] == ["published"]
    assert told("translations", position) == []
    assert [one["is_stale"] for one in told("translations", translated)] == [False]
    assert [one["is_stale"] for one in told("translations", translated + 9)] == [True]


def test_what_was_archived_then_is_marked_then(cast, first):
    practice, slug, _ = first
    cast.curator.must("archive", practice, {"reason": "El programa terminó."})
    archived = cast.author.position()
    cast.curator.must("restore", practice, WHY)

    assert cast.author.get(f"/practices/{slug}").json["standing"] == "public"
    then = saying(cast.author, slug, at=archived).json
    assert (then["standing"], then["standing_reason"]) == ("archived", "El programa terminó.")


def test_what_was_gone_then_is_gone_then_although_it_is_back(cast, first):
    practice, slug, position = first
    cast.curator.must("unpublish", practice, {"reason": "Por revisar."})
    gone = cast.author.position()
    cast.curator.must("restore", practice, WHY)

    for what in ("", "/versions", "/translations", "/history"):
        refused = saying(cast.stranger, f"{slug}{what}", at=gone)
        assert (refused.status_code, "Por revisar." in refused.json["detail"]) == (410, True)
    assert saying(cast.author, slug, at=position).json["edition"] == 1


@pytest.mark.parametrize("what", ["", "/versions", "/translations", "/history"])
def test_the_past_does_not_show_what_was_taken_from_readers_since(cast, first, what):
    practice, slug, position = first
    cast.curator.must("unpublish", practice, WHY)

    assert saying(cast.stranger, f"{slug}{what}", at=position).status_code == 410
    assert saying(cast.stranger, f"{slug}{what}", at=position - 1).status_code == 410


def test_the_past_does_not_show_a_version_that_stayed_away(cast, first):
    practice, slug, position = first
    cast.curator.must("translate", practice, {"language": "en", "texts": {"title": "Vaccination"}})
    cast.curator.must("unpublish", practice, WHY)
    cast.author.must("start-version", practice)
    cast.author.must("revise", practice, {"summary": "Sin nombres."})
    cast.publish(practice)

    assert saying(cast.stranger, slug, at=position).status_code == 410
    assert saying(cast.stranger, f"{slug}/versions", at=position).status_code == 410
    assert cast.stranger.get(f"/practices/{slug}/translations").json["results"] == []
    assert cast.stranger.get(f"/practices/{slug}").json["edition"] == 2


def test_those_who_take_part_are_told_the_past_of_what_is_in_work(cast):
    practice = cast.begin()
    begun = cast.author.position()
    cast.author.must("submit", practice, {"focal_point": {"name": "Oficina", "email": "oficina@salud.example"}})

    def told(one, at):
        answer = one.get_signed(f"/practices/{practice}/history", known_at=at)
        return [happening["event"] for happening in answer.json.get("results", [])]

    assert told(cast.author, cast.author.position())[-1] == "submitted"
    assert "submitted" not in told(cast.author, begun)
    assert told(cast.author, 0) == []
    assert told(cast.stranger, begun) == []


def test_the_trail_keeps_from_readers_what_was_taken_from_them(cast, first):
    practice, _, _ = first
    cast.curator.must("translate", practice, {"language": "en", "texts": {"title": "Vaccination at borders"}})

    def told(**query):
        return [one["event"] for one in cast.stranger.get("/audit", aggregate_id=practice, **query).json["results"]]

    assert told() == ["translated", "published"]
    assert told(q="vaccination at") == ["translated"]
    at = cast.stranger.get("/audit", aggregate_id=practice).json["results"][-1]["position"]

    cast.curator.must("unpublish", practice, WHY)

    assert told() == ["unpublished"]
    assert told(q="vaccination at") == told(q=BEGUN["title"]) == []
    assert cast.stranger.get(f"/audit/{at}").status_code == 404
    assert BEGUN["title"] not in cast.stranger.get("/audit", format="jsonl").get_data(as_text=True)

    cast.curator.must("restore", practice, WHY)

    assert told() == ["restored", "unpublished", "translated", "published"]
