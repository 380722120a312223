"""Signing in with an account of another provider, and everything such a provider may say that is not believed."""

import base64
import hashlib
import html
import json
import re
import warnings
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import pytest
import requests
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from pyotp import TOTP
from sqlalchemy import update

from domain.accounts import Account
from domain.entries import moment
from knowledge.app import create_app
from knowledge.private.people import Person
from knowledge.private.sessions import SESSIONS
from knowledge.security import ADMINISTRATOR
from knowledge.signing_in.passwords import hash_password
from tests.api.caller import Caller
from tests.pages.conftest import open_platform, serving
from tests.support.accounts import open_account
from tests.support.letters import letters
from tests.support.visitors import Visitor

with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    import oidc_provider_mock

# The provider uses what its library will leave out one day, which is no concern of the platform.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SECRET = "shared-by-two-systems"
CLIENT = "knowledge"
PASSWORD = "correct horse battery"


def plain(claims, headers):
    """A token that nobody has signed."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (headers, claims))
    return ".".join((*parts, ""))


@dataclass
class Provider:
    """A provider on this machine, that can be made to lie; its keys are its own, whatever it says."""

    issuer: str = ""
    lies: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, Any] = field(default_factory=dict)
    key: Any = None
    seen: list[dict[str, Any]] = field(default_factory=list)
    says_issuer: str = ""

    def alter(self, response: flask.Response) -> flask.Response:
        """Note what is asked, and put the lies into what is told."""
        if flask.request.path.endswith("/openid-configuration") and self.says_issuer:
            response.data = json.dumps({**response.get_json(), "issuer": self.says_issuer})
        if flask.request.path == "/oauth2/token" and response.status_code == 200:
            self.seen.append(flask.request.form.to_dict())
            if self.lies or self.headers or self.key:
                response.data = json.dumps({**response.get_json(), "id_token": self.forged(response.get_json())})
        return response

    def forged(self, told):
        own = flask.g.oidc_provider_mock_storage.jwk
        headers, claims, _ = told["id_token"].split(".")
        headers, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (headers, claims))
        claims = {name: value for name, value in {**claims, **self.lies}.items() if value is not None}
        headers = {**headers, **self.headers}
        if headers["alg"] == "none":
            return plain(claims, headers)
        key = self.key or RSAKey.import_key(own.as_dict(is_private=True))
        return jwt.encode(headers, claims, key, algorithms=[headers["alg"]])


@pytest.fixture(scope="module")
def provider():
    made = Provider()
    app = oidc_provider_mock.app()
    app.after_request(made.alter)
    with serving(app) as address:
        made.issuer = address
        yield made


@pytest.fixture
def honest(provider):
    """The provider, which does not lie yet."""
    provider.lies, provider.headers, provider.key, provider.seen, provider.says_issuer = {}, {}, None, [], ""
    return provider


@pytest.fixture
def knowledge(tmp_path, honest):
    settings = {"OIDC_ISSUER": honest.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    with open_platform(tmp_path / "kept", REGISTRATION="open", OIDC_NAME="Agency login", **settings) as opened:
        yield opened


@pytest.fixture
def app(knowledge):
    return create_app(knowledge)


def knows(provider, subject, **claims):
    requests.put(f"{provider.issuer}/users/{subject}", json=claims, timeout=10).raise_for_status()


def leave(browser, after=""):
    return browser.get("/en/sign-in/oidc", next=after).location


def sign_in_there(address, subject):
    """Sign in at the provider, and return the address at which one comes back."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/oidc/callback"
    return f"{back.path}?{back.query}"


def sign_in(browser, subject, after=""):
    return browser.get(sign_in_there(leave(browser, after), subject))


def asked_to_link(browser, current=PASSWORD):
    """Ask to link an identity, and return the address at the provider; what is answered where there is none."""
    answer = browser.send("/en/my/elsewhere/link", current=current)
    found = re.search(r'href="(http[^"]*authorize[^"]*)"', answer.text)
    return html.unescape(found[1]) if found else answer


