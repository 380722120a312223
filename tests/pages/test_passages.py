"""What the search found is shown as plain text, whatever signs its authors wrote it with."""

from knowledge.passages import plain

LONG = "Las brigadas **móviles** llevan vacunas a quien cruza la frontera, y las mujeres del lugar las acompañan "


def shown(text, *marked):
    marks = [[text.index(word), text.index(word) + len(word)] for word in marked]
    (passage,) = plain([{"text": text, "marks": marks}])
    return passage["text"], [passage["text"][start:end] for start, end in passage["marks"]]


def test_signs_of_markdown_are_not_shown_and_the_same_words_stay_marked():
    text = "## Qué se hizo\n\nLas **vacunas** llegan [a la `frontera`](https://example.org/frontera) en *tres* turnos."

    assert shown(text, "vacunas", "frontera") == (
        "Qué se hizo – Las vacunas llegan a la frontera en tres turnos.",
        ["vacunas", "frontera"],
    )
    assert shown("- uno\n- __dos__\n\n> tres", "dos", "tres") == ("uno – dos – tres", ["dos", "tres"])


def test_a_word_in_the_address_of_a_link_is_no_longer_marked():
    assert shown("Véase [el informe](https://example.org/vacunas).", "vacunas") == ("Véase el informe.", [])


def test_what_only_looks_like_a_sign_stays():
    for text in ("El 5 * 3 y a_b_c.", "#etiqueta [sic] (2021)", "Sube 3 - 4 puntos.", "1. Primero."):
        assert shown(text) == (text, [])


def test_an_ellipsis_says_where_a_passage_was_cut():
    start, end = {"text": LONG * 2, "marks": []}, {"text": "casas del lugar.", "marks": [[0, 5]]}

    assert plain([start])[0]["text"].endswith("las acompañan…")
    assert plain([end]) == [{"text": "…casas del lugar.", "marks": [[1, 6]]}]
    assert [one["text"][-1] for one in plain([start, end])] == [" ", "."]
    assert shown("Título sin punto")[0] == "Título sin punto"
    assert shown("hasta septiembre de 2021")[0] == "hasta septiembre de 2021"
    assert plain([]) == []
