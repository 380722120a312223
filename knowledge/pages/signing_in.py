"""Signing in and out."""

from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import Account
from knowledge.api.requests import knowledge
from knowledge.limits import SIGN_IN, Limit
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.problems import NotAuthenticated
from knowledge.security import caller
from knowledge.signing_in.local import SignIn, SignInFailed
from knowledge.signing_in.returning import own_address
from knowledge.signing_in.second_factor import SecondFactor, SecondFactorNeeded, WrongCode


@pages.page("/sign-in", permission=PUBLIC)
def show_sign_in() -> ResponseReturnValue:
    """Show the form for signing in."""
    return _signing_in(request.args.get("next", ""))


@pages.form("/sign-in", permission=PUBLIC, limit=SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Sign in, or ask for the code of the app, and go back to where one came from."""
    email, password, after = (request.form.get(name, "") for name in ("email", "password", "next"))
    signing_in = SignIn(knowledge())
    try:
        account = signing_in.recognise(email, password)
    except SignInFailed:
        status = 401 if email and password else 422
        return _signing_in(after, status=status, email=email)
    return admitted(account, after)


def admitted(account: Account, after: str) -> ResponseReturnValue:
    """Let in who has shown who they are, or ask for the code of the app first."""
    if knowledge().second_factors.find(account.id):
        return _asking_for_code(SecondFactor(knowledge()).shown_first(account.id), after)
    SignIn(knowledge(), language=words().language).begin(account)
    return redirect(own_address(after, otherwise=url_for("pages.show_board")), 303)


def named_in_first_step() -> str:
    """Return whose code is sent, so that guesses at one account are counted together."""
    try:
        return str(SecondFactor(knowledge()).who_showed(request.form.get("step", "")))
    except NotAuthenticated:
        return ""


@pages.form("/sign-in/code", permission=PUBLIC, limit=Limit(SIGN_IN.name, named_in_first_step))
def give_code() -> ResponseReturnValue:
    """Give the code of the app, and go back to where one came from."""
    step, code, after = (request.form.get(name, "") for name in ("step", "code", "next"))
    try:
        account = knowledge().platform.find(Account, SecondFactor(knowledge()).who_showed(step))
        SignIn(knowledge(), language=words().language).admit(account, code)
    except (WrongCode, SecondFactorNeeded):
        return _asking_for_code(step, after, status=401 if code else 422)
    except NotAuthenticated:
        return _signing_in(after, status=401 if step or code else 422)
    return redirect(own_address(after, otherwise=url_for("pages.show_board")), 303)


@pages.form("/sign-out", permission=SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out in this browser."""
    SignIn(knowledge()).sign_out(caller())
    return redirect(url_for("pages.show_board"), 303)


def _signing_in(after: str, *, status: int = 200, email: str = "") -> ResponseReturnValue:
    settings, has_failed = knowledge().settings.sign_in, status != HTTPStatus.OK
    return show_form(
        "sign_in.html",
        status=status,
        next=after,
        email=email,
        has_failed=has_failed,
        is_open=settings.is_open,
        provider=settings.oidc.name if settings.oidc else "",
    )


def _asking_for_code(step: str, after: str, *, status: int = 200) -> ResponseReturnValue:
    return show_form("sign_in_code.html", status=status, step=step, next=after, has_failed=status != HTTPStatus.OK)
