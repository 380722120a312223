"""Coming to an account, and back to one: asking for a letter, and following its link."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.accounts import Account
from domain.errors import NotFound
from knowledge.api.joining import SIGNS_IN, ChosenRequest, RegistrationRequest, ResetRequest
from knowledge.api.requests import knowledge
from knowledge.limits import RESET
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.permissions import PUBLIC
from knowledge.problems import status_of
from knowledge.security import caller
from knowledge.signing_in.joining import Chosen, Joining, RegistrationClosed
from knowledge.signing_in.links import LinkUsedUp, Purpose
from knowledge.signing_in.local import SignIn


@pages.page("/reset-password", permission=PUBLIC)
def show_resetting() -> ResponseReturnValue:
    """Show the form for whoever has forgotten their password."""
    return show_form("reset_password.html", form=Form(ResetRequest))


@pages.form("/reset-password", permission=PUBLIC, limit=RESET)
def reset_password() -> ResponseReturnValue:
    """Ask for a letter with which to choose a new password."""
    form = Form(ResetRequest)
    if not form.is_done(lambda body: Joining(knowledge()).ask_for_reset(**body | {"language": words().language})):
        return show_form("reset_password.html", status=form.status, form=form)
    return see_next(url_for("pages.show_sign_in"), saying=key("joining.letter_on_its_way"))


@pages.page("/register", permission=PUBLIC)
def show_registering() -> ResponseReturnValue:
    """Show the form for whoever asks for an account, or say that one has to be invited."""
    return _registering(Form(RegistrationRequest))


@pages.form("/register", permission=PUBLIC, limit=RESET)
def register() -> ResponseReturnValue:
    """Ask for an account."""
    form = Form(RegistrationRequest)
    if not form.is_done(lambda body: Joining(knowledge()).ask(**body | {"language": words().language})):
        return _registering(form)
    return see_next(url_for("pages.show_sign_in"), saying=key("joining.asked"))


@pages.page("/links/<link>", permission=PUBLIC)
def show_link(link: str) -> ResponseReturnValue:
    """Show where a link leads; programs that look into letters open it, too, so nothing is done yet."""
    return _linked(link, Form(ChosenRequest))


@pages.form("/links/<link>", permission=PUBLIC)
def follow_link(link: str) -> ResponseReturnValue:
    """Do what a link is for, once; who begins to use an account is signed in."""
    form = Form(ChosenRequest)
    followed = form.carried_out(lambda body: Joining(knowledge()).follow(link, Chosen(**body)))
    if followed is None:
        return _linked(link, form)
    purpose, account = followed
    return see_next(_after(purpose, account), saying=f"{key('joining.done')}.{purpose}")


def _after(purpose: Purpose, account: Account) -> str:
    if purpose in SIGNS_IN and not knowledge().second_factors.find(account.id):
        SignIn(knowledge(), language=words().language).begin(account)
        return url_for("pages.show_board")
    return url_for("pages.show_board" if caller().account == account.id else "pages.show_sign_in")


def _linked(link: str, form: Form) -> ResponseReturnValue:
    try:
        purpose = Joining(knowledge()).find(link).purpose
    except LinkUsedUp:
        return show_form("link_used_up.html", status=status_of(LinkUsedUp))
    return show_form("follow_link.html", status=form.status, form=form, purpose=purpose)


def _registering(form: Form) -> ResponseReturnValue:
    if not knowledge().settings.sign_in.is_open:
        raise NotFound(RegistrationClosed.title())
    return show_form("register.html", status=form.status, form=form)
