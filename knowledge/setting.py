"""What a setting is, and how single ones are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NUMBER = re.compile(r"[0-9]{1,9}")
HIGHEST_PORT = 65_535


class BadSetting(Exception):
    """A setting cannot be used; the message names it."""


@dataclass(frozen=True)
class Setting:
    """One setting: the name of its environment variable, its default and what it is for."""

    name: str
    default: str
    purpose: str


def number(given: Mapping[str, str], name: str, *, least: int = 0, most: int) -> int:
    """Read a whole number within bounds."""
    text = given[name]
    if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise BadSetting(f"{name}: {text[:20]!r} is not a whole number from {least} to {most}.")
    return int(text)


def one_of(given: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    """Read a word out of a few."""
    if given[name] not in values:
        raise BadSetting(f"{name}: {given[name]!r} is none of {', '.join(values)}.")
    return given[name]


def secret(environment: Mapping[str, str], name: str) -> str:
    """Read a secret from the environment, or from the file that `NAME_FILE` names; empty if there is none.

    Raises:
        BadSetting: both are given, or the file cannot be read.
    """
    value, file = environment.get(name, "").strip(), environment.get(f"{name}_FILE", "").strip()
    if value and file:
        raise BadSetting(f"{name}: give either {name} or {name}_FILE.")
    if not file:
        return value
    try:
        return Path(file).expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"{name}_FILE: {file} cannot be read.") from error


def file_path(given: str, usual: Path) -> Path:
    """Read where a file is."""
    return Path(given).expanduser().absolute() if given else usual
