"""What review asks for is set from outside, and what cannot be meant is refused by name."""

import pytest

from domain.catalogue.reviews import Quorum
from knowledge.settings import BadSetting, Settings


def test_without_a_word_review_is_as_the_network_announced_it():
    settings = Settings.read({})

    assert settings.quorum == Quorum(un=1, external=2)
    assert settings.review_criteria == ("quality", "methodology", "applicability")
    assert settings.practice_types == ()


def test_criteria_and_types_are_listed_with_commas():
    settings = Settings.read(
        {"REVIEW_CRITERIA": " results,reach ,, results", "PRACTICE_TYPES": "Policy/Strategy, Tool"}
    )

    assert settings.review_criteria == ("results", "reach")
    assert settings.practice_types == ("Policy/Strategy", "Tool")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUORUM_UN", "-1"),
        ("QUORUM_EXTERNAL", "21"),
        ("QUORUM_EXTERNAL", "two"),
        ("REVIEW_CRITERIA", ","),
        ("REVIEW_CRITERIA", "Quality of work"),
    ],
)
def test_what_review_cannot_ask_for_is_refused_by_name(name, value):
    with pytest.raises(BadSetting, match=f"^{name}: "):
        Settings.read({name: value})


@pytest.mark.parametrize("token", ["changeme", "administrator-token"[:19], "aaaaaaaaaaaaaaaaaaaaaaaa"])
def test_a_token_that_can_be_guessed_is_refused_without_being_told(token):
    with pytest.raises(BadSetting, match=r"^ADMIN_TOKEN: ") as refused:
        Settings.read({"ADMIN_TOKEN": token})

    assert token not in str(refused.value)


def test_secrets_are_read_from_files(tmp_path):
    token, database = tmp_path / "token", tmp_path / "database"
    token.write_text("drawn-at-random-by-somebody\n")
    database.write_text("postgresql://knowledge:secret@db.example/knowledge\n")

    settings = Settings.read({"ADMIN_TOKEN_FILE": str(token), "DATABASE_URL_FILE": str(database)})

    assert settings.admin_token == "drawn-at-random-by-somebody"
    assert settings.database_url == "postgresql+psycopg://knowledge:secret@db.example/knowledge"


def test_a_secret_given_twice_or_in_no_file_is_refused_by_name(tmp_path):
    with pytest.raises(BadSetting, match=r"^ADMIN_TOKEN: give either"):
        Settings.read({"ADMIN_TOKEN": "drawn-at-random-by-somebody", "ADMIN_TOKEN_FILE": str(tmp_path)})
    with pytest.raises(BadSetting, match=r"^DATABASE_URL_FILE: "):
        Settings.read({"DATABASE_URL_FILE": str(tmp_path / "missing")})
