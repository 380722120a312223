"""What readers see of a practice, and in which languages: decided by curators."""

from uuid import UUID

from flask.typing import ResponseReturnValue

from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import ReasonRequest
from knowledge.api.practice_bodies import NothingRequest, PersonalReasonRequest, SlipRequest, TranslationRequest
from knowledge.api.practice_commands import Body, carry_out, if_personal, shown, submissions, verb
from knowledge.api.requests import author

decisions = Blueprint("decisions", "What readers see of practices.")


@verb(decisions, "publish", NothingRequest)
def publish_practice(_: Body, id: UUID) -> ResponseReturnValue:
    """Release what was accepted to readers, as the next version."""
    return carry_out(id, lambda practice, by: practice.publish(by=by))


@verb(decisions, "correct-slip", SlipRequest)
def correct_slip(body: Body, id: UUID) -> ResponseReturnValue:
    """Release a version that mends a slip and needs no review."""
    why = body.pop("reason")
    return shown(submissions().correct_slip(author(), id, body, why=why))


@verb(decisions, "translate", TranslationRequest)
def translate_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Render the last published version in another language, as its author or a curator."""
    return shown(submissions().translate(author(), id, body["language"], body["texts"]))


@verb(decisions, "ask-for-update", PersonalReasonRequest)
def ask_for_update(body: Body, id: UUID) -> ResponseReturnValue:
    """Ask its author whether it still holds."""
    return carry_out(
        id, lambda practice, by: practice.ask_for_update(why=body["reason"], by=by, seal=if_personal(body, practice))
    )


@verb(decisions, "archive", ReasonRequest)
def archive_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Mark it as outdated; it can still be read."""
    return carry_out(id, lambda practice, by: practice.archive(why=body["reason"], by=by))


@verb(decisions, "unpublish", ReasonRequest)
def unpublish_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Take it from readers, with every version so far; its address says that it is gone, and why."""
    return carry_out(id, lambda practice, by: practice.unpublish(why=body["reason"], by=by))


@verb(decisions, "restore", ReasonRequest)
def restore_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Give it back to readers as it was: what had been archived is archived again."""
    return carry_out(id, lambda practice, by: practice.restore(why=body["reason"], by=by))
