"""Accounts: what they may do, for how long, and who may no longer."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.accounts import (
    Account,
    AccountActive,
    AccountClosed,
    AccountErased,
    AccountSuspended,
    HasThisRole,
    LacksThisRole,
    UnknownToken,
)
from domain.errors import InvalidField
from domain.storage import TypedMapper

OPERATOR = UUID("b0000000-0000-4000-8000-000000000001")
ACCOUNT = UUID("b0000000-0000-4000-8000-000000000002")


@pytest.fixture
def account():
    return Account.open(id=ACCOUNT, by=OPERATOR)


def issue(account, name="abc", **facts):
    account.issue_token(name, prefix="12345678", name="Export", by=OPERATOR, **facts)


def test_an_account_begins_without_a_role(account):
    assert (account.roles, account.is_active) == ({}, True)


def test_a_coordinator_is_one_for_some_countries(account):
    account.grant_role("coordinator", countries=["PE", "EC", "PE"], by=OPERATOR)

    assert account.roles == {"coordinator": ["EC", "PE"]}


def test_a_role_can_be_granted_anew_for_other_countries(account):
    account.grant_role("coordinator", countries=["PE"], by=OPERATOR)
    account.grant_role("coordinator", countries=["EC"], by=OPERATOR)

    assert account.roles == {"coordinator": ["EC"]}


def test_the_same_role_is_not_granted_twice(account):
    account.grant_role("curator", by=OPERATOR)

    with pytest.raises(HasThisRole):
        account.grant_role("curator", by=OPERATOR)


@pytest.mark.parametrize(
    ("role", "countries", "field"),
    [("king", [], "role"), ("coordinator", ["XX"], "countries"), ("curator", ["PE"], "countries")],
)
def test_what_is_no_role_or_no_country_is_refused_by_name(account, role, countries, field):
    with pytest.raises(InvalidField) as refused:
        account.grant_role(role, countries=countries, by=OPERATOR)

    assert refused.value.field == field


def test_a_revoked_role_is_gone(account):
    account.grant_role("curator", by=OPERATOR)
    account.revoke_role("curator", by=OPERATOR)

    assert account.roles == {}
    with pytest.raises(LacksThisRole):
        account.revoke_role("curator", by=OPERATOR)


def test_a_token_needs_a_name(account):
    with pytest.raises(InvalidField) as refused:
        account.issue_token("abc", prefix="12345678", name=" ", by=OPERATOR)

    assert refused.value.field == "name"


def test_a_revoked_token_is_gone(account):
    issue(account)
    account.revoke_token("abc", by=OPERATOR)

    assert account.tokens == {}
    with pytest.raises(UnknownToken):
        account.revoke_token("abc", by=OPERATOR)


def test_a_suspended_account_does_not_act_until_it_is_resumed(account):
    account.suspend(why="On leave.", by=OPERATOR)
    assert not account.is_active
    with pytest.raises(AccountSuspended):
        account.suspend(why="On leave.", by=OPERATOR)

    account.resume(why="Back.", by=OPERATOR)
    assert account.is_active
    with pytest.raises(AccountActive):
        account.resume(why="Back.", by=OPERATOR)


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_nobody_is_kept_from_acting_without_a_reason(account, verb):
    with pytest.raises(InvalidField):
        getattr(account, verb)(why=" ", by=OPERATOR)


def test_nothing_more_happens_to_a_closed_account(account):
    issue(account)
    account.close(why="Left.", by=OPERATOR)

    assert (account.is_active, account.tokens) == (False, {})
    for act in (
        lambda: account.grant_role("curator", by=OPERATOR),
        lambda: account.revoke_role("curator", by=OPERATOR),
        lambda: issue(account, "def"),
        lambda: account.suspend(why="Again.", by=OPERATOR),
        lambda: account.resume(why="Again.", by=OPERATOR),
        lambda: account.close(why="Again.", by=OPERATOR),
    ):
        with pytest.raises(AccountClosed):
            act()


def test_replay_equals_what_was_lived(account):
    account.grant_role("coordinator", countries=["PE"], by=OPERATOR)
    issue(account, permissions=["practice:draft"], expires_at=datetime(2027, 1, 1, tzinfo=UTC))
    account.suspend(why="On leave.", by=OPERATOR)
    mapper, again = TypedMapper(), None
    for event in account.pending_events:
        again = mapper.to_domain_event(mapper.to_stored_event(event)).mutate(again)

    assert {**vars(again), "_pending_events": []} == {**vars(account), "_pending_events": []}


def test_nothing_about_an_account_is_public():
    assert not any(
        event.public for event in vars(Account).values() if isinstance(event, type) and hasattr(event, "public")
    )


def test_an_erased_account_is_closed_and_is_erased_once(account):
    issue(account)

    account.erase(by=OPERATOR)

    assert (account.is_active, account.is_closed, account.is_erased, account.tokens) == (False, True, True, {})
    with pytest.raises(AccountErased):
        account.erase(by=OPERATOR)


def test_a_closed_account_can_be_erased(account):
    account.close(why="Left.", by=OPERATOR)

    account.erase(by=OPERATOR)

    assert account.is_erased
