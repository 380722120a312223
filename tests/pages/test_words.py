from datetime import date

import pytest

from domain.errors import Told
from knowledge.pages.dates import say_date
from knowledge.pages.labels import Labels
from knowledge.pages.languages import direction_of
from knowledge.pages.words import Words


@pytest.mark.parametrize(
    ("edtf", "english", "spanish"),
    [
        ("2021-07-07", "7 July 2021", "7 de julio de 2021"),
        ("2021-09", "September 2021", "septiembre de 2021"),
        ("2021", "2021", "2021"),
        ("2021-34", "second quarter of 2021", "segundo trimestre de 2021"),
        ("[..2021-09]", "by September 2021", "septiembre de 2021 o antes"),
        ("[2019..]", "2019 or later", "2019 o después"),
        ("[2019-03-01..2021]", "between 1 March 2019 and 2021", "entre el 1 de marzo de 2019 y 2021"),
        ("2015/2018", "2015 to 2018", "de 2015 a 2018"),
        ("2021-07-07/2021-07-09", "7 July 2021 to 9 July 2021", "del 7 de julio de 2021 al 9 de julio de 2021"),
        ("2019/..", "since 2019", "desde 2019"),
        ("../2021-09", "until September 2021", "hasta septiembre de 2021"),
        ("2021-09~", "about September 2021", "alrededor de septiembre de 2021"),
        ("2021?", "2021 (uncertain)", "2021 (incierto)"),
        (
            "202X",
            "between 1 January 2020 and 31 December 2029",
            "entre el 1 de enero de 2020 y el 31 de diciembre de 2029",
        ),
        (
            "[2019, 2020]",
            "between 1 January 2019 and 31 December 2020",
            "entre el 1 de enero de 2019 y el 31 de diciembre de 2020",
        ),
        ("2021-21", "between 1 March 2021 and 31 May 2021", "entre el 1 de marzo de 2021 y el 31 de mayo de 2021"),
        ("2019~/..", "1 January 2019 or later", "1 de enero de 2019 o después"),
    ],
)
def test_a_date_is_said_with_its_uncertainty(edtf, english, spanish):
    assert say_date(edtf, Labels("en")) == english
    assert say_date(edtf, Labels("es")) == spanish


@pytest.mark.parametrize(
    ("money", "said"),
    [
        ({"amount": 260_000_000, "currency": "USD", "approximate": True}, "about USD 2\u202f600\u202f000"),
        ({"amount": 1_050, "currency": "EUR", "approximate": False}, "EUR 10.50"),
        ({"amount": 5_000, "currency": "CLP", "approximate": False}, "CLP 5\u202f000"),
    ],
)
def test_an_amount_is_said_in_its_currency(money, said):
    assert Words("en").money(money) == said


def test_countries_are_sorted_as_readers_do():
    names = [name for _, name in Words("es").countries()]

    assert names.index("Alemania") < names.index("Islas Åland") < names.index("México")
    assert names.index("Ecuador") < names.index("Egipto")


def test_sizes_of_files_are_written_as_the_language_writes_numbers():
    assert [Words("fr").size(count) for count in (45, 1_240, 3_500_000)] == ["45 o", "1,2 ko", "3,5 Mo"]
    assert Words("en").size(1_240) == "1.2 kB"


def test_text_in_arabic_runs_from_the_right_and_a_language_nobody_knows_from_the_left():
    assert [direction_of(tag) for tag in ("ar", "es", "zh-Hant", "xx-nowhere")] == ["rtl", "ltr", "ltr", "ltr"]


def test_a_day_in_a_refusal_is_worded_on_an_english_page_too():
    later = Told("{valid_at} is after today, {today}.", valid_at=date(2026, 12, 1), today=date(2026, 11, 30))

    assert Words("en").refusal(later) == {"en": "1 December 2026 is after today, 30 November 2026."}
    assert Words("en").refusal("It stays {so}.") == {"en": "It stays {so}."}
