import pytest

from domain.claims import ClaimIsRetracted
from domain.errors import ChangedMeanwhile, Refusal, RuleBroken, UnknownCode


def test_a_refusal_is_named_as_people_say_it():
    assert ClaimIsRetracted.slug() == "claim-is-retracted"
    assert ClaimIsRetracted.title() == "A retracted milestone has to be reinstated before it can change."


def test_a_refusal_without_a_detail_says_its_title():
    assert str(ChangedMeanwhile()) == "Somebody else changed this after it was read."
    assert str(ChangedMeanwhile("It is at version 3.")) == "It is at version 3."


def test_an_unknown_code_offers_what_may_have_been_meant():
    refused = UnknownCode("agency", "IOMM", ["IOM (International Organization for Migration)"])

    assert str(refused) == "'IOMM' is not a known agency. Did you mean IOM (International Organization for Migration)?"
    assert refused.field == "agency"


@pytest.mark.parametrize("refusal", [*Refusal.__subclasses__(), *RuleBroken.__subclasses__()])
def test_every_refusal_has_a_title_that_is_a_sentence(refusal):
    assert refusal.title()[0].isupper()
    assert refusal.title().endswith(".")
