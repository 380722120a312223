"""Signing in with an account of another provider (OpenID Connect)."""

from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import Refusal
from knowledge.api.elsewhere import LinkRequest, find_provider
from knowledge.api.requests import knowledge
from knowledge.api.second_factor import ShowAgainRequest
from knowledge.limits import SHOW_AGAIN, SIGN_IN
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.signing_in import admitted
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.private.addresses import AddressTaken
from knowledge.private.identities import IdentityTaken
from knowledge.security import caller, my_account
from knowledge.signing_in.cookies import have_secret, sent_secret
from knowledge.signing_in.elsewhere import AddressNotConfirmed, Elsewhere
from knowledge.signing_in.joining import RegistrationClosed
from knowledge.signing_in.local import SignInFailed
from knowledge.signing_in.oidc import Identity, NotTrusted, ProviderUnavailable, Return
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
    provider, browser = find_provider(), have_secret()
    try:
        return redirect(provider.address(browser, after=request.args.get("next", ""), language=words().language))
    except ProviderUnavailable:
        return see_next(url_for("pages.show_sign_in"), saying=REFUSED[ProviderUnavailable])


def come_back() -> ResponseReturnValue:
    """Take in who comes back from the provider."""
    provider, browser, who = find_provider(), sent_secret(), caller()
    try:
        account = who.account if who.session else None
        chance, back = provider.came_back(browser, request.args.get("state", ""), account=account)
        if "code" not in request.args:
            return see_next(url_for("pages.show_sign_in", language=back.language), saying=key("oidc.declined"))
        return _let_in(provider.identify(browser, chance, request.args["code"]), back)
    except tuple(REFUSED) as refusal:
        return see_next(url_for("pages.show_sign_in"), saying=_said(refusal))


@pages.page("/my/elsewhere/link", permission=SIGNED_IN)
def show_linking() -> ResponseReturnValue:
    """Show the form for signing in with a provider from now on."""
    return _linking(Form(LinkRequest))


@pages.form("/my/elsewhere/link", permission=SIGNED_IN, limit=SHOW_AGAIN)
def link() -> ResponseReturnValue:
    """Lead to the provider, from which one comes back linked."""
    form, own = Form(LinkRequest), OwnSignIn(knowledge(), caller())
    asked = {"language": words().language}
    try:
        address = form.carried_out(lambda body: own.begin_linking(find_provider(), **body | asked))
    except ProviderUnavailable:
        return see_next(url_for("pages.show_my_account"), saying=REFUSED[ProviderUnavailable])
    return _linking(form, address or "")


@pages.page("/my/elsewhere/unlink", permission=SIGNED_IN)
def show_unlinking() -> ResponseReturnValue:
    """Show the form for signing in with a provider no more."""
    return _unlinking(Form(ShowAgainRequest))


@pages.form("/my/elsewhere/unlink", permission=SIGNED_IN, limit=SHOW_AGAIN)
def unlink() -> ResponseReturnValue:
    """Sign in with a provider no more."""
    form = Form(ShowAgainRequest)
    if not form.is_done(lambda body: OwnSignIn(knowledge(), caller()).unlink(**body)):
        return _unlinking(form)
    return see_next(url_for("pages.show_my_account"), saying=key("oidc.unlinked"))


def _let_in(identity: Identity, back: Return) -> ResponseReturnValue:
    elsewhere = Elsewhere(knowledge())
    if back.links:
        elsewhere.link(my_account(), identity, language=back.language)
        return see_next(url_for("pages.show_my_account", language=back.language), saying=key("oidc.linked"))
    account = elsewhere.account_of(identity)
    if not account.is_active:
        raise SignInFailed
    return admitted(account, back.after or url_for("pages.show_board", language=back.language))


def _said(refusal: Refusal) -> str:
    return next(told for kind, told in REFUSED.items() if isinstance(refusal, kind))


def _unlinking(form: Form) -> ResponseReturnValue:
    oidc = knowledge().settings.sign_in.oidc
    # A link outlives the settings of its provider, and can be undone without them.
    name = oidc.name if oidc else words()("oidc.elsewhere")
    return show_form("unlink.html", status=form.status, form=form, provider=name)


def _linking(form: Form, address: str = "") -> ResponseReturnValue:
    provider = find_provider().name
    # Not a redirect: browsers follow none from a form to another site, for the policy names this one alone.
    return show_form("link_elsewhere.html", status=form.status, form=form, provider=provider, address=address)
