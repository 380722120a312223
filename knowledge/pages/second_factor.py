"""Codes of an app beside the password: adding them, with a picture for the app to read, and doing without again."""

import segno
from flask import request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from knowledge.api.requests import knowledge
from knowledge.api.second_factor import AddRequest, RemovalRequest, ShowAgainRequest
from knowledge.limits import SHOW_AGAIN
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller, my_account
from knowledge.signing_in.own import OwnSignIn
from knowledge.signing_in.second_factor import SecondFactor


@pages.page("/my/second-factor", permission=SIGNED_IN)
def show_second_factor() -> ResponseReturnValue:
    """Show the secret for an app, or that there is one in use."""
    return _adding(Form(AddRequest))


@pages.form("/my/second-factor", permission=SIGNED_IN, limit=SHOW_AGAIN)
def add_second_factor() -> ResponseReturnValue:
    """Ask for codes from now on, and show those for whoever loses the app this once."""
    form = Form(AddRequest)
    codes = form.carried_out(lambda body: OwnSignIn(knowledge(), caller()).add_second_factor(**body))
    return show_form("recovery_codes.html", codes=codes, done=key("second_factor.added")) if codes else _adding(form)


@pages.page("/my/second-factor/remove", permission=SIGNED_IN)
def show_removing_second_factor() -> ResponseReturnValue:
    """Show the form for doing without codes."""
    return show_form("remove_second_factor.html", form=Form(RemovalRequest))


@pages.form("/my/second-factor/remove", permission=SIGNED_IN, limit=SHOW_AGAIN)
def remove_second_factor() -> ResponseReturnValue:
    """Do without codes from now on."""
    form = Form(RemovalRequest)
    own, language = OwnSignIn(knowledge(), caller()), words().language
    if not form.is_done(lambda body: own.remove_second_factor(**body | {"language": language})):
        return show_form("remove_second_factor.html", status=form.status, form=form)
    return see_next(url_for("pages.show_my_account"), saying=key("second_factor.removed"))


@pages.page("/my/second-factor/recovery-codes", permission=SIGNED_IN)
def show_renewing_recovery_codes() -> ResponseReturnValue:
    """Show the form for other recovery codes."""
    return show_form("renew_recovery_codes.html", form=Form(ShowAgainRequest))


@pages.form("/my/second-factor/recovery-codes", permission=SIGNED_IN, limit=SHOW_AGAIN)
def renew_recovery_codes() -> ResponseReturnValue:
    """Make other recovery codes, and show them this once."""
    form = Form(ShowAgainRequest)
    codes = form.carried_out(lambda body: OwnSignIn(knowledge(), caller()).renew_recovery_codes(**body))
    if codes is None:
        return show_form("renew_recovery_codes.html", status=form.status, form=form)
    return show_form("recovery_codes.html", codes=codes, done=key("second_factor.renewed"))


def _adding(form: Form) -> ResponseReturnValue:
    factor = SecondFactor(knowledge())
    if knowledge().second_factors.find(my_account()):
        return show_form("second_factor.html", status=form.status, form=form, begun=None)
    sent = request.form.get("begun", "")
    is_too_old = bool(form.at("begun"))
    begun = factor.resume(my_account(), sent) if sent and not is_too_old else factor.begin(my_account())
    picture = segno.make(begun.uri, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", svgclass="qr")
    return show_form("second_factor.html", status=form.status, form=form, begun=begun, picture=Markup(picture))  # noqa: S704 - made here, of squares
