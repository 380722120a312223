"""Signing in and out."""

from http import HTTPStatus

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from knowledge.api.requests import knowledge
from knowledge.limits import SIGN_IN
from knowledge.pages.blueprint import pages, show_form
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.security import caller
from knowledge.signing_in.local import SignIn, SignInFailed
from knowledge.signing_in.returning import own_address


@pages.page("/sign-in", permission=PUBLIC)
def show_sign_in() -> ResponseReturnValue:
    """Show the form for signing in."""
    return _signing_in(request.args.get("next", ""))


@pages.form("/sign-in", permission=PUBLIC, limit=SIGN_IN)
def sign_in() -> ResponseReturnValue:
    """Sign in, and go back to where one came from."""
    email, password, after = (request.form.get(name, "") for name in ("email", "password", "next"))
    try:
        SignIn(knowledge()).with_password(email, password)
    except SignInFailed:
        status = 401 if email and password else 422
        return _signing_in(after, status=status, email=email)
    return redirect(own_address(after, otherwise=url_for("pages.show_board")), 303)


@pages.form("/sign-out", permission=SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Sign out in this browser."""
    SignIn(knowledge()).sign_out(caller())
    return redirect(url_for("pages.show_board"), 303)


def _signing_in(after: str, *, status: int = 200, email: str = "") -> ResponseReturnValue:
    is_open, has_failed = knowledge().settings.sign_in.is_open, status != HTTPStatus.OK
    return show_form("sign_in.html", status=status, next=after, email=email, has_failed=has_failed, is_open=is_open)
