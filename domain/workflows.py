"""What the platform's own processes share: stages that decide what can be done, and reasons that have to be given."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import check_plain


class WrongStage(RuleBroken):
    """This is not the stage for it."""


class NothingRevised(RuleBroken):
    """Nothing in it would change."""


def only_while(stage: StrEnum, stages: Sequence[StrEnum]) -> None:
    """Refuse what is possible at some stages only.

    Raises:
        WrongStage: `stage` is none of them.
    """
    if stage not in stages:
        raise WrongStage(Told("It is {stage}, not {stages}.", stage=in_words(stage), stages=either(stages)))


def either(names: Sequence[str]) -> Told:
    """List what it may be, in words."""
    listed = in_words(names[0])
    for name in names[1:]:
        listed = Told("{listed} or {last}", listed=listed, last=in_words(name))
    return listed


def in_words(name: str) -> Told:
    """Write a name as people say it."""
    return Told(name.replace("_", " "))


def said(text: str, *, field: str = "reason") -> str:
    """Return what somebody has to say, without the space around it.

    Raises:
        InvalidField: nothing is said.
    """
    if not text.strip():
        raise InvalidField(Told("Say why.") if field == "reason" else Told("Say something."), field=field)
    check_plain(text, field=field)
    return text.strip()


def mendings(reasons: Mapping[str, str]) -> dict[str, str]:
    """Return what is to be mended: the empty name stands for the whole, the others for a field.

    Raises:
        InvalidField: nothing is said.
    """
    if not reasons:
        raise InvalidField("Say what is to be mended.", field="reasons")
    check_plain(dict(reasons), field="reasons")
    return {name: said(text, field=f"reasons/{name}") for name, text in reasons.items()}
