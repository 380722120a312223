import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import compose, fold, grams, sort_key, stem, stemming_languages, tokens, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Ñandú", "nandu"), ("AÇÃO", "acao"), ("Straße", "strasse"), ("Œuvre", "oeuvre"), ("мой", "мой"), ("ёлка", "елка"),
     ("مُهَاجِر", "مهاجر"), ("أطفال", "اطفال"), ("कि", "कि")],
)  # fmt: skip
def test_folding_takes_case_and_diacritics_away_but_no_letters(written, folded):
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("es", "vacunación vacunacion vacunas vacunaciones"),
        ("pt", "migração migrações migracao"),
        ("fr", "vulnérabilité vulnerabilite vulnérabilités"),
        ("en", "migrating migrated"),
        ("ru", "миграция миграции"),
        ("ar", "المهاجرون مهاجرين"),
    ],
)
def test_forms_of_a_word_share_its_stem_with_or_without_accents(language, forms):
    assert len({stem(folded, language) for _, folded in words(compose(forms))}) == 1


def test_scripts_without_spaces_become_pairs_of_characters():
    assert [token.folded for token in tokens("中文句子 GCM2 文")] == ["中文", "文句", "句子", "gcm2", "文"]


def test_apostrophes_part_words_and_soft_hyphens_do_not():
    assert [token.folded for token in tokens("L’asile des per­sonnes")] == ["l", "asile", "des", "personnes"]


def test_grams_are_taken_of_latin_words_only():
    assert grams("migrante") == ["migr", "igra", "gran", "rant", "ante"]
    assert grams("миграция") == grams("ley") == grams("2021") == []


def test_a_word_is_stemmed_in_the_languages_of_its_script():
    every = frozenset({"ar", "en", "es", "fr", "pt", "ru", "zh"})

    assert stemming_languages("salud", every) == ["en", "es", "fr", "pt"]
    assert stemming_languages("права", every) == ["ru"]
    assert stemming_languages("حدود", every) == ["ar"]


def test_titles_sort_as_in_their_language():
    spanish = sorted(["Ñame", "Nuez", "Níspero", "Oca", "nabo"], key=lambda title: sort_key(title, "es"))

    assert spanish == ["nabo", "Níspero", "Nuez", "Ñame", "Oca"]
    assert sorted(["Zoo", "Élan", "Eau"], key=lambda title: sort_key(title, "fr")) == ["Eau", "Élan", "Zoo"]


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_and_every_word_stands_where_it_says(text):
    composed = compose(text)
    found = tokens(composed)

    assert [token.position for token in found] == list(range(len(found)))
    assert all(0 <= token.start < token.end <= len(composed) for token in found)
    assert all(token.folded and not token.folded.isspace() for token in found)
    assert [(token.exact, token.folded) for token in found] == words(composed)


@given(st.text(alphabet=st.characters(max_codepoint=0x7FF), max_size=60))
def test_how_letters_are_composed_makes_no_difference(text):
    decomposed = unicodedata.normalize("NFD", text)

    assert words(compose(decomposed)) == words(compose(text))


@given(st.text(max_size=40), st.sampled_from(["ar", "en", "es", "fr", "pt", "ru", "zh"]))
@example("\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL A}", "en")
def test_folding_is_done_once_and_stems_are_folded(text, language):
    for _, folded in words(compose(text)):
        assert fold(folded) == folded
        assert stem(folded, language)


def test_every_letter_there_is_can_be_analysed():
    for start in range(0, sys.maxunicode, 4096):
        tokens(compose("".join(chr(code) for code in range(start, start + 4096) if not 0xD800 <= code < 0xE000)))
