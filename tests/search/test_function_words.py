"""What a sentence is held together by, and what it is about."""

import pytest

from search.analysis import fold
from search.function_words import FUNCTION_WORDS, telling_words


@pytest.mark.parametrize(
    ("typed", "speaks", "telling"),
    [
        ("¿qué es la trata de personas?", "es", {"trata", "personas"}),
        ("¿qué es la trata de personas?", "en", {"trata", "personas"}),
        ("trata de personas", "", {"trata", "personas"}),
        ("how does the pact protect the rights of children", "es", {"pact", "protect", "rights", "children"}),
        ("comment les enfants sont accueillis", "", {"enfants", "accueillis"}),
        ("o que fazem as redes para os migrantes", "pt", {"fazem", "redes", "migrantes"}),
    ],
)
def test_a_sentence_is_about_its_other_words(typed, speaks, telling):
    assert telling_words(fold(typed).strip("¿?").split(), speaks) == telling


@pytest.mark.parametrize(
    ("typed", "speaks"),
    [("frontera sur", "es"), ("sea rescue", "en"), ("who guidelines", "en"), ("son", "en"), ("de la", "es")],
)
def test_what_means_something_to_the_reader_is_looked_for(typed, speaks):
    assert telling_words(typed.split(), speaks) == set(typed.split())


def test_they_are_written_as_words_are_looked_up():
    for known in FUNCTION_WORDS.values():
        assert {fold(word) for word in known} == known
