"""Whatever the platform refuses is told in the language of the page that tells it."""

import re
from datetime import date
from typing import Annotated, Any

import msgspec
import pytest
from babel.messages.pofile import read_po
from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge
from werkzeug.exceptions import NotFound as NothingThere

from domain.errors import InvalidField, Told
from domain.facts import read_struct
from domain.vocabulary import LANGUAGES
from knowledge.app import create_app
from knowledge.problems import leaves
from knowledge.refusals.foreign import known_again
from knowledge.refusals.telling import FOLDER, told_in
from knowledge.signing_in.addresses import check_address
from tests.pages.refusals import gaps, put_together, sentences
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

OTHERS = tuple(language for language in LANGUAGES if language != "en")


def written(language):
    with (FOLDER / f"{language}.po").open("rb") as file:
        return [message for message in read_po(file, locale=language) if message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_every_refusal_is_written_in_the_other_languages_and_nothing_else_is(language):
    messages = {message.id: message for message in written(language)}

    assert sorted(sentences() - messages.keys()) == []
    assert sorted(messages.keys() - sentences()) == []
    for english, message in messages.items():
        assert gaps(message.string) == gaps(english), english
        assert "fuzzy" not in message.flags, english
        assert message.string.strip(), english
        assert " " not in english or message.string != english


def test_no_refusal_is_put_together_so_that_it_could_not_be_told_again():
    assert put_together() == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_refusal_is_told_with_what_fills_its_gaps(language):
    for english in sentences():
        filled = Told(english, **{name: 12_345 if name != "kind" else Told("practice") for name in gaps(english)})
        told = told_in(language, filled)

        assert told, english
        assert all(gap not in gaps(english) for gap in re.findall(r"\{(\w+)", told)), english


def test_words_in_gaps_and_numbers_are_told_as_the_language_does():
    stages = Told("{listed} or {last}", listed=Told("draft"), last=Told("in review"))

    assert told_in("es", Told("It is {stage}, not {stages}.", stage=Told("accepted"), stages=stages)) == (
        "Su etapa es «aceptada», no «borrador o en revisión»."
    )
    assert told_in("pt", Told("It has more than {most:,} bytes.", most=25_000_000)) == "Ocupa mais de 25.000.000 bytes."
    assert told_in("fr", "Nobody has written this.") is None
    gone = Told("It was taken from readers on {date}: {reason}", date=date(2026, 11, 30), reason="Por error.")
    assert told_in("es", gone) == "Se retiró de la vista de los lectores el 30 de noviembre de 2026: Por error."
    assert told_in("en", "It stays.") == "It stays."


class Checked(Schema):
    needed = fields.String(required=True)
    short = fields.String(validate=validate.Length(max=3))
    long = fields.String(validate=validate.Length(min=3))
    between = fields.String(validate=validate.Length(2, 3))
    number = fields.Integer(validate=validate.Range(1, 3))
    least = fields.Integer(validate=validate.Range(min=2))
    most = fields.Integer(validate=validate.Range(max=2))
    whole = fields.Integer()
    part = fields.Float()
    big = fields.Decimal(allow_nan=False)
    day = fields.UUID()
    post = fields.Email()
    yes = fields.Boolean()
    one = fields.String(validate=validate.OneOf(["a", "b"]))
    form = fields.String(validate=validate.Regexp("a"))
    many = fields.List(fields.String())
    text = fields.String()
    map = fields.Dict()
    inner = fields.Nested(Schema)
    null = fields.String()


WRONG = {
    "short": "four",
    "long": "ab",
    "between": "abcd",
    "number": 5,
    "least": 1,
    "most": 3,
    "whole": "x",
    "part": "x",
    "big": "nan",
    "day": "x",
    "post": "x",
    "yes": "x",
    "one": "c",
    "form": "b",
    "many": 1,
    "text": 1,
    "map": 1,
    "inner": 1,
    "null": None,
    "other": 1,
}


class Facts(msgspec.Struct, forbid_unknown_fields=True):
    text: Annotated[str, msgspec.Meta(pattern=r"\S", max_length=3)] = "a"
    many: Annotated[list[str], msgspec.Meta(min_length=1, max_length=2)] = msgspec.field(default_factory=lambda: ["a"])
    number: Annotated[int, msgspec.Meta(ge=1, le=3)] = 1
    code: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "AAA"


def test_what_libraries_refuse_is_known_again():
    with pytest.raises(ValidationError) as refused:
        Checked().load(WRONG)
    said = [detail for _, detail in leaves(refused.value.messages)]
    assert len(said) == len(WRONG) + 1
    wrong: dict[str, Any]
    for wrong in (
        *({"text": " "}, {"text": "four"}, {"text": 1}, {"many": []}, {"many": ["a", "b", "c"]}, {"number": 0}),
        *({"number": 4}, {"code": "x"}, {"other": 1}),
    ):
        with pytest.raises(InvalidField) as invalid:
            read_struct(wrong, Facts)
        said.append(invalid.value.detail)
    for address in (
        "nobody",
        "@x.org",
        "a@",
        "a@b",
        "a..b@x.org",
        ".a@x.org",
        "a b@x.org",
        "a@x.test",
        "a" * 400 + "@x",
    ):
        with pytest.raises(InvalidField) as invalid:
            check_address(address, field="email")
        said.append(invalid.value.detail)
    said += [str(error.description) for error in (BadRequest, MethodNotAllowed, NothingThere, RequestEntityTooLarge)]

    assert [text for text in said if told_in("es", text) is None] == []
    assert known_again("Longer than maximum length 300.") == Told("Longer than maximum length {max}.", max="300")


@pytest.fixture
def administrator(knowledge):
    """Somebody who may do everything, at a browser."""
    roles = ("administrator", "coordinator", "contributor", "curator")
    return Visitor(create_app(knowledge)).sign_in(knowledge, open_account(knowledge, *roles).id)


def refusals_on(page):
    """What a page says is wrong."""
    main = page[page.index("<main") :]
    assert 'lang="en"' not in main, main
    found = re.findall(r'<(?:li|p)>(?:<a href="#[^"]+">[^<]+</a>[^<]*)?<span>([^<]+)</span>', main)
    assert found, main
    return found


def refused_in(administrator, language):
    """Pages that refuse something."""

    def refused(address, status, **fields):
        response = administrator.send(f"/{language}{address}", **fields)
        assert response.status_code == status, response.text
        return response.text

    yield refused("/accounts/new", 422, name="New", role="coordinator", countries="??", language="es", email="p@no")
    yield refused("/accounts/new", 422, name="New" * 200, email="nowhere", language="es")
    yield refused("/register-record/document", 422, title="Acta", language="es", sha256="ff", url="ftp://example.org")
    yield refused("/register-record/group", 422, **{"code": "?", "type": "core", "names/es": "Grupo"})
    yield refused("/my/password", 422, current="wrong-password", new="short")
    yield refused("/milestones", 405)
    yield administrator.get(f"/{language}/nowhere").text
    yield administrator.get(f"/{language}/projects/none").text
    yield administrator.get(f"/{language}/", valid_at="yesterday").text


def test_a_page_says_whether_something_was_not_shown_or_not_done(administrator):
    assert "<h1>Esto no se puede mostrar</h1>" in administrator.get("/es/projects/none").text
    assert "<h1>Esto no se pudo hacer</h1>" in administrator.send("/es/milestones").text


def test_forms_and_pages_that_refuse_do_so_in_their_language(administrator):
    for language in OTHERS:
        for page in refused_in(administrator, language):
            assert sentences().isdisjoint(refusals_on(page))
