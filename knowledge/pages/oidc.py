"""Signing in with an account of another provider (OpenID Connect)."""

from collections.abc import Mapping

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound, Refusal
from knowledge.api.requests import knowledge
from knowledge.api.second_factor import RemovalRequest
from knowledge.limits import SIGN_IN
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.signing_in import admitted
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.private.addresses import AddressTaken
from knowledge.private.identities import IdentityTaken
from knowledge.security import caller
from knowledge.signing_in.cookies import have_secret, sent_secret
from knowledge.signing_in.elsewhere import AddressNotConfirmed, Elsewhere
from knowledge.signing_in.joining import RegistrationClosed
from knowledge.signing_in.local import SignInFailed
from knowledge.signing_in.oidc import Identity, NotTrusted, Provider, ProviderUnavailable, Return
from knowledge.signing_in.own import OwnSignIn

REFUSED: Mapping[type[Refusal], str] = {
    NotTrusted: key("oidc.not_trusted"),
    ProviderUnavailable: key("oidc.unavailable"),
    AddressNotConfirmed: key("oidc.address_not_confirmed"),
    AddressTaken: key("oidc.address_taken"),
    IdentityTaken: key("oidc.identity_taken"),
    RegistrationClosed: key("oidc.closed"),
    SignInFailed: key("oidc.not_now"),
}
"""What is told of each refusal, on the page for signing in."""


@pages.page("/sign-in/oidc", permission=PUBLIC, limit=SIGN_IN)
def sign_in_elsewhere() -> ResponseReturnValue:
    """Lead to the provider, which asks who one is."""
    provider, browser = _provider(), have_secret()
    try:
        return redirect(provider.address(browser, after=request.args.get("next", ""), language=words().language))
    except ProviderUnavailable:
        return see_next(url_for("pages.show_sign_in"), saying=REFUSED[ProviderUnavailable])


def come_back() -> ResponseReturnValue:
    """Take in who comes back from the provider."""
    provider, browser = _provider(), sent_secret()
    try:
        chance, back = provider.came_back(browser, request.args.get("state", ""))
        if "code" not in request.args:
            return see_next(url_for("pages.show_sign_in", language=back.language), saying=key("oidc.declined"))
        return _let_in(provider.identify(browser, chance, request.args["code"]), back)
    except tuple(REFUSED) as refusal:
        return see_next(url_for("pages.show_sign_in"), saying=_said(refusal))


@pages.page("/my/elsewhere/unlink", permission=SIGNED_IN)
def show_unlinking() -> ResponseReturnValue:
    """Show the form for signing in with a provider no more."""
    return show_form("unlink.html", form=Form(RemovalRequest))


@pages.form("/my/elsewhere/unlink", permission=SIGNED_IN)
def unlink() -> ResponseReturnValue:
    """Sign in with a provider no more."""
    form = Form(RemovalRequest)
    if not form.is_done(lambda body: OwnSignIn(knowledge(), caller()).unlink(current=body["current"])):
        return show_form("unlink.html", status=form.status, form=form)
    return see_next(url_for("pages.show_my_account"), saying=key("oidc.unlinked"))


def _let_in(identity: Identity, back: Return) -> ResponseReturnValue:
    elsewhere, who = Elsewhere(knowledge()), caller()
    if who.account and who.session:
        elsewhere.link(who.account, identity)
        return see_next(url_for("pages.show_my_account", language=back.language), saying=key("oidc.linked"))
    account = elsewhere.account_of(identity)
    if not account.is_active:
        raise SignInFailed
    return admitted(account, back.after or url_for("pages.show_board", language=back.language))


def _said(refusal: Refusal) -> str:
    return next(told for kind, told in REFUSED.items() if isinstance(refusal, kind))


def _provider() -> Provider:
    settings = knowledge().settings
    if settings.sign_in.oidc is None:
        raise NotFound("Nobody signs in elsewhere here.")
    found: Provider | None = current_app.extensions.get("provider")
    if found is None:
        found = current_app.extensions["provider"] = Provider(settings, settings.sign_in.oidc)
    return found
