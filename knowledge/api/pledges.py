"""Pledges as readers see them."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from domain.commitments.pledge_history import PledgeHistory
from domain.errors import NotFound
from knowledge.answers import today
from knowledge.api.attachments import documented_download, download
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import AsOfQuery
from knowledge.api.pledge_commands import NUMBER, pledge_answers, published_pledges
from knowledge.api.pledge_schemas import (
    AskedQuery,
    PledgeFiguresSchema,
    PledgeHappeningSchema,
    PledgeOutlineSchema,
    PledgeSchema,
    PledgesQuery,
)
from knowledge.api.practices import GONE, all_of, documented_in, offer
from knowledge.api.records import check_codes
from knowledge.api.requests import answer, answers, knowledge, page, part_of, tag
from knowledge.api.schemas import page_of
from knowledge.permissions import PUBLIC
from knowledge.pledges.answers import outline
from knowledge.pledges.asking import Asked
from knowledge.pledges.figures import figures
from knowledge.pledges.tables import as_csv
from knowledge.representations.formats import CSV, OF_LISTS, choose

pledges = Blueprint("pledges", "What was promised to carry out the Compact, and what became of it.")


@pledges.query("/pledges", page_of(PledgeOutlineSchema), 406, 422, permission=PUBLIC)
@documented_in(OF_LISTS, page_of(PledgeOutlineSchema))
@pledges.arguments(PledgesQuery, location="query")
def list_pledges(query: dict[str, Any]) -> ResponseReturnValue:
    """List the pledges that stood on a day, as known at some moment; the highest number comes first."""
    name = choose(accept=request.headers.get("Accept"), asked=query.get("format"), formats=OF_LISTS)
    found = _asked(query).find(knowledge(), query.get("valid_at", today()), position=_position(query))
    shown, following = part_of(found, lambda one: one.number, cursor=query.get("cursor"), limit=query["limit"])
    response = page([outline(one) for one in shown], following)
    if name == CSV:
        response.set_data(as_csv(shown))
        response.mimetype = OF_LISTS[name]
        offer(response, "pledges.csv")
    response.vary.add("Accept")
    return response


@pledges.query("/pledges/figures", PledgeFiguresSchema, 422, permission=PUBLIC)
@pledges.arguments(AskedQuery, location="query")
def show_pledge_figures(query: dict[str, Any]) -> ResponseReturnValue:
    """Count the pledges that stood on a day, by what they say and how far they were, and over time."""
    day = query.get("valid_at", today())
    return answer(figures(knowledge(), _asked(query), day, position=_position(query)))


@pledges.query(f"/pledges/{NUMBER}", PledgeSchema, *GONE, 422, permission=PUBLIC)
@pledges.arguments(AsOfQuery, location="query")
def show_pledge(query: dict[str, Any], number: int) -> ResponseReturnValue:
    """Show a pledge as it stood on a day, as known at some moment; what was withdrawn by then is gone (410)."""
    found = pledge_answers().pledge(number, query.get("valid_at", today()), position=_position(query))
    return tag(answer(found), found["version"])


@pledges.query(f"/pledges/{NUMBER}/history", all_of(PledgeHappeningSchema), *GONE, permission=PUBLIC)
def show_pledge_history(number: int) -> ResponseReturnValue:
    """List everything that was recorded of a pledge, with every text that it ever had."""
    pledge = published_pledges().find(number)
    pledge_answers().find(number, today(), position=answers().position(None))
    return answer({"results": pledge_answers().history(pledge)})


@pledges.query(f"/pledges/{NUMBER}/files/<digest>", None, *GONE, 416, permission=PUBLIC)
@documented_download
def download_pledge_file(number: int, digest: str) -> ResponseReturnValue:
    """Download a file that an edition of a pledge names."""
    pledge = published_pledges().find(number)
    pledge_answers().find(number, today(), position=answers().position(None))
    for event in knowledge().platform.history(pledge.id):
        if isinstance(event, PledgeHistory.Registered | PledgeHistory.Amended):
            file = event.promise.file
            if file and file.digest == digest:
                return download({name: getattr(file, name) for name in file.__struct_fields__}, caching="no-cache")
    raise NotFound("No edition of this pledge has such a file.")


def _position(query: dict[str, Any]) -> int:
    return answers().position(query.get("known_at"))


def _asked(query: dict[str, Any]) -> Asked:
    check_codes(query)
    return Asked(**{name: query[name] for name in Asked.__dataclass_fields__ if name in query})
