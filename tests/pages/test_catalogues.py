"""Nothing that is said lacks words in any language, and no words are kept that nobody says."""

from collections import Counter

import pytest
from babel.messages.plurals import get_plural

from domain.vocabulary import LANGUAGES
from knowledge.pages import labels
from knowledge.pages.labels import TRANSLATIONS, Labels, catalogues_of, texts_in
from tests.pages.catalogues import families, gaps, name_of, said, texts_of, used, written


def test_the_languages_are_those_of_the_platform():
    assert {folder.name for folder in TRANSLATIONS.iterdir()} == set(LANGUAGES)
    assert len({tuple(path.name for path in catalogues_of(language)) for language in LANGUAGES}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_said_has_words_and_all_words_are_said(language):
    names = Counter(name_of(message) for _, message in written(language))

    assert [(name, place) for name, place in used().items() if name not in names] == []
    assert sorted(names.keys() - used().keys()) == []
    assert [name for name, times in names.items() if times > 1] == []


def test_every_family_is_said_somewhere():
    assert families().keys() - said().keys() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_a_text_and_not_its_name(language):
    forms = get_plural(language).num_plurals
    for path, message in written(language):
        texts = texts_of(message)

        assert "fuzzy" not in message.flags, (path, message.id)
        assert len(texts) == (1 if isinstance(message.id, str) else forms), (path, message.id)
        assert all(text.strip() and text != name_of(message) for text in texts), (path, message.id)


def test_a_label_leaves_the_same_open_in_every_language():
    open_in = {
        language: {name_of(message): [gaps(text) for text in texts_of(message)] for _, message in written(language)}
        for language in LANGUAGES
    }
    for language in LANGUAGES:
        for name, every in open_in[language].items():
            assert all(one == open_in["es"][name][-1] for one in every), (language, name)


def test_a_label_that_nobody_has_written_is_refused():
    with pytest.raises(KeyError, match=r"board\.nothing"):
        Labels("es")("board.nothing")
    with pytest.raises(KeyError, match=r"board\.nothing"):
        Labels("es")("board.nothing", n=2)


@pytest.fixture
def networks(tmp_path, monkeypatch):
    """A catalogue with one label that has plural forms, in French and Spanish."""
    for language in ("fr", "es"):
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "some.po").write_text(
            'msgid "networks"\nmsgid_plural "networks"\nmsgstr[0] "{n} [one]"\nmsgstr[1] "{n} [more]"\n'
        )
    monkeypatch.setattr(labels, "TRANSLATIONS", tmp_path)
    texts_in.cache_clear()
    yield lambda language, *numbers: [Labels(language)("networks", n=n) for n in numbers]
    texts_in.cache_clear()


def test_a_number_chooses_between_plural_forms_as_the_language_does(networks):
    assert networks("fr", 0, 1, 1_500) == ["0 [one]", "1 [one]", "1\u202f500 [more]"]
    assert networks("es", 0, 1, 15_000) == ["0 [more]", "1 [one]", "15.000 [more]"]


def test_code_and_templates_are_read_alike():
    places = said().values()

    assert any(place.startswith("templates/") for place in places)
    assert any(place.startswith("pages/") for place in places)
