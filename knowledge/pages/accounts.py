"""The accounts: whose they are, what they may do, and what those who look after them do with each."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import Account, Role
from domain.catalogue.reviews import Affiliation
from domain.vocabulary import LANGUAGES
from knowledge.accounts import Accounts
from knowledge.api.account_schemas import STATES, AccountsQuery, NewAccountRequest
from knowledge.api.accounts import describe, find_accounts
from knowledge.api.requests import knowledge, write_cursor
from knowledge.pages.account_deeds import DEEDS, Deed
from knowledge.pages.agents import name_of_agent
from knowledge.pages.blueprint import View, asked_as_sent, pages, question, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.languages import name_of_language
from knowledge.pages.notices import see_next
from knowledge.private.people import Person
from knowledge.security import caller


@pages.page("/accounts", permission="account:read")
def show_accounts() -> ResponseReturnValue:
    """Show the accounts by name, all or those that are looked for."""
    asked = question(AccountsQuery)
    found = find_accounts(asked)
    return show_form(
        "accounts.html",
        found=found,
        asked=asked,
        filters=asked_as_sent("text", "role", "state"),
        following=write_cursor(found.following) if found.following else "",
        is_first="cursor" not in asked,
        roles_offered=_roles(),
        states=[(state, words()("admin.state", state)) for state in STATES],
    )


@pages.page("/accounts/new", permission="account:invite")
def show_inviting() -> ResponseReturnValue:
    """Show the form for somebody who has no account yet."""
    return _inviting(Form(NewAccountRequest, initial={"language": words().language, "affiliation": "external"}))


@pages.form("/accounts/new", permission="account:invite")
def invite_somebody() -> ResponseReturnValue:
    """Open an account, give it a role and invite whoever it is for."""
    form = Form(NewAccountRequest)
    done = form.carried_out(lambda body: _open(form, **body))
    if done is None:
        return _inviting(form)
    return see_next(url_for("pages.show_account", id=done.aggregate_id), saying=key("admin.invited"))


@pages.page("/accounts/<uuid:id>", permission="account:read")
def show_account(id: UUID) -> ResponseReturnValue:
    """Show an account, and what can be done with it."""
    account = knowledge().platform.find(Account, id)
    return show_form(
        "account.html",
        account=describe(id),
        sessions=knowledge().sessions.of(id),
        browser=name_of_agent,
        deeds=[deed for deed in DEEDS if deed.stands_alone and _is_offered(deed, account)],
        offered={deed.verb for deed in DEEDS if _is_offered(deed, account)},
        taken=asked_as_sent("role") and {"role": request.args["role"], "countries": request.args.getlist("countries")},
        signs_in=bool(knowledge().addresses.find(id)),
    )


def _showing(deed: Deed) -> View:
    def view(id: UUID) -> ResponseReturnValue:
        account = knowledge().platform.find(Account, id)
        return _asked(deed, account, Form(deed.shape, initial=deed.initial(account), seen=account.version))

    view.__name__ = f"show_account_{deed.name}"
    return view


def _doing(deed: Deed) -> View:
    def view(id: UUID) -> ResponseReturnValue:
        account = knowledge().platform.find(Account, id)
        form = Form(deed.shape)
        if not form.is_done(lambda body: deed.act(form.author(), id, body)):
            return _asked(deed, account, form)
        return see_next(deed.after(account), saying=".".join((key("admin.done"), deed.verb)))

    view.__name__ = f"account_{deed.name}"
    return view


for _deed in DEEDS:
    _rule, _permission = f"/accounts/<uuid:id>/{_deed.verb}", f"account:{_deed.verb}"
    pages.page(_rule, permission=_permission)(_showing(_deed))
    pages.form(_rule, permission=_permission)(_doing(_deed))


def _asked(deed: Deed, account: Account, form: Form) -> ResponseReturnValue:
    return show_form(
        "account_deed.html",
        status=form.status,
        form=form,
        deed=deed,
        account=describe(account.id),
        **_choices(),
    )


def _inviting(form: Form) -> ResponseReturnValue:
    return show_form("invite.html", status=form.status, form=form, **_choices())


def _open(form: Form, *, role: str, countries: list[str], language: str, **person: Any) -> Any:
    caller().require("account:open")
    if role:
        caller().require("account:grant-role")
    accounts = Accounts(knowledge(), caller())
    return accounts.open_and_invite(form.author(), Person(**person), role=role, countries=countries, language=language)


def _is_offered(deed: Deed, account: Account) -> bool:
    return caller().may(f"account:{deed.verb}") and deed.is_offered(account)


def _choices() -> dict[str, Any]:
    say = words()
    return {
        "roles_offered": _roles(),
        "affiliations": [(one.value, say("acts.affiliation", one)) for one in Affiliation],
        "languages_offered": [(code, name_of_language(code)) for code in LANGUAGES],
    }


def _roles() -> list[tuple[str, str]]:
    return [(role.value, words()("roles", role)) for role in Role]
