"""Proof for everybody: the newest checkpoint, the proof of one event, and how to check without us."""

import base64

from flask import request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import Range

from domain.errors import NotFound
from knowledge.answers import Answer
from knowledge.api.proof import BEYOND_ANY, inclusion_of
from knowledge.api.requests import answers, knowledge
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show
from knowledge.permissions import PUBLIC
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.notes import text_of
from projections.merkle import is_included


class ProvenQuery(Schema):
    """Which event is to be proven."""

    position = fields.Integer(validate=Range(1, BEYOND_ANY))


@pages.page("/verify", permission=PUBLIC)
def show_proof() -> ResponseReturnValue:
    """Show the newest checkpoint and, of an event that is named, that it is in what was signed."""
    position = question(ProvenQuery).get("position")
    note = knowledge().checkpoints.sign()
    checkpoint = Checkpoint.read(text_of(note))
    twin = (
        address("proof.prove_inclusion", {**asked_as_sent("position"), "size": str(checkpoint.size)})
        if position
        else url_for("proof.show_checkpoint")
    )
    return show(
        "verify.html",
        twin=twin,
        position=answers().position(None),
        asked=position,
        note=note,
        checkpoint=checkpoint,
        key=knowledge().checkpoints.key.verifier,
        inclusion=_proven(position, checkpoint) if position else None,
        root=request.host_url.rstrip("/"),
    )


def _proven(position: int, checkpoint: Checkpoint) -> Answer | None:
    """Prove an event, and follow the proof as somebody else would; None where there is no such event."""
    try:
        proof = inclusion_of(position, checkpoint.size)
    except NotFound:
        return None
    leaf, *hashes = (base64.b64decode(text) for text in (proof["leaf_hash"], *proof["hashes"]))
    holds = is_included(leaf, proof["leaf"], checkpoint.size, hashes, checkpoint.root)
    return {**proof, "holds": holds}
