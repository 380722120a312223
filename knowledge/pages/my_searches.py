"""The searches that somebody keeps, and what was published since they looked at them."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from knowledge.api.requests import answers, knowledge
from knowledge.api.saved_searches import keep_search, new_hits
from knowledge.api.search_schemas import FiltersSchema, LookRequest, SaveRequest
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.repository import FILTERS, page_of_hit, word
from knowledge.pages.typing_in import body_of
from knowledge.permissions import SIGNED_IN
from knowledge.private.saved_searches import SavedSearch
from knowledge.security import my_account

MOST = 50
"""Of what is new, as many are shown."""


@pages.page("/my/searches", permission=SIGNED_IN)
def show_my_searches() -> ResponseReturnValue:
    """Show the searches that one keeps."""
    kept = knowledge().saved_searches.of(my_account())
    return show_form("my_searches.html", searches=[_told(one) for one in kept])


@pages.page("/my/searches/new", permission=SIGNED_IN)
def show_keeping_search() -> ResponseReturnValue:
    """Show the form for keeping the search that the address asks for."""
    query = body_of(FiltersSchema(), MultiDict(request.args))
    return _asked(Form(SaveRequest, initial={"name": _in_words(query)[:200], "query": query}))


@pages.form("/my/searches/new", permission=SIGNED_IN)
def keep_my_search() -> ResponseReturnValue:
    """Keep a search."""
    form = Form(SaveRequest)
    if form.carried_out(lambda body: keep_search(form.author(), body)) is None:
        return _asked(form)
    return see_next(url_for("pages.show_my_searches"), saying=key("searches.kept"))


@pages.page("/my/searches/<uuid:id>", permission=SIGNED_IN)
def show_new_hits(id: UUID) -> ResponseReturnValue:
    """Show what was published since one has looked at a search."""
    kept = knowledge().saved_searches.find(my_account(), id)
    found, _ = new_hits(kept, limit=MOST)
    return show_form(
        "my_search.html",
        search=_told(kept),
        found=found,
        hits=[{**hit, "page": page_of_hit(hit)} for hit in found["results"]],
        until=answers().moment(found["known_at"]) or kept.looked_at,
    )


@pages.form("/my/searches/<uuid:id>/look", permission=SIGNED_IN)
def look_through_my_search(id: UUID) -> ResponseReturnValue:
    """Note that one has seen what is new."""
    looks = Form(LookRequest)
    if not looks.is_done(lambda body: knowledge().saved_searches.look(my_account(), id, **body)):
        return redirect(url_for("pages.show_new_hits", id=id), 303)
    return see_next(url_for("pages.show_my_searches"), saying=key("searches.looked"))


@pages.form("/my/searches/<uuid:id>/delete", permission=SIGNED_IN)
def delete_my_search(id: UUID) -> ResponseReturnValue:
    """Forget a search."""
    knowledge().saved_searches.drop(my_account(), id)
    return see_next(url_for("pages.show_my_searches"), saying=key("searches.deleted"))


def _asked(form: Form) -> ResponseReturnValue:
    query = body_of(FiltersSchema(), form.typed, "query/")
    return show_form(
        "keep_search.html",
        status=form.status,
        form=form,
        in_words=_in_words(query),
        hidden=[(name, value) for name, value in form.typed.items(multi=True) if name.startswith("query/")],
        back=_address(query),
    )


def _told(kept: SavedSearch) -> dict[str, Any]:
    return {
        "id": kept.id,
        "name": kept.name,
        "in_words": _in_words(kept.query),
        "address": _address(kept.query),
        "looked_at": kept.looked_at,
    }


def _in_words(query: Mapping[str, Any]) -> str:
    """Say what is searched for, the words first."""
    say = words()
    filters = (word(name.removeprefix("primary_"), str(value), say) for name, value in _pairs(query) if name in FILTERS)
    said = [part for part in (query.get("q", ""), *filters) if part]
    return " · ".join(said) or say("searches.everything")


def _address(query: Mapping[str, Any]) -> str:
    return f"{url_for('pages.search_repository')}?{urlencode(_pairs(query))}"


def _pairs(query: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [
        (name, one)
        for name, value in query.items()
        for one in (value if isinstance(value, list) else [value])
        if one not in ("", None)
    ]
