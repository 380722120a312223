"""Invitations, registration and forgotten passwords: by links that are good once, for a while, for whom they are."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from domain.accounts import Account, Role
from knowledge.mail.postman import Postman
from knowledge.private.letters import LETTERS
from knowledge.private.links import LINKS, Link
from knowledge.settings import BadSetting, Settings
from knowledge.signing_in.links import Links, Purpose
from knowledge.signing_in.passwords import hash_password
from tests.api.caller import TOKEN
from tests.support.accounts import open_account
from tests.support.letters import letters, link_of
from tests.support.visitors import API, Visitor

PASSWORD, OTHER = "correct horse battery", "another long phrase"
PERSON = {"name": "Reviewer", "email": "Reviewer@example.org", "organization": "Universidad"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Whoever asks becomes a contributor."""
    return Settings.read({"DATA_DIR": str(settings.data_dir), "ADMIN_TOKEN": TOKEN, "REGISTRATION": "open"})


@pytest.fixture
def browser(app):
    return Visitor(app)


@pytest.fixture
def invited(api):
    """An account of a reviewer, who was invited in Spanish."""
    account: Any = api.post("/accounts", PERSON).json
    api.post(f"/accounts/{account['id']}/grant-role", {"role": "reviewer"})
    assert api.post(f"/accounts/{account['id']}/invite", {"language": "es"}).status_code == 201
    return account


@pytest.fixture
def member(knowledge):
    """Somebody who signs in with a password."""
    opened = open_account(knowledge, "contributor")
    knowledge.addresses.confirm(opened.id, "member@example.org")
    knowledge.passwords.keep(opened.id, hash_password(PASSWORD))
    return opened


def follow(visitor, link, password=PASSWORD, **more) -> Any:
    return visitor.call("/links/follow", {"link": link, "password": password, **more})


def sign_in(visitor, email, password=PASSWORD) -> Any:
    return visitor.call("/sign-in", {"email": email, "password": password})


def account_of(visitor):
    return visitor.get(f"{API}/my/session").json["account"]


def test_whoever_is_invited_chooses_a_password_and_is_signed_in(browser, knowledge, invited):
    (letter,) = letters(knowledge)
    assert letter["To"] == PERSON["email"]
    assert letter["Subject"].startswith("Su cuenta")

    assert follow(browser, link_of(letter)).json == {"purpose": "invitation", "account": invited["id"]}

    assert account_of(browser) == invited["id"]
    assert sign_in(Visitor(browser.app), "reviewer@EXAMPLE.org").status_code == 200


def test_a_link_is_good_once(browser, knowledge, invited):
    (letter,) = letters(knowledge)
    follow(browser, link_of(letter))

    again = follow(Visitor(browser.app), link_of(letter), OTHER)

    assert (again.status_code, again.json["type"]) == (409, "/problems/link-used-up")
    assert sign_in(Visitor(browser.app), invited["email"]).status_code == 200


def test_a_password_that_will_not_do_leaves_the_link_good(browser, knowledge, invited):
    link = link_of(*letters(knowledge))

    for password in ("short", "password", "PASSWORD1", "x" * 257, ""):
        refused = follow(browser, link, password)
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/password"), password

    assert follow(browser, link, "Spaces, ñandúes and 🦙").json["account"] == invited["id"]


def test_a_link_that_is_too_old_or_changed_leads_nowhere(browser, knowledge, invited):
    link = link_of(*letters(knowledge))
    for wrong in (link[:-1] + ("A" if link[-1] != "A" else "B"), link.partition(".")[0], "x", ""):
        assert follow(browser, wrong).status_code == 409, wrong

    with knowledge.private.writing() as connection:
        connection.execute(update(LINKS).values(expires_at="2020-01-01T00:00:00.000000Z"))

    assert follow(browser, link).status_code == 409
    assert sign_in(browser, invited["email"]).status_code == 401


def test_a_link_signed_with_another_key_leads_nowhere(browser, knowledge, invited, tmp_path):
    link = link_of(*letters(knowledge))
    secret = Links(knowledge.settings, knowledge.links)._secret(link)  # noqa: SLF001 - what a thief of the key would know
    foreign = Links(Settings.read({"DATA_DIR": str(tmp_path / "other")}), knowledge.links)

    assert follow(browser, foreign._signer.dumps(secret)).status_code == 409  # noqa: SLF001
    assert follow(browser, link).json["account"] == invited["id"]


def test_a_signing_key_that_can_be_guessed_is_refused(knowledge, tmp_path):
    (tmp_path / "key").touch(mode=0o600)
    (tmp_path / "key").write_text("ab" * 32)
    typed = Settings.read({"DATA_DIR": str(tmp_path), "SIGNING_KEY": str(tmp_path / "key")})

    with pytest.raises(BadSetting, match="can be guessed"):
        Links(typed, knowledge.links)


