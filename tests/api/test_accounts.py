"""Accounts over HTTP: opened, given roles and tokens, suspended, closed; nobody gives what they lack."""

from binascii import crc32
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain.accounts import Account
from knowledge.private.tokens import TOKENS, make_token, read_token
from knowledge.security import ADMINISTRATOR
from tests.api.caller import Caller
from tests.api.test_recording import on_both_databases
from tests.support.accounts import open_account

PERSON = {"name": "Reviewer", "email": "reviewer@example.org", "organization": "Universidad", "affiliation": "external"}


@pytest.fixture
def opened(api):
    """An account without a role."""
    return api.post("/accounts", PERSON).json


def as_(app, knowledge, *roles, **facts):
    return Caller(app, token=open_account(knowledge, *roles, **facts).secret)


@on_both_databases
def test_an_account_is_opened_given_a_role_and_a_token_and_acts(app, api):
    account = api.post("/accounts", PERSON)
    address = account.headers["Location"]
    assert api.post(f"{address}/grant-role", {"role": "coordinator", "countries": ["PE"]}).json["roles"] == {
        "coordinator": ["PE"]
    }
    secret = api.post(f"{address}/issue-token", {"name": "Phone"}).json["secret"]

    mine: Any = Caller(app, token=secret).get_signed("/my/account").json
    assert {name: mine[name] for name in PERSON} == PERSON
    assert "network:record-milestone" in mine["permissions"]
    assert mine["tokens"][0]["last_used_at"]


def test_a_name_is_kept_out_of_the_log(knowledge, opened):
    log = b"".join(stored.state for stored in knowledge.platform.read_stored(0, 100))

    assert log
    assert opened["name"] == PERSON["name"]
    assert PERSON["name"].encode() not in log
    assert PERSON["email"].encode() not in log


def test_a_person_is_described_anew(api, opened):
    told = api.call("PUT", f"/accounts/{opened['id']}/person", json={"name": "Somebody"}, headers=api.headers()).json

    assert (told["name"], told["email"]) == ("Somebody", "")


def test_accounts_are_listed_page_by_page(api):
    api.post("/accounts", PERSON)
    api.post("/accounts", {"name": "Second"})

    first = api.get_signed("/accounts", limit=1).json
    second = api.get_signed("/accounts", limit=1, cursor=first["next"]).json

    assert {one["name"] for one in first["results"] + second["results"]} == {"Reviewer", "Second"}
    assert second["next"] is None


def test_an_unknown_account_is_not_found(api):
    assert api.get_signed("/accounts/00000000-0000-4000-8000-000000000000").status_code == 404


def test_nobody_grants_a_role_they_lack(app, knowledge, opened):
    administrator = as_(app, knowledge, "administrator")
    address = f"/accounts/{opened['id']}/grant-role"

    refused = administrator.post(address, {"role": "curator"})

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-yours-to-give")
    assert administrator.post(address, {"role": "administrator"}).status_code == 201


def test_nobody_issues_a_token_for_an_account_that_may_do_more(app, api, knowledge, opened):
    api.post(f"/accounts/{opened['id']}/grant-role", {"role": "curator"})

    refused = as_(app, knowledge, "administrator").post(f"/accounts/{opened['id']}/issue-token", {"name": "Mine"})

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-yours-to-give")


def test_a_token_for_another_account_does_not_grow_with_what_that_account_is_given_later(app, api, knowledge, opened):
    administrator = as_(app, knowledge, "administrator")
    address = f"/accounts/{opened['id']}/issue-token"
    issued: Any = administrator.post(address, {"name": "Phone"}).json
    later: Any = administrator.post(address, {"name": "Later", "permissions": ["practice:publish"]})
    assert (later.status_code, later.json["type"]) == (403, "/problems/not-yours-to-give")

    api.post(f"/accounts/{opened['id']}/grant-role", {"role": "curator"})

    held: Any = Caller(app, token=issued["secret"]).get_signed("/my/account").json
    assert held["permissions"] == ["account:use-own"]


def test_a_limited_token_cannot_issue_a_wider_one(app, knowledge):
    limited = as_(app, knowledge, "curator", permissions=["account:use-own", "document:register"])

    wider = limited.post("/my/tokens", {"name": "More", "permissions": ["practice:publish"]})
    same = limited.post("/my/tokens", {"name": "Same"})

    assert (wider.status_code, wider.json["type"]) == (403, "/problems/not-yours-to-give")
    assert same.json["account"]["tokens"][-1]["permissions"] == ["account:use-own", "document:register"]


def test_a_limited_token_does_what_it_is_limited_to(app, knowledge):
    limited = as_(app, knowledge, "curator", permissions=["document:register"])

    assert limited.post("/documents", {"title": "A letter"}).status_code == 201
    assert limited.post("/networks/PE/milestones", {}).status_code == 403


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": "x", "permissions": ["king:crown"]}, {"name": "x", "days": 400}]
)
def test_a_token_that_cannot_be_is_refused(api, opened, body):
    assert api.post(f"/accounts/{opened['id']}/issue-token", body).status_code == 422


