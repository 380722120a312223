"""What every search index promises, whatever engine keeps it."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.index import Document, IndexMoved, Question, Sort, Text
from search.query import parse
from tests.search.documents import DOCUMENTS, practice

PUBLIC = frozenset({"public"})
CURATOR = frozenset({"public", "curators"})


def found(index, typed, **more):
    return [hit.document.id for hit in index.search(Question(parse(typed), **{"deadline": 30} | more)).hits]


class SearchPromises:
    """Each adapter's tests inherit these, and provide the empty index they are asked of."""

    @pytest.fixture
    def index(self, empty):
        empty.write(DOCUMENTS, since=0, position=10)
        return empty

    def test_an_empty_index_finds_nothing(self, empty):
        answer = empty.search(Question(parse("vacunas"), facets=("country",)))

        assert (answer.hits, answer.total, answer.facets) == ((), 0, {"country": ()})

    @pytest.mark.parametrize("typed", ["vacunacion", "vacunación", "vacunas", "VACUNACIÓN", "vacunasion"])
    def test_a_word_is_found_without_its_accent_in_other_forms_and_misspelt(self, index, typed):
        assert found(index, typed)[0] == "vaccines"

    def test_a_document_of_no_known_language_is_found_by_its_words(self, empty):
        texts = {"und": Text("Caracoles"), "es": Text("Remesas")}
        documents = [Document(language, "document", {language: text}) for language, text in texts.items()]
        empty.write(documents, since=0, position=1)

        assert [hit.document.id for hit in empty.search(Question(parse("caracoles"))).hits] == ["und"]

    def test_decomposed_letters_are_the_same_letters(self, index):
        assert found(index, unicodedata.normalize("NFD", "vacunación"))[0] == "vaccines"

    def test_the_exact_form_comes_first(self, index):
        assert found(index, "año")[:2] == ["vaccines", "anus"]
        assert found(index, "ano")[0] == "anus"

    @pytest.mark.parametrize(
        ("typed", "first"),
        [("疫苗", "chinese"), ("المهاجرون", "arabic"), ("اللقاحات", "arabic"), ("миграции", "russian")],
    )
    def test_other_scripts_are_searched(self, index, typed, first):
        assert found(index, typed)[0] == first

    def test_an_elided_article_does_not_hide_its_word(self, index):
        assert found(index, "intégration") == found(index, "l'integration") == ["integration"]

    def test_words_that_hold_a_sentence_together_find_nothing_by_themselves(self, index):
        assert found(index, "¿qué llevan las brigadas a la frontera?", speaks="es") == found(
            index, "llevan brigadas frontera", speaks="es"
        )
        assert found(index, "las", speaks="es") == ["vaccines"]

    def test_a_sentence_finds_what_matches_most_of_it(self, index):
        assert found(index, "how do safe houses at the border help persons who were trafficked?")[0] == "trafficking"

    def test_a_question_in_one_language_finds_documents_in_others(self, index):
        assert "trafficking" in found(index, "trata de personas", speaks="es")
        assert "portuguese" in found(index, "vacunas", speaks="es")

    def test_a_phrase_is_required(self, index):
        assert found(index, '"derechos humanos"') == ["translated"]
        assert found(index, 'vacunas "llevan vacunas a la frontera"') == ["vaccines"]

    def test_a_phrase_nobody_wrote_is_searched_by_its_words_and_the_answer_says_so(self, index):
        answer = index.search(Question(parse('"casas de vacunas"'), deadline=30))

        assert answer.is_loosened
        assert "vaccines" in [hit.document.id for hit in answer.hits]

    def test_what_is_excluded_is_not_found(self, index):
        assert "vaccines" not in found(index, "vacunas -niños")
        assert found(index, "-practice -kind:practice") == ["translated"]

    def test_fields_years_and_alternatives(self, index):
        assert set(found(index, "country:pe OR country:MX")) == {"vaccines", "trafficking"}
        assert set(found(index, "year:2019..2020")) == {"vaccines", "portuguese"}
        assert set(found(index, "year:2021..")) == {"trafficking"}
        assert set(found(index, "guardias OR refugies")) == {"translated", "integration"}
        assert found(index, "objective:4") == found(index, "primary_objective:11") == ["translated"]
        assert found(index, "secondary_objective:11") == []

    def test_a_beginning_stands_for_all_words_that_begin_so(self, index):
        assert "vaccines" in found(index, "vacun*")
        assert found(index, "zzzz*") == []

    def test_an_empty_query_finds_everything_the_newest_first(self, index):
        assert found(index, "")[:4] == ["integration", "trafficking", "vaccines", "anus"]
        assert len(found(index, "  ")) == len(DOCUMENTS) - 1

    def test_punctuation_alone_finds_nothing(self, index):
        assert found(index, '?! "..."') == []

    def test_only_what_the_caller_may_see_is_found_counted_suggested_and_compared(self, index):
        asked = Question(parse("zanahoria vacunas"), facets=("country", "year"), deadline=30)
        answer = index.search(asked)

        assert "draft" not in [hit.document.id for hit in answer.hits]
        assert "2022" not in dict(answer.facets["year"])
        assert dict(answer.facets["country"])["PE"] == 1
        assert index.suggest("zana", audience=PUBLIC) == ()
        assert index.did_you_mean("zanahorja", audience=PUBLIC) == ""
        assert index.similar("draft", audience=PUBLIC) == ()
        assert found(index, "zanahoria", audience=CURATOR) == ["draft"]
        assert index.suggest("zana", audience=CURATOR)
        assert index.did_you_mean("zanahorja", audience=CURATOR) == "zanahoria"

    def test_words_of_hidden_documents_are_not_named_as_corrections(self, index):
        assert "zanahoria" not in str(index.search(Question(parse("zanahorja"))).forgiven)

    def test_facets_count_without_their_own_filter(self, index):
        answer = index.search(Question(filters={"country": frozenset({"PE"})}, facets=("country", "year", "kind")))

        assert [hit.document.id for hit in answer.hits] == ["vaccines"]
        assert dict(answer.facets["country"])["MX"] == 1
        assert dict(answer.facets["year"]) == {"2019": 1, "2020": 1}
        assert answer.facets["kind"] == (("practice", 1),)

    def test_filters_choose_among_values_and_narrow_each_other(self, index):
        either = {"country": frozenset({"PE", "MX"})}

        assert set(found(index, "", filters=either)) == {"vaccines", "trafficking"}
        assert found(index, "", filters=either | {"year": frozenset({"2021"})}) == ["trafficking"]

    def test_one_language_or_all(self, index):
        assert set(found(index, "", language="en")) == {"trafficking", "translated"}
        assert "vaccines" not in found(index, "vacunas", language="pt")

    def test_results_are_sorted_by_date_and_by_title(self, index):
        assert found(index, "", sort=Sort.PRACTICED)[:3] == ["trafficking", "vaccines", "integration"]
        assert found(index, "", sort=Sort.PUBLISHED)[:2] == ["integration", "trafficking"]
        latin = {"trafficking", "translated", "integration", "portuguese", "anus", "vaccines"}
        titles = [id for id in found(index, "", sort=Sort.TITLE) if id in latin]
        assert titles == ["trafficking", "translated", "integration", "portuguese", "anus", "vaccines"]

    def test_pages_follow_one_another(self, index):
        everything = found(index, "vacunas frontera border")

        assert [*found(index, "vacunas frontera border", limit=2),
                *found(index, "vacunas frontera border", limit=2, offset=2)] == everything[:4]  # fmt: skip
        assert index.search(Question(parse("vacunas frontera border"), limit=1, deadline=30)).total == len(everything)

    def test_when_time_is_up_the_answer_is_what_was_found_so_far(self, index):
        assert index.search(Question(parse("vacunas"), deadline=-1)).is_partial
        assert not index.search(Question(parse("vacunas"), deadline=30)).is_partial

    def test_found_words_are_marked_in_title_and_passages(self, index):
        hit = index.search(Question(parse("vacunas ninas"), deadline=30)).hits[0]

        assert [hit.title.text[start:end] for start, end in hit.title.marks] == ["Vacunación", "niñas", "niños"]
        first = hit.passages[0]
        assert "vacunas" in [first.text[start:end] for start, end in first.marks]
        assert len(first.text) < 300

    def test_a_word_between_is_marked_only_in_a_phrase_that_is_there(self, index):
        # Among what else childhood is called are "niñas y niños" and "menor de edad".
        hit = next(
            hit for hit in index.search(Question(parse("infancia"), deadline=30)).hits if hit.document.id == "vaccines"
        )

        marked = [hit.title.text[start:end] for start, end in hit.title.marks]
        assert marked == ["niñas", "y", "niños", "migrantes"]

    def test_titles_and_passages_are_shown_in_the_language_one_speaks(self, index):
        spanish, english = (
            index.search(Question(parse("guardias"), speaks=one, deadline=30)).hits[0] for one in ("es", "en")
        )

        assert (spanish.language, spanish.title.text) == ("es", "Formación de guardias")
        assert (english.language, english.title.text) == ("en", "Training of border guards")

    def test_suggestions_complete_words_and_titles(self, index):
        texts = [suggestion.text for suggestion in index.suggest("vacu", audience=PUBLIC)]

        assert "vacunas" in texts
        assert "Vacunación de niñas y niños migrantes" in texts
        assert "brigadas llevan" in [one.text for one in index.suggest("brigadas lle", audience=PUBLIC)]

    def test_a_word_is_suggested_that_only_the_hundredth_document_has(self, index):
        index.write([practice(f"p{n}", f"Informe {n}") for n in range(99)], since=10, position=11)
        index.write([practice("last", "Un caracol")], since=11, position=12)

        assert "caracol" in [one.text for one in index.suggest("cara", audience=PUBLIC)]

    def test_did_you_mean_offers_real_words(self, index):
        assert index.did_you_mean("vacunsa en la frontrea", audience=PUBLIC) == "vacunas en la frontera"
        assert index.did_you_mean("vacunas", audience=PUBLIC) == ""

    def test_similar_documents_share_their_telling_words(self, index):
        more = [practice("brigades", "Brigadas de vacunas", "Llevan vacunas a niños migrantes.")]
        index.write(more, since=10, position=11)

        assert index.similar("vaccines", audience=PUBLIC)[0].document.id == "brigades"
        assert index.similar("nobody", audience=PUBLIC) == ()

    def test_position_and_documents_arrive_together(self, index):
        assert index.position == 10

        index.write([practice("new", "Nuevo caracol")], removed=["trafficking"], since=10, position=17)

        assert index.position == 17
        assert found(index, "caracol") == ["new"]
        assert found(index, "trafficking") == []

    def test_who_writes_from_another_position_is_refused(self, index):
        with pytest.raises(IndexMoved):
            index.write([practice("new", "Nuevo caracol")], since=9, position=17)

        assert index.position == 10
        assert found(index, "caracol") == []

    def test_a_replaced_document_is_found_by_its_new_words_only(self, index):
        index.write([practice("vaccines", "Escuelas abiertas", "Aulas.", country="BO")], since=10, position=11)

        answer = index.search(Question(facets=("country",)))
        assert found(index, "escuelas") == ["vaccines"]
        assert "vaccines" not in found(index, "vacunación niñas brigadas")
        assert "EC" not in dict(answer.facets["country"])
        assert answer.total == len(DOCUMENTS) - 1

    def test_what_was_asked_before_is_answered_as_of_now(self, index):
        index.write([practice("one", "Caracol marino"), practice("two", "Tortuga")], since=10, position=11)
        assert (found(index, "caracol"), found(index, '"caracol marino"')) == (["one"], ["one"])
        index.write([practice("one", "Tortuga"), practice("two", "Un caracol marino")], since=11, position=12)
        assert (found(index, "caracol"), found(index, '"caracol marino"')) == (["two"], ["two"])
        index.write([], removed=["two"], since=12, position=13)

        assert (found(index, "tortuga"), found(index, "caracol"), found(index, '"caracol marino"')) == (["one"], [], [])

    def test_what_was_removed_is_gone_everywhere_and_can_come_back(self, index):
        index.write([], removed=["vaccines", "never-there"], since=10, position=11)

        answer = index.search(Question(parse("brigadas"), facets=("country",)))
        assert (answer.total, answer.facets["country"]) == (0, ())
        assert index.suggest("briga", audience=PUBLIC) == ()
        assert index.similar("vaccines", audience=PUBLIC) == ()

        index.write(DOCUMENTS[:1], since=11, position=12)

        assert found(index, "brigadas") == ["vaccines"]

    def test_a_document_that_changed_its_audience_follows_it(self, index):
        index.write([practice("draft", "Zanahoria secreta")], since=10, position=11)

        assert found(index, "zanahoria") == ["draft"]

    def test_the_last_of_two_with_one_id_stays(self, empty):
        empty.write([practice("one", "Primero"), practice("one", "Segundo")], since=0, position=1)

        assert found(empty, "primero") == []
        assert found(empty, "segundo") == ["one"]

    def test_many_small_commits_keep_everything(self, index):
        for number in range(12):
            index.write([practice(f"p{number}", f"Título número {number}")], since=10 + number, position=11 + number)

        assert index.search(Question(parse("número"), deadline=30)).total == 12
        assert index.search(Question()).total == len(DOCUMENTS) - 1 + 12

    def test_readers_and_a_writer_do_not_disturb_each_other(self, index):
        def read(_):
            return {tuple(found(index, typed)) for typed in ("brigadas", '"derechos humanos"', "shelter")}

        def write():
            for number in range(6):
                index.write([practice(f"w{number}", "Caracol")], since=10 + number, position=11 + number)

        with ThreadPoolExecutor(4) as pool:
            writing = pool.submit(write)
            answers = list(pool.map(read, range(12)))
            writing.result()

        assert all(answer == answers[0] for answer in answers)
        assert index.search(Question(parse("caracol"), deadline=30)).total == 6

    @pytest.mark.parametrize(
        "typed",
        ["*a*", "[a TO zzzz]", "a:b:c", '"', "-", "OR", "\u0000", "~", "\ud800", "AND NOT (", "a" * 9000, "é" * 700,
         "x " * 5000, "-" * 500, '" ' * 300, "a* b* c* " * 100, "year:..", "country:", "😀 🏳️‍🌈", "كـــــ", "\u202e"],
    )  # fmt: skip
    def test_whatever_is_typed_gets_an_answer(self, index, typed):
        index.search(Question(parse(typed), facets=("country",)))
        index.suggest(typed, audience=PUBLIC)
        index.did_you_mean(typed, audience=PUBLIC)