def link(browser, subject, current=PASSWORD):
    address = asked_to_link(browser, current)
    return browser.get(sign_in_there(address, subject)) if isinstance(address, str) else address


def with_password(knowledge, address):
    opened = open_account(knowledge, "reviewer").id
    knowledge.people.keep(opened, Person("Reviewer", address))
    knowledge.addresses.confirm(opened, address)
    knowledge.passwords.keep(opened, hash_password(PASSWORD))
    return opened


def is_signed_in(browser):
    return browser.get("/en/my/account").status_code == 200


def told(browser):
    """What the next page says first."""
    (said,) = re.findall(r'<p class="saved" role="status">([^<]+)</p>', browser.get("/en/sign-in").text)
    return said


def test_somebody_joins_where_anybody_may_and_is_known_by_issuer_and_subject(app, knowledge, honest):
    browser = Visitor(app)
    assert "Agency login" in browser.get("/en/sign-in").text
    knows(honest, "s-1", email="First@example.org", email_verified=True, name="First Person")

    address = leave(browser, "/en/my/account")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"], asked["client_id"]) == ("S256", "code", CLIENT)
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert browser.get(sign_in_there(address, "s-1")).location == "/en/my/account"
    assert "First Person" in browser.get("/en/my/account").text
    (sent,) = honest.seen
    challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).decode().rstrip("=")
    assert challenge == asked["code_challenge"]

    # The same person with another address is the same; another one with the first address is not.
    knows(honest, "s-1", email="new@example.org", email_verified=True)
    again = Visitor(app)
    sign_in(again, "s-1")
    assert "First Person" in again.get("/en/my/account").text
    knows(honest, "s-2", email="first@example.org", email_verified=True)
    other = Visitor(app)
    sign_in(other, "s-2")
    assert (is_signed_in(other), "on the page of your account" in told(other)) == (False, True)
    log = b"".join(stored.state for stored in knowledge.platform.read_stored(0, 100))
    assert b"s-1" not in log
    assert b"example.org" not in log


LIES: dict[str, dict[str, Any]] = {
    "nonce": {"lies": {"nonce": "of another request"}},
    "no nonce": {"lies": {"nonce": None}},
    "audience": {"lies": {"aud": "another-platform"}},
    "several audiences": {"lies": {"aud": [CLIENT, "another-platform"], "azp": "another-platform"}},
    "issuer": {"lies": {"iss": "https://evil.example"}},
    "issuer with a slash": {"lies": {"iss": "SLASH"}},
    "expired": {"lies": {"exp": 1_600_000_000}},
    "no subject": {"lies": {"sub": None}},
    "alg none": {"headers": {"alg": "none"}},
    "a secret that two know": {"headers": {"alg": "HS256"}, "key": OctKey.import_key(SECRET.encode() * 2)},
    "another key": {"key": RSAKey.generate_key(2048)},
}


def test_what_is_not_about_this_request_for_this_platform_and_signed_is_refused(app, knowledge, honest):
    knows(honest, "s-1", email="first@example.org", email_verified=True)
    for name, lie in LIES.items():
        honest.lies, honest.headers, honest.key = lie.get("lies", {}), lie.get("headers", {}), lie.get("key")
        if honest.lies.get("iss") == "SLASH":
            honest.lies = {"iss": f"{honest.issuer}/"}
        browser = Visitor(app)
        sign_in(browser, "s-1")
        assert not is_signed_in(browser), name
        assert "not to be trusted" in told(browser), name
    assert len(honest.seen) == len(LIES)
    assert knowledge.members.listed() == []

    honest.lies, honest.headers, honest.key = {}, {}, None
    browser = Visitor(app)
    sign_in(browser, "s-1")
    assert is_signed_in(browser), "the same without a lie"


