"""Forms: read as the API reads, shown again with all that was typed and what is wrong with it."""

import re

import pytest
from flask import g, render_template_string
from marshmallow import Schema, fields

from knowledge.api.bodies import DocumentRequest, ProjectRequest
from knowledge.api.requests import recorder
from knowledge.app import create_app
from knowledge.pages.forms import Form, Wrong
from knowledge.pages.notices import see_next
from knowledge.pages.typing_in import Typed, body_of, typed_of
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, Caller
from tests.pages.conftest import SCRIPT

SHOWN = """
{% from "forms.html" import sent, field, select, radios, checkboxes, checkbox, text with context %}
{% call sent(form, "Register") %}
{{ field(form, "title", "Title", help="As it is printed.", required=true, maxlength=200) }}
{{ field(form, "sha256", "Digest") }}
{{ select(form, "language", "Language", (("es", "Spanish"), ("fr", "French"))) }}
{% endcall %}
"""


@pytest.fixture
def typing(knowledge):
    """Types into a form of a page in a language, and returns the form as the page shows it."""
    app = create_app(knowledge)

    def types(typed, *, language="en"):
        return app.test_request_context(f"/{language}/documents", method="POST", data=typed)

    return types


def registers(form):
    g.caller = Caller(ADMINISTRATOR)
    return form.carried_out(lambda body: recorder().register_document(form.author(), **body))


def test_a_form_records_what_the_api_would(typing, knowledge):
    with typing({"title": " Acta de junio\r\ny julio ", "language": "es", "publisher": ""}):
        done = registers(Form(DocumentRequest))

    row = knowledge.register.by_id(str(done.aggregate_id))
    assert "Acta de junio\\ny julio" in row.facts


def test_a_form_that_is_sent_twice_is_carried_out_once(typing, knowledge):
    typed = {"title": "Acta", "language": "es", "form_key": "0123456789abcdef"}
    with typing(typed):
        first = registers(Form(DocumentRequest))
    with typing(typed):
        again = registers(Form(DocumentRequest))

    assert first.aggregate_id == again.aggregate_id
    assert knowledge.platform.position() == again.version + 1


def test_what_was_typed_is_kept_when_a_field_is_missing(typing):
    with typing({"title": " ", "sha256": "ff", "language": "fr"}, language="es"):
        form = Form(DocumentRequest)
        assert registers(form) is None
        shown = render_template_string(SHOWN, form=form)

    assert form.status == 422
    assert 'name="sha256" value="ff"' in shown
    assert '<option value="fr" selected>' in shown
    assert "Hay 1 dato que corregir" in shown
    assert '<a href="#field-title">Title</a>: Este dato es necesario.' in shown
    assert 'aria-describedby="field-title-help field-title-error" aria-invalid="true"' in shown


def test_what_the_domain_refuses_stands_at_its_field(typing):
    with typing({"title": "Acta", "sha256": "no digest", "language": "es"}):
        form = Form(DocumentRequest)
        assert registers(form) is None
        shown = render_template_string(SHOWN, form=form)

    assert form.status == 422
    assert [one.place for one in form.wrong] == ["sha256"]
    assert re.search(r'id="field-sha256-error"><p><span>[^<]*digest', shown, re.IGNORECASE)


def test_a_rule_of_the_platform_stands_above_the_fields(typing):
    typed = {"title": "Acta", "language": "es"}
    with typing(typed):
        assert registers(Form(DocumentRequest))

    with typing(typed):
        form = Form(DocumentRequest)
        assert registers(form) is None

    assert form.status == 409
    assert [one.place for one in form.wrong] == [""]


def test_a_script_that_is_typed_stays_text(typing):
    with typing({"title": f'"{SCRIPT}', "sha256": SCRIPT}):
        form = Form(DocumentRequest)
        registers(form)
        shown = render_template_string(SHOWN, form=form)

    assert "<script" not in shown
    assert 'value="&#34;&lt;script&gt;' in shown


def test_what_stands_in_a_form_at_first_is_what_would_be_sent():
    project = {"code": "X-1", "title": {"en": "Example", "es": "Ejemplo"}, "countries": ["CL", "MX"]}
    money = {"amount": 260, "currency": "USD"}

    sent = body_of(ProjectRequest(), typed_of({**project, "money": {**money, "approximate": True}}))

    assert sent == {**project, "money": {**money, "approximate": "true"}}


class LinkSchema(Schema):
    label = fields.String()
    url = fields.String(required=True)


class ManySchema(Schema):
    links = fields.List(fields.Nested(LinkSchema))
    partners = fields.List(fields.String())


def test_several_of_a_kind_have_fields_of_their_own_or_a_line_each():
    typed = Typed(
        [
            ("links/0/url", ""),
            ("links/1/url", "https://b"),
            ("links/1/label", "B"),
            ("partners/lines", "One\r\n\r\nTwo\r\n"),
        ]
    )

    assert body_of(ManySchema(), typed) == {
        "links": [{"label": "B", "url": "https://b"}],
        "partners": ["One", "Two"],
    }


def test_the_version_a_form_was_made_from_is_what_its_author_has_seen(typing):
    with typing({"title": "Acta", "seen": "7"}):
        g.caller = Caller(ADMINISTRATOR)
        form = Form(DocumentRequest, seen=9)

        assert isinstance(form.author(), Author)
        assert form.author().seen == 7


def test_a_group_of_choices_is_told_as_one(typing):
    group = """{% from "forms.html" import radios with context %}
    {{ radios(form, "kind", "Kind", (("a", "First", "The usual one."), ("b", "Second")), required=true) }}"""
    with typing({"kind": "b"}):
        form = Form(DocumentRequest)
        form.refuse(422, Wrong("kind", "Choose the other."))
        shown = render_template_string(group, form=form)

    assert '<fieldset class="field wrong" id="field-kind" tabindex="-1" aria-describedby="field-kind-error"' in shown
    assert 'value="b" checked>' in shown
    assert 'value="a" aria-describedby="field-kind-1">' in shown


def test_a_notice_is_said_once(knowledge):
    app = create_app(knowledge)
    client = app.test_client()
    with app.test_request_context("/es/documents", method="POST"):
        leads_on = see_next("/es/", saying="form.kept")
    assert (leads_on.status_code, leads_on.location) == (303, "/es/")
    name, value = leads_on.headers["Set-Cookie"].partition(";")[0].split("=")
    client.set_cookie(name, value)

    first, second = (client.get("/es/", headers={"Accept": "text/html"}).text for _ in range(2))

    assert '<p class="saved" role="status">Aún no se ha registrado nada.' in first
    assert 'class="saved"' not in second


def test_a_notice_that_nobody_wrote_is_not_said(reader):
    reader.client.set_cookie("notice", "no.such.label")

    assert 'class="saved"' not in reader.opens("/es/")
