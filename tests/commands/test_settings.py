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