def test_nobody_comes_back_who_was_not_sent_and_no_code_is_good_twice(app, honest):
    knows(honest, "s-1", email="first@example.org", email_verified=True)
    attacker, victim = Visitor(app), Visitor(app)
    victim.get("/en/sign-in")
    back = sign_in_there(leave(attacker), "s-1")

    victim.get(back)
    assert not is_signed_in(victim), "the state is another browser's"
    for state in ("", "forged"):
        attacker.get(re.sub(r"state=[^&]*", f"state={state}", back))
        assert not is_signed_in(attacker), state
    attacker.get(back)
    assert is_signed_in(attacker)
    attacker.send("/en/sign-out")
    attacker.get(back)
    assert not is_signed_in(attacker)
    attacker.get(re.sub(r"code=[^&]*", "error=access_denied", sign_in_there(leave(attacker), "s-1")))
    assert "did not sign in there" in told(attacker)


def test_an_address_that_is_not_confirmed_leads_to_no_account(app, knowledge, honest):
    invited = open_account(knowledge, "reviewer").id
    knowledge.people.keep(invited, Person("Reviewer", "reviewer@example.org"))
    administrator = Visitor(app).sign_in(knowledge, open_account(knowledge, "administrator", "reviewer").id)
    administrator.send(f"/en/accounts/{invited}/invite", language="en")
    assert len(letters(knowledge)) == 1

    for verified in (False, "true", None):
        knows(honest, "s-1", email="reviewer@example.org", email_verified=verified)
        browser = Visitor(app)
        sign_in(browser, "s-1")
        assert (is_signed_in(browser), "has not confirmed" in told(browser)) == (False, True)

    knows(honest, "s-1", email="Reviewer@example.org", email_verified=True)
    browser = Visitor(app)
    sign_in(browser, "s-1")
    assert knowledge.identities.find_account(honest.issuer, "s-1") == invited
    assert "reviewer" in browser.get("/en/my/account").text

    with knowledge.platform.change(Account, invited) as account:
        account.suspend(why="On leave.", by=ADMINISTRATOR)
    again = Visitor(app)
    sign_in(again, "s-1")
    assert (is_signed_in(again), "cannot be used now" in told(again)) == (False, True)


def test_who_is_signed_in_links_an_identity_that_is_nobody_elses(app, knowledge, honest):
    mine, other = (with_password(knowledge, f"{name}@example.org") for name in ("first", "second"))
    browser = Visitor(app).sign_in(knowledge, mine)
    assert "/en/my/elsewhere/link" in browser.get("/en/my/account").text
    assert browser.get("/en/my/elsewhere/link").status_code == 200
    assert link(browser, "s-9", current="wrong").status_code == 422
    assert link(browser, "s-9").location == "/en/my/account"
    assert knowledge.identities.find_account(honest.issuer, "s-9") == mine
    (letter,) = letters(knowledge)
    assert (letter["To"], "linked" in letter["Subject"]) == ("first@example.org", True)

    thief = Visitor(app).sign_in(knowledge, other)
    link(thief, "s-9")
    assert "another account" in told(thief)
    assert knowledge.identities.find_account(honest.issuer, "s-9") == mine


def test_only_what_the_password_was_given_for_is_linked(app, knowledge):
    mine, other = (with_password(knowledge, f"{name}@example.org") for name in ("first", "second"))
    browser = Visitor(app).sign_in(knowledge, mine)
    # Whoever is led astray to the provider, or found the browser, has shown nothing.
    sign_in(browser, "s-11")
    assert not knowledge.identities.has_any(mine)

    browser = Visitor(app).sign_in(knowledge, mine)
    back = sign_in_there(asked_to_link(browser), "s-12")
    knowledge.sessions.drop_all(mine)
    browser.get(back)
    assert "not to be trusted" in told(browser)
    browser.sign_in(knowledge, other).get(back)
    assert not knowledge.identities.has_any(mine)
    assert not knowledge.identities.has_any(other)


