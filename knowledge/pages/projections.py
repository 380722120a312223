"""The read sides as a page: how far each is, what was set aside, and building one anew."""

from flask import url_for
from flask.typing import ResponseReturnValue

from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import knowledge
from knowledge.pages.blueprint import pages, show_form
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.read_sides import ReadSides


@pages.page("/projections", permission="projection:read")
def show_projections() -> ResponseReturnValue:
    """Show how far the read sides are."""
    return _shown(Form(NothingRequest))


@pages.form("/projections/<name>/rebuild", permission="projection:rebuild")
def rebuild_projection(name: str) -> ResponseReturnValue:
    """Have one of them built anew in the background."""
    form = Form(NothingRequest)
    if not form.is_done(lambda _: ReadSides(knowledge()).rebuild(name)):
        return _shown(form)
    return see_next(url_for("pages.show_projections"), saying=key("read_sides.asked"))


@pages.form("/projections/retry-parked", permission="projection:retry-parked")
def retry_parked() -> ResponseReturnValue:
    """Try the events again that were set aside."""
    left = ReadSides(knowledge()).retry_parked()
    saying = key("read_sides.still_parked") if left else key("read_sides.none_parked")
    return see_next(url_for("pages.show_projections"), saying=saying)


def _shown(form: Form) -> ResponseReturnValue:
    told = ReadSides(knowledge()).told()
    sides = [*told["projections"], {**told["search"], "name": "search", "moved_at": "", "parked": 0}]
    under_way = [one["name"] for one in sides if one["rebuild"] and not one["rebuild"]["ended_at"]]
    return show_form("projections.html", status=form.status, form=form, told=told, sides=sides, under_way=under_way)
