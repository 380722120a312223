"""The settings of how often somebody may do something."""

from collections.abc import Mapping
from dataclasses import dataclass

from limits import parse_many

from knowledge.setting import BadSetting, Setting, one_of

UNLIMITED = "none"
LIMITED = ("sign-in", "reset", "search", "writes")
"""What is limited; each has a setting."""
IN_MEMORY, IN_DATABASE = "memory", "database"

LIMIT_SETTINGS = (
    Setting(
        "LIMIT_SIGN_IN",
        "5 per minute",
        "How often somebody may try to sign in, from one address and to one account.",
    ),
    Setting(
        "LIMIT_RESET",
        "5 per hour",
        "How often somebody may ask for a letter to set a password anew, from an address and for an account each.",
    ),
    Setting("LIMIT_SEARCH", "300 per minute", "How often an account, or an address without one, may search."),
    Setting("LIMIT_WRITES", "600 per minute", "How often an account, or an address without one, may change something."),
    Setting(
        "LIMIT_STORE",
        IN_MEMORY,
        "Where it is counted: `memory`, for each process of its own, or `database`, for all processes and hosts.",
    ),
)


@dataclass(frozen=True)
class LimitSettings:
    """How often each of `LIMITED` may be done, empty for as often as anybody likes.

    `is_shared` where all processes and hosts count together.
    """

    rates: Mapping[str, str]
    is_shared: bool


def read_limit_settings(given: Mapping[str, str]) -> LimitSettings:
    """Read the settings of limits.

    Raises:
        BadSetting: one cannot be used.
    """
    return LimitSettings(
        rates={name: _rate(given, f"LIMIT_{name.replace('-', '_').upper()}") for name in LIMITED},
        is_shared=one_of(given, "LIMIT_STORE", (IN_MEMORY, IN_DATABASE)) == IN_DATABASE,
    )


def _rate(given: Mapping[str, str], name: str) -> str:
    text = given[name]
    if text == UNLIMITED:
        return ""
    try:
        parse_many(text)
    except ValueError as error:
        raise BadSetting(f"{name}: {text[:40]!r} is neither `none` nor as in `5 per minute; 20 per hour`.") from error
    return text