def test_who_has_no_password_shows_a_code_or_has_signed_in_lately(app, knowledge, honest):
    knows(honest, "s-13", email="fourth@example.org", email_verified=True)
    browser = Visitor(app)
    sign_in(browser, "s-13")
    begun = browser.call("/my/second-factor/begin", {}).get_json()
    with knowledge.private.writing() as connection:
        connection.execute(update(SESSIONS).values(begun_at=moment(datetime.now(tz=UTC) - timedelta(minutes=11))))
    shown = {"begun": begun["begun"], "code": TOTP(begun["secret"]).now()}
    for address, body in (
        ("/my/second-factor", shown),
        ("/my/elsewhere/link", {}),
        ("/my/address", {"email": "x@example.org"}),
    ):
        refused = browser.call(address, body)
        assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, "#/current"), address
        assert "within 10 minutes" in refused.text

    browser.send("/en/sign-out")
    sign_in(browser, "s-13")
    assert browser.call("/my/second-factor", shown).status_code == 200
    assert browser.call("/my/elsewhere/link", {}).status_code == 422, "from now on it takes a code"


def test_identities_are_linked_and_unlinked_by_program(app, knowledge, honest):
    mine = with_password(knowledge, "first@example.org")
    browser = Visitor(app).sign_in(knowledge, mine)
    assert browser.call("/my/elsewhere/link", {"current": "wrong"}).status_code == 422
    address = browser.call("/my/elsewhere/link", {"current": PASSWORD}).get_json()["address"]
    browser.get(sign_in_there(address, "s-14"))
    assert knowledge.identities.find_account(honest.issuer, "s-14") == mine

    program = Caller(app, token=open_account(knowledge, "reviewer").secret)
    assert program.post("/my/elsewhere/link", {}).get_json()["type"] == "/problems/needs-session"
    assert browser.call("/my/elsewhere/unlink", {"current": "wrong"}).status_code == 422
    assert browser.call("/my/elsewhere/unlink", {"current": PASSWORD}).status_code == 200
    assert not knowledge.identities.has_any(mine)


def test_who_has_a_password_unlinks_the_provider_and_who_has_none_cannot(app, knowledge, honest):
    mine = open_account(knowledge, "reviewer").id
    browser = Visitor(app).sign_in(knowledge, mine)
    link(browser, "s-10")
    assert "/en/my/elsewhere/unlink" in browser.get("/en/my/account").text
    assert browser.send("/en/my/elsewhere/unlink", current="anything").status_code == 409
    knowledge.passwords.keep(mine, hash_password("correct horse battery"))
    assert browser.send("/en/my/elsewhere/unlink", current="anything").status_code == 422
    assert knowledge.identities.has_any(mine)

    assert browser.send("/en/my/elsewhere/unlink", current="correct horse battery").location == "/en/my/account"
    assert knowledge.identities.find_account(honest.issuer, "s-10") is None


def test_nobody_joins_uninvited_and_a_provider_of_another_name_is_not_asked(tmp_path, honest):
    knows(honest, "s-1", email="first@example.org", email_verified=True)
    settings = {"OIDC_ISSUER": honest.issuer, "OIDC_CLIENT_ID": CLIENT, "OIDC_CLIENT_SECRET": SECRET}
    with open_platform(tmp_path / "invited", **settings) as knowledge:
        browser = Visitor(create_app(knowledge))
        sign_in(browser, "s-1")
        assert (is_signed_in(browser), "by invitation" in told(browser)) == (False, True)

        honest.says_issuer = f"{honest.issuer}/"
        browser = Visitor(create_app(knowledge))
        assert leave(browser) == "/en/sign-in"
        assert "does not answer" in told(browser)

    with open_platform(tmp_path / "without") as knowledge:
        bare = Visitor(create_app(knowledge))
        assert "/sign-in/oidc" not in bare.get("/en/sign-in").text
        assert bare.get("/en/sign-in/oidc").status_code == 404
        assert bare.get("/oidc/callback").status_code == 404
