from dataclasses import replace

import pytest

from domain.vocabulary import LANGUAGES, agencies, countries
from search.analysis import words
from search.concepts import concepts, expansions, faults, find_by_label, listed


def named(question, language=None):
    return [expansion.concept_id for expansion in expansions(question.split(), language)]


def in_every_language(concept_id):
    preferred = concepts()[concept_id].preferred
    return {language: preferred[language] for language in LANGUAGES}


def test_the_list_is_without_fault():
    assert faults(list(concepts().values())) == []


def test_the_list_covers_the_field():
    assert len(listed()) >= 200


def test_every_country_and_agency_is_a_concept():
    ids = {f"country-{code}".lower() for code in countries()} | {f"agency-{code}".lower() for code in agencies()}

    assert ids <= set(concepts())


@pytest.mark.parametrize(
    ("question", "language", "concept_id"),
    [
        ("vacunacion", "es", "vaccination"),
        ("vacunas", "es", "vaccination"),
        ("trata de personas", "es", "trafficking-in-persons"),
        ("droits de l homme", "fr", "human-rights"),
        ("envois de fonds", "fr", "remittances"),
        ("migracoes", "pt", "migration"),
        ("cities", "en", "cities"),
        ("gcm", "en", "global-compact-for-migration"),
        ("oim", None, "agency-iom"),
        ("allemagne", "fr", "country-de"),
    ],
)
def test_a_question_in_one_language_names_a_concept_in_all(question, language, concept_id):
    (expansion,) = expansions(question.split(), language)

    assert expansion.concept_id == concept_id
    assert all(expansion.labels[each] for each in LANGUAGES)


def test_labels_are_folded_words():
    (expansion,) = expansions(["vaccination"], "en")

    assert expansion.labels["es"][0] == ("vacunacion",)
    assert ("soins", "de", "sante") in expansions(["health"], "en")[0].labels["fr"]


def test_an_expansion_tells_which_words_it_stands_for():
    found = expansions(["cursos", "sobre", "proteccion", "consular", "en", "guatemala"], "es")

    assert [(each.start, each.end, each.concept_id) for each in found] == [
        (0, 1, "training"),
        (2, 4, "consular-protection"),
        (5, 6, "country-gt"),
    ]


def test_the_longest_label_counts():
    assert named("alternatives to immigration detention", "en") == ["immigration-detention"]
    assert named("alternatives to detention", "en") == ["alternatives-to-detention"]


def test_a_word_with_two_meanings_names_both():
    assert named("trafico", "es") == ["smuggling-of-migrants", "trafficking-in-persons"]
    assert named("trafico ilicito de migrantes", "es") == ["smuggling-of-migrants"]


@pytest.mark.parametrize(
    ("question", "language"),
    [("who can help", "en"), ("reunion", "es"), ("para", "es"), ("visant", "fr"), ("national", "en"), ("", None)],
)
def test_everyday_words_name_nothing(question, language):
    assert named(question, language) == []


def test_a_spelled_out_label_is_preferred_to_an_inflection():
    assert find_by_label(["ninas"], "es") == ("girls",)
    assert find_by_label(["ninos"], "es") == ("children",)


def test_a_language_without_labels_is_looked_up_in_all():
    assert named("unhcr", "ar") == named("unhcr") == ["agency-unhcr"]


def test_the_labels_of_a_language_answer_only_to_it():
    assert named("refugees", "es") == []


def test_every_label_finds_its_concept():
    lost = [
        (concept.id, label)
        for concept in listed()
        for language in LANGUAGES
        for label in concept.labels(language)
        if concept.id not in find_by_label([folded for _, folded in words(label)], language)
    ]

    assert lost == []


@pytest.fixture
def visa():
    return replace(concepts()["visa"], broader=(), related=())


def test_a_faultless_concept_has_no_faults(visa):
    assert faults([visa]) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"source": " "}, "visa names no source"),
        ({"related": ("visum",)}, "visa points to visum, which is no other concept"),
        ({"broader": ("visa",)}, "visa points to visa, which is no other concept"),
        ({"preferred": {"en": "visa", "es": "visado", "fr": "visa"}}, "visa neither has a label in pt nor says why"),
    ],
)
def test_a_fault_is_told(visa, change, fault):
    assert faults([replace(visa, **change)]) == [fault]


def test_a_missing_label_may_be_explained(visa):
    unnamed = replace(visa, preferred={"en": "visa", "es": "visado", "fr": "visa"}, unnamed={"pt": "No single word."})

    assert faults([unnamed]) == []


def test_an_id_is_used_once(visa):
    assert "visa is listed 2 times" in faults([visa, visa])


def test_a_shared_label_is_declared_by_both(visa):
    other = replace(visa, id="other", preferred=in_every_language("refugee"), alternatives={"en": ("Visa",)})

    assert faults([visa, other]) == ["visa (en) is shared by visa, other"]
    assert faults([replace(each, homonyms={"en": ("visa",)}) for each in (visa, other)]) == []
