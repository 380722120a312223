"""Why the platform refuses: one class a reason, its name the slug and its docstring the title.

The domain knows no status code: `knowledge.problems` maps these families to RFC 9457 answers.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Self


def kebab(cls: type) -> str:
    """Name a class as routes and records do: `NotARefinement` is `not-a-refinement`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Told(str):
    """A sentence with gaps and what fills them, so that it can be told in other languages; as it stands, it is English.

    `template` names the gaps as `str.format` does. A value that is a sentence or a word of the platform is `Told` too.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the gaps of a sentence."""
        self = super().__new__(cls, template.format(**values) if values else template)
        self.template, self.values = template, values
        return self

    def __str__(self) -> str:
        """Stay what it is, so that an exception that is made of it gives it back."""
        return self


class Refusal(Exception):
    """The platform does not do what was asked."""

    @classmethod
    def slug(cls) -> str:
        """Name the reason in kebab-case, e.g. `claim-is-retracted`."""
        return kebab(cls)

    @classmethod
    def title(cls) -> str:
        """Say the reason in one sentence: the first line of the docstring."""
        return (cls.__doc__ or "").strip().splitlines()[0]

    def __str__(self) -> str:
        """Give the detail of this one refusal, or the title where there is none."""
        return super().__str__() or self.title()


class NotFound(Refusal):
    """Nothing is recorded under this address."""


class Forbidden(Refusal):
    """This account may not do that."""


class ChangedMeanwhile(Refusal):
    """Somebody else changed this after it was read."""


class RuleBroken(Refusal):
    """A rule of the platform stands against it."""


class InvalidField(Refusal):
    """A field holds something that cannot be recorded."""

    def __init__(self, detail: str, *, field: str = "") -> None:
        """Refuse one field.

        Args:
            detail: what is wrong with it, and what would be right.
            field: where it stands in what was sent, `/`-separated, e.g. `source/document`.
        """
        super().__init__(detail)
        self.detail = detail
        self.field = field


class InvalidFields(Refusal):
    """Several fields hold something that cannot be recorded, or lack something."""

    def __init__(self, details: Mapping[str, str]) -> None:
        """Refuse them together: `details` maps each field to what is wrong with it."""
        super().__init__("; ".join(f"{field}: {detail}" for field, detail in details.items()))
        self.details = dict(details)


class UnknownCode(InvalidField):
    """A code is not in its list."""

    def __init__(self, vocabulary: str, code: str, suggestions: Sequence[str] = ()) -> None:
        """Refuse a code, offering those that look like it.

        Args:
            vocabulary: the list it was looked up in, e.g. `country`.
            code: what was asked for.
            suggestions: codes or names that resemble it.
        """
        known = Told(vocabulary.replace("_", " "))
        told = Told("{code!r} is not a known {vocabulary}.", code=code, vocabulary=known)
        if suggestions:
            told = Told("{told} Did you mean {close}?", told=told, close=", ".join(suggestions))
        super().__init__(told, field=vocabulary)
