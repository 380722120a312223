"""What another site sends in the name of who is signed in here is refused, in every form."""

import pytest

from knowledge.signing_in.forgery import FIELD, HEADER, token_for
from tests.support.accounts import open_account
from tests.support.visitors import API, Visitor

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def curator(app, knowledge):
    """The browser of a curator."""
    return Visitor(app).sign_in(knowledge, open_account(knowledge, "curator").id)


def register(visitor, **headers):
    """Make a document known, with these headers and no others."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.forge(f"{API}/documents", data='{"title": "A letter"}', headers=JSON | told)


def test_a_page_of_ours_may_write(curator):
    assert register(curator, X_CSRF_Token=token_for(curator.secret)).status_code == 201


@pytest.mark.parametrize(
    "token",
    ["", "x", ".", "0.0", token_for("the secret of another browser")],
    ids=["none", "letter", "dot", "dots", "another's"],
)
def test_without_a_token_of_this_browser_nothing_is_written(curator, token):
    refused = register(curator, **{HEADER: token})

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/form-not-ours")


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://localhost.evil.example", "https://localhost", "http://localhost:81"],
)
def test_what_comes_from_another_origin_is_refused(curator, origin):
    curator.origin = origin

    refused = register(curator, X_CSRF_Token=token_for(curator.secret))

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/foreign-origin")


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 201)])
def test_a_browser_that_tells_where_a_request_comes_from_is_believed(curator, site, status):
    curator.origin = ""

    assert register(curator, X_CSRF_Token=token_for(curator.secret), Sec_Fetch_Site=site).status_code == status


def test_a_write_with_a_cookie_has_to_say_where_it_comes_from(curator):
    curator.origin = ""

    assert register(curator, X_CSRF_Token=token_for(curator.secret)).status_code == 403


def test_the_address_readers_know_is_an_origin_of_ours(app, curator):
    curator.origin = app.extensions["knowledge"].settings.public_url

    assert register(curator, X_CSRF_Token=token_for(curator.secret)).status_code == 201


def test_a_program_with_a_token_needs_none_of_this(app, knowledge):
    program, secret = Visitor(app), open_account(knowledge, "curator").secret
    program.origin = "https://another.example"

    assert register(program, Authorization=f"Bearer {secret}").status_code == 201


def test_a_token_is_another_each_time_and_good_every_time(curator):
    first, second = (curator.get(f"{API}/my/session").json["csrf_token"] for _ in range(2))

    assert first != second
    assert [register(curator, **{HEADER: token}, If_Match="*").status_code for token in (first, second)] == [412, 412]


def test_nobody_is_signed_in_by_another_site(app, curator):
    """Else somebody would write into the account of whoever sent them there."""
    fields = {"email": "a@example.org", "password": "x"}
    stranger = Visitor(app)
    stranger.get("/en/sign-in")
    forms = {
        "no token": stranger.forge("/en/sign-in", data=fields, headers={}),
        "another's": stranger.forge("/en/sign-in", data={**fields, FIELD: token_for(curator.secret)}, headers={}),
        "ours": stranger.send("/en/sign-in", **fields),
    }
    assert {name: form.status_code for name, form in forms.items()} == {"no token": 403, "another's": 403, "ours": 401}

    stranger.origin = "https://evil.example"
    assert stranger.call("/sign-in", fields).status_code == 403
    assert stranger.send("/en/sign-in", **fields).status_code == 403


def test_a_form_cannot_be_sent_to_the_api(curator):
    refused = curator.forge(f"{API}/sign-out", data={FIELD: token_for(curator.secret)}, headers={})

    assert refused.status_code == 415
