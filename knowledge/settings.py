"""What can be set from outside, read here and nowhere else. `docs/settings.md` is this table for people."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

SEARCH_ENGINES = ("whoosh", "tantivy", "memory")
HIGHEST_PORT = 65_535
NUMBER = re.compile(r"[0-9]{1,9}")


class BadSetting(Exception):
    """A setting cannot be used; the message names it."""


@dataclass(frozen=True)
class Setting:
    """One setting: the name of its environment variable, its default and what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting(
        "DATA_DIR",
        "var",
        "Folder for everything that is kept in files. It is created, readable by its owner alone.",
    ),
    Setting(
        "DATABASE_URL",
        "sqlite:///DATA_DIR/log.db",
        "Where the log is: a SQLite file, or `postgresql+psycopg://user@host/database` for the log and the views.",
    ),
    Setting("HOST", "127.0.0.1", "Address that `serve` listens on."),
    Setting("PORT", "8000", "Port that `serve` listens on."),
    Setting(
        "ADMIN_TOKEN",
        "made at first start",
        "Bearer token that every write needs. Without it one is made and kept in `DATA_DIR/admin-token`.",
    ),
    Setting(
        "SEARCH_ENGINE",
        "whoosh",
        f"Index of the full-text search: one of {', '.join(SEARCH_ENGINES)}.",
    ),
    Setting("THREADS", "8", "Requests that one `serve` works on at the same time."),
    Setting("DRAIN_SECONDS", "25", "Time that requests have to finish when `serve` is told to stop."),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process, checked.

    `database_url` names the log and `views_url` the views as SQLAlchemy addresses; `admin_token`
    is empty where the environment gives none.
    """

    data_dir: Path
    database_url: str
    views_url: str
    host: str
    port: int
    admin_token: str
    search_engine: str
    threads: int
    drain_seconds: int

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings.

        Args:
            environment: usually `os.environ`; an empty value counts as none.

        Raises:
            BadSetting: one cannot be used.
        """
        given = {setting.name: environment.get(setting.name, "").strip() or setting.default for setting in SETTINGS}
        data_dir = Path(given["DATA_DIR"]).expanduser().absolute()
        url = _database_url(environment.get("DATABASE_URL", "").strip(), data_dir)
        return cls(
            data_dir=data_dir,
            database_url=url,
            views_url=f"sqlite:///{data_dir / 'views.db'}" if url.startswith("sqlite") else url,
            host=given["HOST"],
            port=_number(given, "PORT", most=HIGHEST_PORT),
            admin_token=environment.get("ADMIN_TOKEN", "").strip(),
            search_engine=_one_of(given, "SEARCH_ENGINE", SEARCH_ENGINES),
            threads=_number(given, "THREADS", least=1, most=1_000),
            drain_seconds=_number(given, "DRAIN_SECONDS", most=3_600),
        )

    @property
    def is_on_sqlite(self) -> bool:
        """Whether the log is a file that nobody else has to prepare."""
        return self.database_url.startswith("sqlite:")

    def prepare(self) -> None:
        """Create the folder for data; files that are made in it from now on are their owner's alone.

        Raises:
            BadSetting: it cannot be created or written.
        """
        os.umask(0o077)
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise BadSetting(f"DATA_DIR: {self.data_dir} cannot be created: {error}") from error

    def find_or_make_token(self) -> tuple[str, bool]:
        """Return the administrator's token, and whether it was made just now.

        A token from the environment is used and not kept.
        """
        if self.admin_token:
            return self.admin_token, False
        path = self.data_dir / "admin-token"
        try:
            with open(path, "x", opener=_private) as file:
                file.write(secrets.token_urlsafe(32))
        except FileExistsError:
            return path.read_text().strip(), False
        return path.read_text().strip(), True


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _database_url(url: str, data_dir: Path) -> str:
    if not url:
        return f"sqlite:///{data_dir / 'log.db'}"
    scheme, separator, rest = url.partition("://")
    if separator and scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    if url.startswith("sqlite:///") and len(url) > len("sqlite:///"):
        return f"sqlite:///{Path(url.removeprefix('sqlite:///')).absolute()}"
    raise BadSetting(
        f"DATABASE_URL: {scheme}://… is neither sqlite:///path/to/file nor postgresql+psycopg://user@host/database."
    )


def _number(given: Mapping[str, str], name: str, *, least: int = 0, most: int) -> int:
    text = given[name]
    if not NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise BadSetting(f"{name}: {text[:20]!r} is not a whole number from {least} to {most}.")
    return int(text)


def _one_of(given: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    if given[name] not in values:
        raise BadSetting(f"{name}: {given[name]!r} is none of {', '.join(values)}.")
    return given[name]
