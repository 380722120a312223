"""Milestones as a feed (Atom, RFC 4287), in the language of the address: what changed last comes first."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from knowledge.answers import Answer
from knowledge.api.records import known_country
from knowledge.api.requests import answers
from knowledge.feeds import ATOM, feed_of
from knowledge.findable.milestones import milestone_id
from knowledge.limits import SEARCH
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, words
from knowledge.pages.languages import language
from knowledge.permissions import PUBLIC
from projections.timeline import Wanted

LONGEST = 50


class FollowedQuery(Schema):
    """Which milestones: of a country, of a kind of record, of one record."""

    country = fields.String()
    aggregate = fields.String()
    record = fields.UUID()


@pages.page("/milestones.atom", permission=PUBLIC, limit=SEARCH)
def show_milestones_feed() -> ResponseReturnValue:
    """Tell what changed of milestones: recorded, sharpened, corrected, taken back."""
    asked = question(FollowedQuery)
    wanted = Wanted(
        country=known_country(asked.get("country", "")),
        aggregate=asked.get("aggregate", ""),
        aggregate_id=str(asked.get("record", "")),
    )
    changes = answers().lately(answers().position(None), wanted=wanted, limit=LONGEST)
    root, same = request.host_url.rstrip("/"), asked_as_sent("country", "aggregate", "record")
    links = {
        "self": root + address("pages.show_milestones_feed", same),
        "alternate": root + address("pages.show_timeline", {name: same[name] for name in same if name == "country"}),
    }
    named, say = answers().named_in(changes), words()
    about = f"{say('site.colon')}{say.country(wanted.country)}" if wanted.country else ""
    written = feed_of(
        [_told(one, named) for one in changes],
        title=f"{say('site.name')} · {say('timeline.title')}{about}",
        links=links,
        root=root,
        leads_to="text/html",
    )
    return Response(written, mimetype=ATOM)


def _told(claim: Answer, named: Mapping[str, Answer]) -> dict[str, Any]:
    """Tell a change as an entry, under the id that the milestone has in every feed."""
    say, change, source = words(), claim["last_change"], claim["source"]
    changed = say("home.changed", change=say("changes", change["change"]), day=say.day(change["at"][:10]))
    document = named.get(source["document"])
    passages = (
        say.date(claim["occurred"]["edtf"]),
        f"{changed}{say('site.colon')}{change['reason']}" if change["reason"] else changed,
        ", ".join(part for part in (document["title"] if document else "", source["locator"]) if part),
        source["quote"],
    )
    return {
        "id": milestone_id(claim["position"]),
        "language": language(),
        "title": {
            "text": f"{say.milestone(claim)}{say('site.colon')}{say.subject(claim, named[claim['aggregate_id']])}"
        },
        "published_at": claim["recorded_at"],
        "updated_at": change["at"],
        "address": address("pages.show_milestone", {}, position=claim["position"]),
        "kind": claim["aggregate"],
        "passages": [{"text": text} for text in passages if text],
    }
