"""A platform with something on every page, and people in every role who go wherever links lead."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from knowledge.accounts import Accounts
from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.permissions import EVERYTHING, EVERYWHERE
from knowledge.private.links import Link
from knowledge.private.people import Person
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, IMPORTER, Caller
from knowledge.signing_in.links import Links, Purpose
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN
from tests.api.cast import MENDINGS, Actor, Cast
from tests.api.hub_cast import HubCast
from tests.api.pledgers import Pledgers
from tests.pages.conftest import make_findable, open_platform
from tests.support.visitors import Visitor

LINK = re.compile(r' href="([^"#]+)')
TELLING = ("step", "verb", "name", "link")
"""Parts of an address by which one view shows different pages."""
ADDRESS = "somebody@example.org"
ASKED = (
    "/en/bulletins/diff?from=1&to=2",
    "/en/compare?from_valid_at=2020-12-31&scope=MX",
    "/en/verify?position=33",
)
"""Pages that show more when they are asked something."""
PROVIDER = {
    "OIDC_ISSUER": "https://provider.example.org",
    "OIDC_CLIENT_ID": "knowledge",
    "OIDC_CLIENT_SECRET": "shared-by-two-systems",
}
"""Named on pages; nobody follows the links that lead there."""
WRITTEN = {
    "detailed_information": "## Antes\n\nDos puestos.\n\n#### Después\n\nTres turnos.",
    "links": [{"url": f"https://example.org/{name}", "label": name} for name in ("informe", "anexo")],
}
"""What readers see: with headings, and links below each other."""
FEW, MANY = 1, 10
"""So many addresses of one sort somebody opens, to see where they lead; what is in work leads on by its stage."""


@dataclass(frozen=True)
class World:
    """The application, and the accounts that sign in, by what they are."""

    app: Flask
    knowledge: Knowledge
    people: Mapping[str, UUID | None]
    begins: tuple[str, ...]
    """Addresses that everybody tries, whatever leads there."""


@contextmanager
def open_world(folder: Path) -> Iterator[World]:
    """Fill a platform in a folder."""
    with open_platform(
        folder, SEARCH_ENGINE="tantivy", REGISTRATION="open", ADMIN_TOKEN=TOKEN, **PROVIDER
    ) as knowledge:
        Import(knowledge.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
        app = create_app(knowledge)
        cast, pledgers, hub = Cast(app, knowledge), Pledgers(app, knowledge), HubCast(app, knowledge)
        _practices(cast)
        _bulletins(cast)
        _others(cast)
        pledgers.publish(cast.author)
        pledgers.submit(cast.author)
        pledgers.begin(cast.author)
        hub.begin()
        hub.deliver()
        make_findable(knowledge)
        yield World(
            app,
            knowledge,
            {
                "visitor": None,
                "contributor": cast.author.id,
                "reviewer": cast.reviewer.id,
                "curator": cast.curator.id,
                "coordinator": hub.coordinator.id,
                "provider": hub.provider.id,
                **{role: Actor(app, knowledge, role).id for role in ("auditor", "administrator")},
            },
            (*ASKED, *_letters(knowledge, cast.author.id), *_accounts(knowledge, cast.author.id)),
        )


def _practices(cast: Cast) -> None:
    """Bring practices to every stage."""
    cast.begin()
    cast.submit()
    returned = cast.submit()
    cast.curator.must("return", returned, MENDINGS)
    cast.review()
    invited = cast.screen()
    cast.curator.must("invite-reviewer", invited, {"reviewer": str(cast.reviewer.id)})
    engaged = cast.screen()
    cast.engage(engaged, cast.reviewer)
    cast.publish(cast.begin(**WRITTEN))
    cast.author.must("start-version", cast.publish(cast.begin(**WRITTEN)))


def _bulletins(cast: Cast) -> None:
    """Issue two bulletins, and find a mistake in both."""
    for valid_at in ("2021-06-30", "2021-09-30"):
        answer = cast.curator.post("/bulletins", {"valid_at": valid_at, "scope": "americas"})
        assert answer.status_code == 201, answer.text
    answer = cast.curator.post("/milestones/33/retractions", {"reason": "It was another country's."})
    assert answer.status_code == 201, answer.text


def _others(cast: Cast) -> None:
    """Make known where the Compact is reviewed, list an expert, and keep a search."""
    listing = {
        "agrees": True,
        "objectives": ["GCM-07"],
        "support_kinds": ["SK-3"],
        "languages": ["es"],
        "countries": [],
    }
    for who, address, body in (
        (cast.curator, "/regional-reviews", {"commission": "ECLAC", "round": 2, "title": {"en": "Second review"}}),
        (cast.curator, "/review-forums", {"edition": 1, "title": {"en": "First forum"}}),
        (cast.author, "/my/expert-listing/join", listing),
        (cast.author, "/my/searches", {"name": "Vacunas", "query": {"q": "vacunas"}}),
    ):
        answer = who.post(address, body)
        assert answer.status_code in {200, 201}, answer.text


def _accounts(knowledge: Knowledge, account: UUID) -> Iterator[str]:
    """Open an account that nobody has used yet and one that is suspended, and give the addresses of their pages."""
    accounts = Accounts(knowledge, Caller(ADMINISTRATOR, dict.fromkeys(EVERYTHING, EVERYWHERE)))
    author = Author(ADMINISTRATOR)
    for name in ("invited", "suspended"):
        id = accounts.open(author, Person(name, f"{name}@example.org")).aggregate_id
        if name == "suspended":
            accounts.suspend(author, id, why="An example.")
        yield f"/en/accounts/{id}"
    yield from (f"/en/accounts/{account}{deed}" for deed in ("", "/sign-out", "/reset-second-factor"))


def _letters(knowledge: Knowledge, account: UUID) -> Iterator[str]:
    for purpose in (Purpose.RESET, Purpose.INVITATION):
        made = Links(knowledge.settings, knowledge.links).make(Link(str(purpose), account, ADDRESS, {}), language="en")
        yield f"/en/links/{made.rpartition('/')[2]}"
    yield "/en/links/used-up"


@dataclass(frozen=True)
class Shown:
    """A page that somebody was shown: by which view, and what tells it from others of that view."""

    view: str
    telling: str
    address: str
    text: str = ""


def walk(world: World, who: str) -> Iterator[Shown]:
    """Go wherever links lead somebody, one page of each sort after another."""
    visitor = Visitor(world.app)
    account = world.people[who]
    if account:
        visitor.sign_in(world.knowledge, account)
    waiting = list(dict.fromkeys([*world.begins, *_plain(world.app)]))
    opened: dict[tuple[str, str], int] = defaultdict(int)
    seen = set(waiting)
    while waiting:
        address = waiting.pop(0)
        view, telling = _view(world.app, address)
        most = MANY if "in_work" in view else FEW
        if not view or (opened[view, telling] >= most and address not in world.begins):
            continue
        answer = visitor.get(address)
        if answer.mimetype != "text/html" or answer.status_code in {302, 303, 403, 404}:
            continue
        opened[view, telling] += 1
        yield Shown(view, telling, address, answer.text)
        found = [unescape(link) for link in LINK.findall(answer.text)]
        fresh = [link for link in dict.fromkeys(found) if link.startswith("/en/") and link not in seen]
        seen.update(fresh)
        waiting += fresh


def _plain(app: Flask) -> list[str]:
    """List the addresses of pages that name nothing."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("pages.") and "GET" in (rule.methods or ())
    ]
    return [f"/en{rule.rule.removeprefix(LANGUAGE)}" for rule in rules if rule.arguments == {"language"}]


LANGUAGE = "/<language:language>"


def _view(app: Flask, address: str) -> tuple[str, str]:
    """Name the view that answers an address, and what tells its pages apart."""
    path, _, _ = address.partition("?")
    try:
        view, values = app.url_map.bind("localhost").match(path)
    except (HTTPException, RequestRedirect):
        return "", ""
    named: Any = [str(values[name]) for name in TELLING if name in values]
    return view, " ".join(named)
