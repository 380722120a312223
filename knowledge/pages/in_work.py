"""A practice on its way to readers: what those who take part see of it, and what they do with it."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.practice_content import TRANSLATABLE
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import BEST_SCORE, LEAST_SCORE, Affiliation, Recommendation
from domain.errors import NotFound, Told
from domain.vocabulary import LANGUAGES
from knowledge.api.practice_bodies import CONTENT
from knowledge.api.practice_commands import VERBS
from knowledge.api.requests import knowledge
from knowledge.in_work import InWork
from knowledge.markdown import html_of
from knowledge.pages.acts import ACTS, AS_IT_IS, GRAVE, JUDGING, acts_of
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.colleagues import accounts_that_may, names_of_accounts
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.languages import name_of_language
from knowledge.pages.notices import see_next
from knowledge.pages.practices import TEXTS, facts_of
from knowledge.parties import find_in_work
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller

NAMES = frozenset(act.verb for act in ACTS)


@pages.page("/in-work/<uuid:id>", permission=SIGNED_IN)
def show_in_work(id: UUID) -> ResponseReturnValue:
    """Show a practice in work, and what can be done with it now."""
    return _shown(find_in_work(knowledge().platform, id, caller()))


@pages.page("/in-work/<uuid:id>/<verb>", permission=SIGNED_IN)
def show_act(id: UUID, verb: str) -> ResponseReturnValue:
    """Show the form of something that can be done with a practice."""
    practice = _practice_for(id, verb)
    return _asked(practice, verb, Form(VERBS[verb].shape, initial=_initial(practice, verb), seen=practice.version))


@pages.form("/in-work/<uuid:id>/<verb>", permission=SIGNED_IN)
def act_in_work(id: UUID, verb: str) -> ResponseReturnValue:
    """Do something with a practice."""
    practice = _practice_for(id, verb)
    caller().require(f"practice:{verb}")
    form = Form(VERBS[verb].shape)
    done = form.carried_out(lambda body: VERBS[verb].act(_said(practice, verb, body), id))
    if done is None:
        return _shown(practice, form) if verb in AS_IT_IS else _asked(practice, verb, form)
    after = knowledge().platform.find(Practice, id)
    takes_part = next(acts_of(after, caller()), None) is not None or after.author == caller().account
    address = url_for("pages.show_in_work", id=id) if takes_part else url_for("pages.show_desk")
    return see_next(address, saying=".".join((key("acts.done"), verb)))


def _practice_for(id: UUID, verb: str) -> Practice:
    if verb not in NAMES:
        raise NotFound(Told("Nothing is called {name!r} here.", name=verb))
    return find_in_work(knowledge().platform, id, caller())


def _shown(practice: Practice, form: Form | None = None) -> ResponseReturnValue:
    told = InWork(knowledge(), caller())
    answer = told.practice(practice)
    content = answer["content"]
    return show_form(
        "in_work.html",
        status=form.status if form else 200,
        practice=answer,
        form=form or Form(VERBS["screen"].shape, seen=practice.version),
        content=content,
        facts=facts_of(content) if content else [],
        texts=TEXTS,
        rendered=html_of,
        history=told.history(practice),
        acts=list(acts_of(practice, caller())),
        as_it_is=AS_IT_IS,
        grave=GRAVE,
        is_mine=practice.author == caller().account,
    )


def _asked(practice: Practice, verb: str, form: Form) -> ResponseReturnValue:
    say = words()
    answer = InWork(knowledge(), caller()).practice(practice)
    return show_form(
        "in_work_act.html",
        status=form.status,
        practice=answer,
        form=form,
        verb=verb,
        grave=GRAVE,
        shows_content=verb in JUDGING,
        facts=facts_of(answer["content"]) if answer["content"] else [],
        told=TEXTS,
        rendered=html_of,
        texts=TRANSLATABLE,
        criteria=[(name, say.criterion(name)) for name in knowledge().settings.review_criteria],
        score_choices=[(str(score), str(score)) for score in range(LEAST_SCORE, BEST_SCORE + 1)],
        mended=CONTENT,
        recommendations=[(one.value, say("acts.recommendation", one)) for one in Recommendation],
        affiliations=[(one.value, say("acts.affiliation", one)) for one in Affiliation],
        languages_offered=[(code, name_of_language(code)) for code in LANGUAGES if code != practice.language],
        reviewers=_reviewers(practice, verb),
    )


def _initial(practice: Practice, verb: str) -> dict[str, Any]:
    if verb != "correct-slip":
        return {}
    return {name: practice.fields.get(name, "") for name in TRANSLATABLE}


def _said(practice: Practice, verb: str, body: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a correction what it does not change."""
    if verb != "correct-slip":
        return body
    return {name: text for name, text in body.items() if name == "reason" or practice.fields.get(name, "") != text}


def _reviewers(practice: Practice, verb: str) -> list[tuple[str, str]]:
    """List whom the form offers: who could be invited, or who could be recused."""
    if verb == "recuse-reviewer":
        able = [account for account, reviewer in practice.reviewers.items() if not reviewer.is_recused]
    elif verb == "invite-reviewer":
        reviewers = [account.id for account in accounts_that_may("practice:file-review")]
        able = [id for id in reviewers if id != practice.author and id not in practice.reviewers]
    else:
        return []
    return names_of_accounts(able)
