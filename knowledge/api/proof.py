"""Proof that nothing in the log was altered: signed checkpoints, and what follows from them."""

import base64
from collections.abc import Sequence
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import Range

from domain.errors import NotFound, Told
from knowledge.answers import Answer
from knowledge.api.blueprint import Blueprint
from knowledge.api.requests import answer, knowledge
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter

BEYOND_ANY = 2**62
HASH = {"description": "SHA-256 in base64, as in checkpoints."}

proof = Blueprint("proof", "Proof that nothing in the log was altered.")


def _number(told: str, **options: Any) -> fields.Integer:
    return fields.Integer(validate=Range(1, BEYOND_ANY), metadata={"description": told}, **options)


class InclusionQuery(Schema):
    """Which event, in the tree of which size."""

    position = _number("Where the event stands in the log.", required=True)
    size = _number("Events that the checkpoint covers; all that there are if it is left out.")


class ConsistencyQuery(Schema):
    """From the tree of which size to that of which other."""

    from_ = _number("Events that the earlier checkpoint covers.", required=True, data_key="from")
    to = _number("Events that the later checkpoint covers; all that there are if it is left out.")


class InclusionSchema(Schema):
    """That an event is in the log (RFC 9162 section 2.1.3)."""

    position = fields.Integer(required=True)
    leaf = fields.Integer(required=True, metadata={"description": "Its number among the leaves, from 0."})
    leaf_hash = fields.String(required=True, metadata=HASH)
    size = fields.Integer(required=True)
    root_hash = fields.String(required=True, metadata=HASH)
    hashes = fields.List(
        fields.String(metadata=HASH), required=True, metadata={"description": "From the leaf up to the root."}
    )


class ConsistencySchema(Schema):
    """That the log only grew (RFC 9162 section 2.1.4)."""

    from_ = fields.Integer(required=True, data_key="from")
    from_root_hash = fields.String(required=True, metadata=HASH)
    to = fields.Integer(required=True)
    to_root_hash = fields.String(required=True, metadata=HASH)
    hashes = fields.List(fields.String(metadata=HASH), required=True)


@proof.query("/audit/checkpoint", None, 409, permission=PUBLIC)
@proof.also_answers("text/plain")
def show_checkpoint() -> ResponseReturnValue:
    """Sign how many events there are and the root of the tree over them (C2SP tlog-checkpoint)."""
    return _text(knowledge().checkpoints.sign())


@proof.query("/audit/key", None, permission=PUBLIC)
@proof.also_answers("text/plain")
def show_checkpoint_key() -> ResponseReturnValue:
    """Tell the public key that signs checkpoints, as other tools read it: name+id+key."""
    return _text(f"{knowledge().checkpoints.key.verifier}\n")


@proof.query("/audit/proof/inclusion", InclusionSchema, 404, 422, permission=PUBLIC)
@proof.arguments(InclusionQuery, location="query")
def prove_inclusion(query: dict[str, Any]) -> ResponseReturnValue:
    """Prove that an event is in the log that a checkpoint covers."""
    return answer(inclusion_of(query["position"], query.get("size")))


def inclusion_of(position: int, size: int | None = None) -> Answer:
    """Prove that the event at a position is in the tree of a size, or in the present one.

    Raises:
        NotFound: there is no such event.
        BadParameter: the tree did not have it yet, or is not that large.
    """
    evidence = knowledge().evidence
    leaf = evidence.leaf_at(position)
    if leaf is None:
        raise NotFound(Told("There is no event at position {position}.", position=position))
    reached = _size(size, "size")
    if leaf.leaf >= reached:
        raise BadParameter(
            Told("The event is number {leaf}; {reached} come before it.", leaf=leaf.leaf + 1, reached=reached),
            field="size",
        )
    return {
        "position": leaf.position,
        "leaf": leaf.leaf,
        "leaf_hash": _base64(leaf.hash),
        "size": reached,
        "root_hash": _base64(evidence.root(reached)),
        "hashes": _all_base64(evidence.inclusion(leaf.leaf, reached)),
    }


@proof.query("/audit/proof/consistency", ConsistencySchema, 422, permission=PUBLIC)
@proof.arguments(ConsistencyQuery, location="query")
def prove_consistency(query: dict[str, Any]) -> ResponseReturnValue:
    """Prove that the log which one checkpoint covers begins with the one that an earlier checkpoint covers."""
    evidence = knowledge().evidence
    first, second = _size(query["from_"], "from"), _size(query.get("to"), "to")
    if first > second:
        raise BadParameter(
            Told("The tree of {first} events is later than that of {second}.", first=first, second=second), field="from"
        )
    return answer(
        {
            "from": first,
            "from_root_hash": _base64(evidence.root(first)),
            "to": second,
            "to_root_hash": _base64(evidence.root(second)),
            "hashes": _all_base64(evidence.consistency(first, second)),
        }
    )


def _size(wanted: int | None, field: str) -> int:
    """Return a size that the tree has reached: the one wanted, or the present one."""
    size = knowledge().evidence.size()
    if wanted is not None and wanted > size:
        raise BadParameter(Told("The log has {size} events.", size=size), field=field)
    return size if wanted is None else wanted


def _text(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _all_base64(values: Sequence[bytes]) -> list[str]:
    return [_base64(value) for value in values]