def test_the_secret_of_a_token_is_told_once_and_kept_as_a_hash(api, knowledge, opened):
    address, key = f"/accounts/{opened['id']}/issue-token", "token-1"
    first = api.post(address, {"name": "Phone"}, idempotency_key=key).json
    again = api.post(address, {"name": "Phone"}, idempotency_key=key).json

    assert first["secret"].startswith("kp_")
    assert again["secret"] is None
    assert len(again["account"]["tokens"]) == 1
    with knowledge.private.reading() as connection:
        kept = connection.execute(select(TOKENS)).all()
    assert first["secret"] not in str(kept)


def works(app, secret):
    return Caller(app, token=secret).post("/documents", {}).status_code != 401


def test_a_revoked_token_is_good_no_longer(app, api, opened):
    issued = api.post(f"/accounts/{opened['id']}/issue-token", {"name": "Phone"}).json
    assert works(app, issued["secret"])

    api.post(f"/accounts/{opened['id']}/revoke-token", {"token": issued["token"]})

    assert not works(app, issued["secret"])


def test_an_account_revokes_its_own_token(app, knowledge):
    account = open_account(knowledge, "contributor")
    (token,) = knowledge.platform.find(Account, account.id).tokens

    assert Caller(app, token=account.secret).post("/my/tokens/revoke", {"token": token}).status_code == 201
    assert not works(app, account.secret)


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_a_suspended_or_closed_account_does_not_act(app, api, knowledge, verb):
    account = open_account(knowledge, "curator")
    assert works(app, account.secret)

    api.post(f"/accounts/{account.id}/{verb}", {"reason": "Left."})

    assert not works(app, account.secret)


def test_a_resumed_account_acts_again(app, api, knowledge):
    account = open_account(knowledge, "curator")
    api.post(f"/accounts/{account.id}/suspend", {"reason": "On leave."})
    api.post(f"/accounts/{account.id}/resume", {"reason": "Back."})

    assert works(app, account.secret)


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(app, api, knowledge):
    account = open_account(knowledge, "curator")
    mine = Caller(app, token=account.secret)
    assert mine.post("/documents", {"title": "A letter"}).status_code == 201

    api.post(f"/accounts/{account.id}/revoke-role", {"role": "curator"})

    assert mine.post("/documents", {"title": "Another letter"}).status_code == 403


def test_an_expired_token_is_good_no_longer(app, knowledge):
    assert not works(app, open_account(knowledge, "curator", expires_in=timedelta(seconds=-1)).secret)


def flipped(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def another(_):
    return make_token()


@pytest.mark.parametrize("spoil", [flipped, another], ids=["changed", "never issued"])
def test_a_token_that_was_changed_or_never_issued_opens_nothing(app, knowledge, spoil):
    assert not works(app, spoil(open_account(knowledge, "curator").secret))


def test_a_token_of_the_same_name_with_another_secret_opens_nothing(app, knowledge):
    good = open_account(knowledge, "curator").secret
    sent = read_token(good)
    assert sent is not None
    other = f"kp_{sent.id}_{'0' * 64}"
    assert not works(app, f"{other}_{crc32(other.encode()):08x}")


def test_a_wrong_token_is_refused_even_where_none_is_needed(app):
    client = app.test_client()

    assert client.get("/api/v1/status", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert client.get("/api/v1/status").status_code == 200


def test_whoever_runs_the_platform_sees_what_they_may_do(api):
    mine = api.get_signed("/my/account").json

    assert mine["name"] == "operator"
    assert "account:open" in mine["permissions"]


@pytest.fixture
def administrators(knowledge):
    """Two of them, of whom the second is suspended."""
    one, other = (open_account(knowledge, "administrator") for _ in range(2))
    with knowledge.platform.change(Account, other.id) as account:
        account.suspend(why="On leave.", by=ADMINISTRATOR)
    return one, other


REMOVALS: list[tuple[str, dict[str, Any]]] = [
    ("revoke-role", {"role": "administrator"}),
    ("suspend", {"reason": "Left."}),
    ("close", {"reason": "Left."}),
]


@pytest.mark.parametrize(("verb", "body"), REMOVALS)
def test_the_last_administrator_stays(app, api, administrators, verb, body):
    one, other = administrators
    own = Caller(app, token=one.secret)
    for caller in (own, api):
        refused: Any = caller.post(f"/accounts/{one.id}/{verb}", body)
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/last-administrator")

    api.post(f"/accounts/{other.id}/resume", {"reason": "Back."})

    assert own.post(f"/accounts/{one.id}/{verb}", body).status_code == 201


@on_both_databases
def test_of_two_administrators_who_remove_each_other_one_stays(app, knowledge):
    pair = [open_account(knowledge, "administrator") for _ in range(2)]

    def remove(number):
        body = {"role": "administrator"}
        return Caller(app, token=pair[number].secret).post(f"/accounts/{pair[1 - number].id}/revoke-role", body)

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(answer.status_code for answer in threads.map(remove, range(2)))

    left = [one for one in pair if "administrator" in knowledge.platform.find(Account, one.id).roles]
    assert len(left) == 1
    # The slower is refused: as the last one's, or since it is no administrator any more.
    assert statuses in ([201, 403], [201, 409])
