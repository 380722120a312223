"""One's own account: who one is, how one signs in and where, and the programs that act in one's name."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from knowledge.accounts import Accounts, Issued
from knowledge.api.account_schemas import OwnTokenRequest
from knowledge.api.accounts import describe, ends_after
from knowledge.api.joining import AddressRequest, PasswordRequest
from knowledge.api.requests import author, knowledge
from knowledge.api.second_factor import ShowAgainRequest
from knowledge.limits import SHOW_AGAIN
from knowledge.pages.agents import name_of_agent
from knowledge.pages.blueprint import ask_to_confirm, pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.permissions import SIGNED_IN
from knowledge.privacy.erasure import Erasure
from knowledge.security import caller, my_account
from knowledge.signing_in.cookies import give_secret
from knowledge.signing_in.local import SignIn
from knowledge.signing_in.own import OwnSignIn

LIVES = (7, 30, 90, 365)
"""Days for which a token is offered."""
USUAL_LIFE = 90


@pages.page("/my/account", permission=SIGNED_IN)
def show_my_account() -> ResponseReturnValue:
    """Show who one is, where one is signed in, and one's tokens."""
    settings = knowledge().settings.sign_in
    return show_form(
        "my_account.html",
        account=describe(my_account()),
        sessions=knowledge().sessions.of(my_account()),
        browser=name_of_agent,
        provider=settings.oidc.name if settings.oidc else "",
        is_linked=knowledge().identities.has_any(my_account()),
        factor=knowledge().second_factors.find(my_account()),
    )


@pages.page("/my/password", permission=SIGNED_IN)
def show_changing_password() -> ResponseReturnValue:
    """Show the form for another password."""
    return show_form("change_password.html", form=Form(PasswordRequest))


@pages.form("/my/password", permission=SIGNED_IN, limit=SHOW_AGAIN)
def change_password() -> ResponseReturnValue:
    """Choose another password; every other session ends."""
    form = Form(PasswordRequest)
    if not form.is_done(lambda body: _own().change_password(**body | {"language": words().language})):
        return show_form("change_password.html", status=form.status, form=form)
    return see_next(url_for("pages.show_my_account"), saying=key("account.password_changed"))


@pages.page("/my/address", permission=SIGNED_IN)
def show_changing_address() -> ResponseReturnValue:
    """Show the form for another address."""
    return show_form("change_address.html", form=Form(AddressRequest))


@pages.form("/my/address", permission=SIGNED_IN, limit=SHOW_AGAIN)
def change_address() -> ResponseReturnValue:
    """Have a letter sent to another address, with a link that makes it one's own."""
    form = Form(AddressRequest)
    if not form.is_done(lambda body: _own().change_address(**body | {"language": words().language})):
        return show_form("change_address.html", status=form.status, form=form)
    return see_next(url_for("pages.show_my_account"), saying=key("joining.asked"))


@pages.form("/my/sessions/<id>/end", permission=SIGNED_IN)
def end_session(id: str) -> ResponseReturnValue:
    """Sign out in one browser."""
    knowledge().sessions.end(my_account(), id)
    return see_next(url_for("pages.show_my_account"), saying=key("account.session_ended"))


@pages.form("/my/sessions/end", permission=SIGNED_IN)
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out in every browser."""
    SignIn(knowledge()).sign_out_everywhere(caller())
    return see_next(url_for("pages.show_sign_in"), saying=key("account.signed_out_everywhere"))


@pages.page("/my/tokens/new", permission=SIGNED_IN)
def show_issuing() -> ResponseReturnValue:
    """Show the form for a token."""
    return _issuing(Form(OwnTokenRequest, initial={"days": USUAL_LIFE}))


@pages.form("/my/tokens/new", permission=SIGNED_IN, limit=SHOW_AGAIN)
def issue_token() -> ResponseReturnValue:
    """Issue a token for one's own account, and show it this once."""
    form = Form(OwnTokenRequest)

    def issue(body: dict[str, Any]) -> Issued:
        _own().show_again_in_browser(body["current"])
        return Accounts(knowledge(), caller()).issue_token(
            form.author(),
            my_account(),
            name=body["name"],
            permissions=body["permissions"],
            expires_at=ends_after(body["days"]),
        )

    issued = form.carried_out(issue)
    return show_form("token_issued.html", secret=issued.secret) if issued else _issuing(form)


@pages.page("/my/tokens/<token>/revoke", permission=SIGNED_IN)
def show_revoking(token: str) -> ResponseReturnValue:
    """Ask whether a token shall be good no longer."""
    named = {one["token"]: one["name"] for one in describe(my_account())["tokens"]}
    if token not in named:
        raise NotFound("There is no such token of yours.")
    return ask_to_confirm(
        title=words()("account.revoke_title", name=named[token]),
        says=words()("account.revoke_means"),
        act=words()("account.revoke"),
        action=request.path,
        back=url_for("pages.show_my_account"),
    )


@pages.form("/my/tokens/<token>/revoke", permission=SIGNED_IN)
def revoke_token(token: str) -> ResponseReturnValue:
    """End a token of one's own."""
    Accounts(knowledge(), caller()).revoke_token(author(), my_account(), token)
    return see_next(url_for("pages.show_my_account"), saying=key("account.revoked"))


@pages.page("/my/account/erase", permission=SIGNED_IN)
def show_erasing_myself() -> ResponseReturnValue:
    """Ask whether one wants to be forgotten."""
    return show_form("erase_myself.html", form=Form(ShowAgainRequest))


@pages.form("/my/account/erase", permission=SIGNED_IN, limit=SHOW_AGAIN)
def erase_myself() -> ResponseReturnValue:
    """Have oneself forgotten."""
    form = Form(ShowAgainRequest)

    def erase(body: dict[str, Any]) -> None:
        _own().show_again_in_browser(body["current"])
        Erasure(knowledge()).erase(form.author(), my_account())

    if not form.is_done(erase):
        return show_form("erase_myself.html", status=form.status, form=form)
    give_secret("")
    return see_next(url_for("pages.show_board"), saying=key("account.erased"))


def _own() -> OwnSignIn:
    return OwnSignIn(knowledge(), caller())


def _issuing(form: Form) -> ResponseReturnValue:
    return show_form(
        "issue_token.html",
        status=form.status,
        form=form,
        lives=[(str(days), words()("account.for_days", n=days)) for days in LIVES],
        permissions=[(name, name) for name in sorted(caller().permissions)],
    )
