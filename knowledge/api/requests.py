"""What a request says beside its body: who sends it, what it has read, where its page begins."""

import base64
import binascii
import logging
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from flask import Response, current_app, request, url_for

from domain.application import Done, RequestKey
from domain.errors import ChangedMeanwhile, InvalidField, NotFound, Told, kebab
from domain.facts import check_plain
from knowledge.answers import Answer, Answers, claim_answer
from knowledge.problems import BadParameter
from knowledge.recording import ANY_VERSION, Author, Recorder
from knowledge.security import my_account
from knowledge.wiring import Knowledge
from projections.views import VIEWS_FAILED

T = TypeVar("T")
LONGEST_KEY = 200
VERSION = re.compile(r"[1-9][0-9]{0,14}")

log = logging.getLogger(__name__)


def knowledge() -> Knowledge:
    """Return the platform that this application serves."""
    found: Knowledge = current_app.extensions["knowledge"]
    return found


def answers() -> Answers:
    """Return who answers questions."""
    return Answers(knowledge())


def recorder() -> Recorder:
    """Return who records."""
    return Recorder(knowledge())


def author() -> Author:
    """Tell who sends this request, which version it has read and what its key is.

    Raises:
        BadParameter: the Idempotency-Key is empty or too long.
        ChangedMeanwhile: If-Match names no version.
    """
    account = my_account()
    return Author(account, seen=seen(), key=_key(account))


def seen() -> int | None:
    """Return the version that this request says it has read, None where it says nothing.

    Raises:
        ChangedMeanwhile: If-Match names no version.
    """
    condition = request.headers.get("If-Match")
    if condition is None:
        return None
    if condition.strip() == "*":
        return ANY_VERSION
    # A proxy that compresses answers marks their tags as weak.
    version = condition.strip().removeprefix("W/").strip('"')
    if not VERSION.fullmatch(version):
        raise ChangedMeanwhile(Told("{condition} is the tag of no version of ours.", condition=condition[:LONGEST_KEY]))
    return int(version)


def sent_key() -> str | None:
    """Return the Idempotency-Key of this request, None where it has none.

    Raises:
        BadParameter: it is empty or too long.
    """
    given = request.headers.get("Idempotency-Key")
    if given is not None and not 0 < len(given) <= LONGEST_KEY:
        raise BadParameter(
            Told("An Idempotency-Key has 1 to {longest} characters.", longest=LONGEST_KEY), field="Idempotency-Key"
        )
    return given


def _key(account: UUID) -> RequestKey | None:
    given = sent_key()
    if given is None:
        return None
    sent = f"{request.method} {request.path}\n".encode() + request.get_data()
    return RequestKey(f"{account}/{given}", knowledge().wrapping.fingerprint(sent))


def tag(response: Response, version: int) -> Response:
    """Set the ETag of a record: its version."""
    response.set_etag(str(version))
    return response


def changed(done: Done) -> Response:
    """Answer a change of a milestone with what is believed of it now; sent again, the same answer."""
    try:
        catch_up_with(done)
        row = knowledge().timeline.change_at(str(done.aggregate_id), done.version)
        if row is None:
            return accepted(done)
        (countries,) = knowledge().timeline.places_of([row])
    except VIEWS_FAILED:
        log.exception("What was recorded cannot be looked up now.")
        return accepted(done)
    response = answer(claim_answer(row, countries), 201)
    response.headers["Location"] = url_for("milestones.show_milestone", position=row.claim)
    return tag(response, done.version)


def created(done: Done, kind: str, location: str) -> Response:
    """Answer the registration of a record."""
    try:
        catch_up_with(done)
        row = knowledge().register.by_id(str(done.aggregate_id))
        body = answers().record(kind, row.code) if row else None
    except VIEWS_FAILED:
        log.exception("What was recorded cannot be looked up now.")
        body = None
    if body is None:
        return accepted(done)
    response = answer({**body, "version": done.version}, 201)
    response.headers["Location"] = location
    return tag(response, done.version)


def catch_up_with(done: Done) -> None:
    """Bring the views along where somebody else carried out what is to be answered."""
    # Who carried this out just before, for the same key, may not have brought the views along yet.
    if done.aggregate is None:
        knowledge().views.catch_up()


def accepted(done: Done) -> Response:
    """Answer from the log what is recorded there, while the views cannot show it."""
    event = knowledge().platform.event(done.aggregate_id, done.version)
    body = {
        "aggregate_id": str(done.aggregate_id),
        "version": done.version,
        "event": kebab(type(event)),
        "facts": knowledge().sealing.opener().facts(event),
    }
    return tag(answer(body, 202), done.version)


def nothing_recorded(what: str) -> NoReturn:
    """Say that nothing is recorded under an address."""
    raise NotFound(Told("Nothing is recorded of {what}.", what=what))


def page(results: list[Answer], cursor: object) -> Response:
    """Answer a page of a list, with the address of the next one."""
    following = write_cursor(cursor) if cursor is not None else None
    response = answer({"results": results, "next": following}, 200)
    if following:
        arguments = urlencode({**request.args.to_dict(), "cursor": following})
        response.headers["Link"] = f'<{request.path}?{arguments}>; rel="next"'
    return response


def part_of(
    found: Sequence[T], place: Callable[[T], int], *, cursor: str | None, limit: int
) -> tuple[Sequence[T], int | None]:
    """Choose a page of a list in which places fall, and tell where the next one begins.

    Args:
        found: the whole list.
        place: a number that tells one from every other.
        cursor: of the page, from the one before.
        limit: how many at most.

    Raises:
        BadParameter: the cursor was not written here.
    """
    after = read_cursor(cursor, int)
    rest = [one for one in found if after is None or place(one) < after]
    return rest[:limit], place(rest[limit - 1]) if len(rest) > limit else None


def write_cursor(place: object) -> str:
    """Write where a page ends as opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def read_cursor(text: str | None, shape: Any) -> Any:
    """Read where a page begins.

    Args:
        text: from `write_cursor`, or None.
        shape: the type it must have.

    Raises:
        BadParameter: it was not written here.
    """
    if not text:
        return None
    try:
        padded = text.encode() + b"=" * (-len(text) % 4)
        place = msgspec.json.decode(base64.b64decode(padded, altchars=b"-_", validate=True), type=shape)
        check_plain(list(place) if isinstance(place, tuple) else place)
    except (InvalidField, binascii.Error, msgspec.DecodeError, UnicodeEncodeError, ValueError) as error:
        raise BadParameter("This is no cursor of ours.", field="cursor") from error
    return place


def answer(body: Answer, status: int = 200) -> Response:
    """Answer with JSON."""
    # A third of the time that the standard library takes for the board of all countries.
    text = msgspec.json.format(msgspec.json.encode(body, enc_hook=_in_english), indent=0)
    return Response(text, status=status, mimetype="application/json")


def _in_english(value: object) -> str:
    """Tell a sentence as it stands, among what is answered and not refused."""
    if isinstance(value, Told):
        return str.__str__(value)
    raise TypeError(f"{type(value)} cannot be answered with.")