def test_what_is_kept_of_a_link_is_no_link(browser, knowledge, invited):
    letters(knowledge)
    with knowledge.private.reading() as connection:
        (row,) = connection.execute(select(LINKS)).all()
    links = Links(knowledge.settings, knowledge.links)

    assert invited["id"] in row
    for column in row:
        assert follow(browser, links._signer.dumps(column)).status_code == 409  # noqa: SLF001


def test_nobody_is_invited_for_whom_the_inviter_could_not_act(app, api, knowledge, invited):
    """Else a link would be a way to more than one has."""
    api.post(f"/accounts/{invited['id']}/grant-role", {"role": "administrator"})
    curator = Visitor(app).sign_in(knowledge, open_account(knowledge, "curator", "reviewer").id)

    refused: Any = curator.call(f"/accounts/{invited['id']}/invite", {})

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-yours-to-give")


def test_nobody_is_invited_twice_once_they_sign_in(api, browser, knowledge, invited):
    follow(browser, link_of(*letters(knowledge)))

    refused = api.post(f"/accounts/{invited['id']}/invite", {})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/signs-in-already")


def test_an_invitation_to_a_wrong_address_ends_when_the_address_is_mended(api, browser, knowledge, invited):
    wrong = link_of(*letters(knowledge))
    mended = PERSON | {"email": "right@example.org"}
    api.call("PUT", f"/accounts/{invited['id']}/person", json=mended, headers=api.headers())

    assert follow(browser, wrong).status_code == 409


def test_whoever_asks_and_confirms_an_address_is_a_contributor(browser, knowledge):
    asked = browser.call("/register", {**PERSON, "language": "fr"})
    assert asked.status_code == 200
    (letter,) = letters(knowledge)
    assert letter["Content-Language"] == "fr"

    id = follow(browser, link_of(letter)).json["account"]

    account = knowledge.platform.find(Account, UUID(id))
    assert account.roles == {"contributor": []}
    mine: Any = browser.get(f"{API}/my/account").json
    assert {name: mine[name] for name in PERSON} == PERSON
    assert mine["affiliation"] == "external"


@pytest.mark.usefixtures("member")
def test_nobody_learns_by_asking_who_has_an_account(browser, knowledge):
    unknown = browser.call("/register", {**PERSON})
    known = browser.call("/register", {**PERSON, "email": "Member@example.org"})
    assert (unknown.status_code, unknown.data) == (known.status_code, known.data)

    subjects = {letter["To"]: letter["Subject"] for letter in letters(knowledge)}
    assert subjects == {
        PERSON["email"]: "Confirm your e-mail address",
        "Member@example.org": "You have an account already",
    }

    unknown = browser.call("/reset-password", {"email": "nobody@example.org"})
    known = browser.call("/reset-password", {"email": "member@example.org"})
    assert (unknown.status_code, unknown.data) == (known.status_code, known.data)
    assert [letter["To"] for letter in letters(knowledge)[2:]] == ["member@example.org"]


def test_where_registration_is_not_open_nobody_registers(tmp_path, browser, knowledge):
    closed = Settings.read({"DATA_DIR": str(tmp_path)}).sign_in
    object.__setattr__(knowledge.settings, "sign_in", closed)

    refused: Any = browser.call("/register", PERSON)

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/registration-closed")
    assert letters(knowledge) == []


def test_a_forgotten_password_is_replaced_and_every_session_ends(app, browser, knowledge, member):
    elsewhere = Visitor(app).sign_in(knowledge, member.id)
    browser.call("/reset-password", {"email": "member@example.org", "language": "pt"})
    link = link_of(*letters(knowledge))

    assert follow(browser, link, OTHER).json == {"purpose": "reset", "account": str(member.id)}

    # Whoever reads somebody's letters still has to sign in, perhaps with a second factor.
    assert (account_of(browser), account_of(elsewhere)) == (None, None)
    assert sign_in(browser, "member@example.org").status_code == 401
    assert sign_in(browser, "member@example.org", OTHER).status_code == 200
    assert follow(browser, link, PASSWORD).status_code == 409


@pytest.mark.usefixtures("member")
def test_only_the_last_letter_is_good(browser, knowledge):
    for _ in range(2):
        browser.call("/reset-password", {"email": "member@example.org"})
    first, second = (link_of(letter) for letter in letters(knowledge))

    assert [follow(browser, link).status_code for link in (first, second)] == [409, 200]


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_a_reset_does_not_bring_an_account_back(api, browser, knowledge, member, verb):
    browser.call("/reset-password", {"email": "member@example.org"})
    link = link_of(*letters(knowledge))
    api.post(f"/accounts/{member.id}/{verb}", {"reason": "Left."})
    browser.call("/reset-password", {"email": "member@example.org"})

    assert follow(browser, link).status_code == 409
    assert len(letters(knowledge)) == 1


