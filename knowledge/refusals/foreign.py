"""What libraries refuse in their own words: only the finished sentence comes, so it is known again by its form."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from string import Formatter

from domain.errors import Told

LONGEST = 2_000
"""Characters of a sentence that is looked at."""

MARSHMALLOW = (
    "Field may not be null.",
    "Invalid input type.",
    "Invalid value.",
    "Length must be between {min} and {max}.",
    "Longer than maximum length {max}.",
    "Missing data for required field.",
    "Must be greater than or equal to {min} and less than or equal to {max}.",
    "Must be greater than or equal to {min}.",
    "Must be less than or equal to {max}.",
    "Must be one of: {choices}.",
    "Not a valid UUID.",
    "Not a valid boolean.",
    "Not a valid email address.",
    "Not a valid integer.",
    "Not a valid list.",
    "Not a valid mapping type.",
    "Not a valid number.",
    "Not a valid string.",
    "Number too large.",
    "Shorter than minimum length {min}.",
    "Special numeric values (nan or infinity) are not permitted.",
    "String does not match expected pattern.",
    "Unknown field.",
)
MSGSPEC = (
    "Expected `str` matching regex '\\\\S'.",
    "Expected `str` matching regex {pattern}.",
    "Expected `str` of length <= {most}.",
    "Expected `str` of length >= {least}.",
    "Expected `array` of length <= {most}.",
    "Expected `array` of length >= {least}.",
    "Expected `int` <= {most}.",
    "Expected `int` >= {least}.",
    "Expected `{expected}`, got `{got}`.",
    "Invalid enum value {given}.",
    "Object contains unknown field `{name}`.",
    "Object missing required field `{name}`.",
)
EMAIL_VALIDATOR = (
    "An email address cannot end with a period.",
    "An email address cannot have a period immediately after the @-sign.",
    "An email address cannot have a period immediately before the @-sign.",
    "An email address cannot have two periods in a row.",
    "An email address cannot start with a period.",
    "An email address must have an @-sign.",
    "The email address contains invalid characters before the @-sign: {characters}.",
    "The part after the @-sign contains invalid characters: {characters}.",
    "The part after the @-sign is a special-use or reserved name that cannot be used with email.",
    "The part after the @-sign is not valid. It should have a period.",
    "The part after the @-sign is not valid. It is not within a valid top-level domain.",
    "There must be something after the @-sign.",
    "There must be something before the @-sign.",
)
NOT_HERE = (
    "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try "
    "again."
)
HTTP = (
    NOT_HERE,
    "The browser (or proxy) sent a request that this server could not understand.",
    "The data value transmitted exceeds the capacity limit.",
    "The method is not allowed for the requested URL.",
    "Bad Request",
    "Method Not Allowed",
    "Request Entity Too Large",
)
FOREIGN = (*MARSHMALLOW, *MSGSPEC, *EMAIL_VALIDATOR, *HTTP)


def known_again(text: str) -> Told | None:
    """Find the sentence of a library that a text was made from, and what fills its gaps."""
    if len(text) > LONGEST:
        return None
    for template, form in _forms().items():
        if found := form.fullmatch(text):
            return Told(template, **found.groupdict())
    return None


@cache
def _forms() -> Mapping[str, re.Pattern[str]]:
    return {template: re.compile("".join(_parts(template)), re.DOTALL) for template in FOREIGN}


def _parts(template: str) -> Sequence[str]:
    return [re.escape(text) + (f"(?P<{name}>.+)" if name else "") for text, name, _, _ in Formatter().parse(template)]
