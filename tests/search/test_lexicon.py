import pytest

from search.lexicon import Lexicon


@pytest.fixture
def lexicon():
    return Lexicon(
        {"migración": 9, "migracion": 2, "migration": 5, "migrante": 4, "vacunas": 3, "año": 2, "ano": 1, "ley": 1}
    )


def test_a_beginning_goes_on_with_the_words_used_most(lexicon):
    assert lexicon.beginning_with("migr", limit=2) == ["migracion", "migration"]
    assert lexicon.beginning_with("x", limit=2) == []


def test_a_folded_word_is_spelt_as_most_do(lexicon):
    assert lexicon.spellings("migracion") == ["migración", "migracion"]
    assert lexicon.count("migracion") == 11


def test_cognates_share_their_grams(lexicon):
    assert [word for word, _ in lexicon.cognates("migracao", least=0.5, limit=5)] == ["migracion"]
    assert lexicon.cognates("миграция", least=0.1, limit=5) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("migrasion", "migracion"),
        ("imgration", "migration"),
        ("vacuns", "vacunas"),
        ("lye", "ley"),
        ("vacunsa", "vacunas"),
    ],
)
def test_missing_wrong_and_swapped_letters_are_forgiven(lexicon, typed, meant):
    assert lexicon.misspelt(typed, limit=5)[0] == meant


def test_what_is_too_different_is_no_misspelling(lexicon):
    assert lexicon.misspelt("zzzzzzz", limit=5) == []
    assert lexicon.misspelt("sol", limit=5) == []


def test_new_words_are_learnt(lexicon):
    lexicon.add(["frontera", "vacunas"])

    assert lexicon.beginning_with("fron", limit=1) == ["frontera"]
    assert lexicon.count("vacunas") == 4