def test_changing_a_password_takes_the_old_one_and_ends_other_sessions(app, knowledge, member):
    mine, elsewhere = (Visitor(app).sign_in(knowledge, member.id) for _ in range(2))
    before = mine.secret

    refused: Any = mine.call("/my/password", {"current": "wrong", "new": OTHER})
    assert refused.json["errors"][0]["pointer"] == "#/current"
    assert mine.call("/my/password", {"current": PASSWORD, "new": OTHER}).status_code == 200

    assert mine.secret != before
    assert (account_of(mine), account_of(elsewhere)) == (str(member.id), None)
    assert sign_in(Visitor(app), "member@example.org", OTHER).status_code == 200
    assert [letter["Subject"] for letter in letters(knowledge)] == ["Your password was changed"]


def test_an_address_is_changed_by_whoever_reads_what_comes_to_it(app, knowledge, member):
    mine = Visitor(app).sign_in(knowledge, member.id)
    assert mine.call("/my/address", {"email": "new@example.org", "current": "wrong"}).status_code == 422
    mine.call("/my/address", {"email": "New@example.org", "current": PASSWORD})
    by_address = {letter["To"]: letter for letter in letters(knowledge)}
    assert by_address["member@example.org"]["Subject"] == "Your e-mail address is about to change"
    assert sign_in(Visitor(app), "new@example.org").status_code == 401

    follow(Visitor(app), link_of(by_address["New@example.org"]), "")

    assert sign_in(Visitor(app), "new@example.org").status_code == 200
    assert sign_in(Visitor(app), "member@example.org").status_code == 401
    told: Any = mine.get(f"{API}/my/account").json
    assert told["email"] == "New@example.org"


def test_a_new_password_ends_what_whoever_knew_the_old_one_had_begun(app, browser, knowledge, member):
    for way in ("by letter", "by hand"):
        owner, thief = (Visitor(app).sign_in(knowledge, member.id) for _ in range(2))
        thief.call("/my/address", {"email": "sent@example.org", "current": PASSWORD})
        owner.call("/reset-password", {"email": "member@example.org"})
        by_address = {letter["To"]: letter for letter in letters(knowledge) if "/links/" in letter.get_content()}
        thief.call("/my/address", {"email": "queued@example.org", "current": PASSWORD})
        if way == "by letter":
            changed = follow(browser, link_of(by_address["member@example.org"]), OTHER)
        else:
            changed = owner.call("/my/password", {"current": PASSWORD, "new": OTHER})
        assert changed.status_code == 200, way

        assert follow(Visitor(app), link_of(by_address["sent@example.org"]), "").status_code == 409, way
        assert not [letter for letter in letters(knowledge) if letter["To"] == "queued@example.org"], way
        knowledge.passwords.keep(member.id, hash_password(PASSWORD))
    assert knowledge.addresses.find(member.id) == "member@example.org"


def test_a_letter_to_an_address_that_was_given_up_sets_no_password(app, browser, knowledge, member):
    Visitor(app).sign_in(knowledge, member.id).call("/my/address", {"email": "new@example.org", "current": PASSWORD})
    browser.call("/reset-password", {"email": "member@example.org"})
    by_address = {letter["To"]: letter for letter in letters(knowledge) if "/links/" in letter.get_content()}

    follow(browser, link_of(by_address["new@example.org"]), "")

    assert follow(browser, link_of(by_address["member@example.org"]), OTHER).status_code == 409


def test_an_address_that_another_account_signs_in_with_stays_theirs(app, knowledge, member):
    other = open_account(knowledge, "contributor")
    knowledge.addresses.confirm(other.id, "other@example.org")
    mine = Visitor(app).sign_in(knowledge, member.id)
    mine.call("/my/address", {"email": "other@example.org", "current": PASSWORD})
    link = next(link_of(letter) for letter in letters(knowledge) if letter["To"] == "other@example.org")

    assert follow(Visitor(app), link, "").json["type"] == "/problems/address-taken"
    assert knowledge.addresses.find(member.id) == "member@example.org"


def test_the_first_administrator_is_set_up_by_a_link(browser, knowledge):
    links = Links(knowledge.settings, knowledge.links)
    link = links.make(Link(Purpose.SET_UP, None, "", {}), language="en").rpartition("/")[2]
    assert follow(browser, link, name="", email="first@example.org").json["errors"][0]["pointer"] == "#/name"
    assert follow(browser, link, name="First", email="no address").json["errors"][0]["pointer"] == "#/email"

    account = follow(browser, link, name="First", email="first@example.org").json["account"]

    assert set(knowledge.platform.find(Account, UUID(account)).roles) == set(Role)
    assert account_of(browser) == account
    assert follow(browser, link, name="Second", email="second@example.org").status_code == 409


def test_a_letter_that_cannot_leave_is_tried_again(knowledge, invited):
    outbox = knowledge.settings.data_dir / "outbox"
    outbox.write_text("A file where a folder should be.")
    assert Postman(knowledge).deliver() == 0
    outbox.unlink()
    assert Postman(knowledge).deliver() == 0  # It rests first.

    with knowledge.private.writing() as connection:
        assert connection.execute(select(LETTERS.c.attempts)).scalar() == 1
        connection.execute(update(LETTERS).values(due_at=""))

    assert len(letters(knowledge)) == 1
    assert letters(knowledge)[0]["To"] == invited["email"]
