"""Parts of pages that are put together once."""

from collections.abc import Iterator

import pytest
from flask import Flask, g
from markupsafe import Markup, escape

from knowledge.pages import fragments
from knowledge.pages.fragments import Fragments
from knowledge.pages.words import Words


@pytest.fixture
def say() -> Iterator[Words]:
    with Flask(__name__).test_request_context("/en/"):
        g.language = "en"
        yield Words("en")


def test_a_part_is_put_together_once_while_what_it_shows_is_the_same(say: Words) -> None:
    kept, made = Fragments(lambda: say), list[str]()

    def put_together() -> Markup:
        made.append("once more")
        return escape(f"made {len(made)}")

    shown = [kept("title", {"version": version}, caller=put_together) for version in (1, 1, 2, 1)]
    assert shown == ["made 1", "made 1", "made 2", "made 1"]
    assert kept("summary", {"version": 1}, caller=put_together) == "made 3"
    g.language = "fr"
    assert kept("title", {"version": 1}, caller=put_together) == "made 4"


def test_a_part_from_memory_calls_for_its_footnotes_too_and_for_no_others(say: Words) -> None:
    kept = Fragments(lambda: say)

    def name() -> Markup:
        say.footnotes["of the name"] = None
        return Markup("a name*")

    for _ in range(2):
        say.footnotes = {"told before": None}
        assert kept("name", caller=name) == "a name*"
        assert list(say.footnotes) == ["told before", "of the name"]
    say.footnotes = {}
    kept("other", caller=Markup)
    assert not say.footnotes


def test_parts_that_were_not_shown_for_longest_make_room(say: Words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "MOST", 2)
    kept, made = Fragments(lambda: say), list[int]()
    for number in (1, 2, 1, 3, 1, 2):

        def put_together(number: int = number) -> Markup:
            made.append(number)
            return escape(number)

        kept(number, caller=put_together)
    assert made == [1, 2, 3, 2]
