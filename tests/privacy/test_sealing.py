"""What is personal is sealed under a key of the person before it is stored, for one place of the log alone."""

import dataclasses
from uuid import UUID, uuid4

import pytest

from domain.sealing import Place, Sealed
from knowledge.privacy.sealing import ERASED, UNREADABLE, Sealing
from knowledge.privacy.wrapping import WrappingKey
from knowledge.private.belongings import Whose
from knowledge.private.data_keys import DataKeys
from knowledge.private.erasing import Belongings
from knowledge.settings import BadSetting

ANA = UUID("e0000000-0000-4000-8000-000000000001")
LUZ = UUID("e0000000-0000-4000-8000-000000000002")
RUTH = UUID("e0000000-0000-4000-8000-000000000003")
PLACE = Place(uuid4(), 7, "statement")
ELSEWHERE = [
    dataclasses.replace(PLACE, aggregate=uuid4()),
    dataclasses.replace(PLACE, version=8),
    dataclasses.replace(PLACE, field="reason"),
    PLACE.below("title"),
]


@pytest.fixture
def wrapping(tmp_path):
    return WrappingKey(tmp_path / "keys" / "wrapping-key")


@pytest.fixture
def sealing(private, wrapping):
    return Sealing(DataKeys(private), wrapping, is_erased={LUZ}.__contains__)


def test_sealed_words_are_opened_where_they_stand(sealing):
    sealed = sealing.under(ANA)("Es prima mía. 🌎", PLACE)

    assert isinstance(sealed, Sealed)
    assert sealed.persons == (ANA,)
    assert "prima" not in sealed.sealed
    assert sealing.opener().words(sealed, PLACE) == "Es prima mía. 🌎"


def test_the_same_words_are_never_sealed_alike(sealing):
    assert sealing.under(ANA)("No.", PLACE) != sealing.under(ANA)("No.", PLACE)


@pytest.mark.parametrize("place", ELSEWHERE, ids=["record", "version", "field", "part of the field"])
def test_words_put_elsewhere_are_not_read(sealing, place):
    sealed = sealing.under(ANA)("Es prima mía.", PLACE)

    assert sealing.opener().words(sealed, place) == UNREADABLE


@pytest.mark.parametrize("altered", ["", "AAAA", "no base64", "4f6e" * 20])
def test_what_somebody_has_altered_is_not_read_and_stops_nothing(sealing, altered):
    sealing.under(ANA)("Es prima mía.", PLACE)

    assert sealing.opener().words(Sealed(altered, (ANA,)), PLACE) in {UNREADABLE, ERASED}


def test_words_are_gone_with_the_key(sealing, private):
    sealed = sealing.under(ANA)("Es prima mía.", PLACE)

    Belongings(private).erase(Whose(ANA))

    assert sealing.opener().words(sealed, PLACE) == ERASED


@pytest.mark.parametrize("erased", [ANA, RUTH])
def test_what_concerns_two_is_gone_with_the_first_of_them(sealing, private, erased):
    sealed = sealing.under(ANA, RUTH, ANA)("Ana y Ruth son primas.", PLACE)
    assert sealed.persons == (ANA, RUTH)
    assert sealing.opener().words(sealed, PLACE) == "Ana y Ruth son primas."

    Belongings(private).erase(Whose(erased))

    assert sealing.opener().words(sealed, PLACE) == ERASED


def test_of_who_is_erased_nothing_is_kept(sealing):
    sealed = sealing.under(LUZ)("Es prima mía.", PLACE)

    assert sealed == Sealed("", (LUZ,))
    assert sealing.opener().words(sealed, PLACE) == ERASED


def test_where_nothing_is_said_nothing_is_sealed(sealing):
    assert sealing.under(ANA)("", PLACE) == ""


def test_the_key_of_one_person_is_not_another_s(private, sealing):
    sealed = sealing.under(ANA)("Es prima mía.", PLACE)
    keys = DataKeys(private)
    keys.keep(LUZ, keys.find(ANA))

    with pytest.raises(BadSetting, match="WRAPPING_KEY"):
        sealing.opener().words(Sealed(sealed.sealed, (LUZ,)), PLACE)


def test_two_processes_seal_with_the_same_key(private, wrapping):
    keys = DataKeys(private)
    first = keys.keep(ANA, wrapping.wrap(b"1" * 32, ANA))

    assert keys.keep(ANA, wrapping.wrap(b"2" * 32, ANA)) == first


def test_the_wrapping_key_is_in_a_file_for_its_owner_alone(sealing, tmp_path):
    sealing.under(ANA)("Es prima mía.", PLACE)

    (kept,) = (tmp_path / "keys").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == ("wrapping-key", 0o600)


@pytest.mark.parametrize("text", ["", "a key", "0" * 63])
def test_something_else_is_no_wrapping_key(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(BadSetting, match="64 hexadecimal digits"):
        WrappingKey(path).wrap(b"", ANA)


def test_a_wrapping_key_that_is_none_or_can_be_guessed_is_refused_at_start(tmp_path):
    path = tmp_path / "key"
    path.touch(mode=0o600)
    for text, why in (("a key", "64 hexadecimal digits"), ("0" * 64, "can be guessed")):
        path.write_text(text)
        with pytest.raises(BadSetting, match=why):
            WrappingKey(path).check()


def test_another_wrapping_key_than_before_is_refused_at_start(private, sealing, tmp_path):
    sealing.check()
    sealing.under(ANA)("Es prima mía.", PLACE)
    sealing.check()

    other = Sealing(DataKeys(private), WrappingKey(tmp_path / "other"), is_erased=lambda _: False)

    with pytest.raises(BadSetting, match="WRAPPING_KEY"):
        other.check()


def test_a_fingerprint_tells_nothing_without_the_key(wrapping, tmp_path):
    text = b'POST /accounts {"name": "Ana"}'

    assert wrapping.fingerprint(text) == wrapping.fingerprint(text)
    assert wrapping.fingerprint(text) != WrappingKey(tmp_path / "other").fingerprint(text)
