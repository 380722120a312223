"""What can be set from outside, read here and nowhere else. `docs/settings.md` is this table for people."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self

from domain.catalogue.reviews import Quorum
from knowledge.address_settings import read_allowed_hosts, read_database_url, read_files_url, read_public_url
from knowledge.limit_settings import LIMIT_SETTINGS, LimitSettings, read_limit_settings
from knowledge.setting import HIGHEST_PORT, BadSetting, Setting
from knowledge.setting import file_path as _path
from knowledge.setting import number as _number
from knowledge.setting import one_of as _one_of
from knowledge.setting import secret as _secret
from knowledge.sign_in_settings import SIGN_IN_SETTINGS, SignInSettings, read_sign_in_settings
from knowledge.upload_settings import UPLOAD_SETTINGS, UploadSettings, read_upload_settings

__all__ = ["SETTINGS", "BadSetting", "Setting", "Settings"]

SEARCH_ENGINES = ("whoosh", "tantivy", "memory")
CRITERION = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_REVIEWS = 20
MOST_ROUNDED = 1_000
MOST_PROXIES = 5
ANY = "any"
LEAST_TOKEN, LEAST_DIFFERENT = 20, 8
"""Characters of the administrator's token, and how many different ones."""
ORIGIN = re.compile(r"[^\s+]{1,200}")


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
    Setting(
        "FILES_URL",
        "DATA_DIR/files",
        "Where attachments, and copies of issued bulletins, are kept: a folder, or `s3://bucket/prefix`, perhaps with `?endpoint=https://host`.",
    ),
    *UPLOAD_SETTINGS,
    Setting("HOST", "127.0.0.1", "Address that `serve` listens on."),
    Setting("PORT", "8000", "Port that `serve` listens on."),
    Setting(
        "ADMIN_TOKEN",
        "made at first start",
        "Bearer token of whoever runs the platform, which may do everything. Without it one is made and kept in"
        " `DATA_DIR/admin-token`.",
    ),
    Setting("ADMIN_TOKEN_FILE", "none", "File with that token."),
    Setting("DATABASE_URL_FILE", "none", "File with the address of the database, which may hold a password."),
    Setting(
        "SEARCH_ENGINE",
        "whoosh",
        f"Index of the full-text search: one of {', '.join(SEARCH_ENGINES)}.",
    ),
    Setting("QUORUM_UN", "1", "Reviews from the United Nations that a practice needs to be accepted."),
    Setting("QUORUM_EXTERNAL", "2", "Reviews from outside the United Nations that a practice needs to be accepted."),
    Setting(
        "REVIEW_CRITERIA",
        "quality,methodology,applicability",
        "What each review rates from 1 to 5, separated by commas.",
    ),
    Setting("PRACTICE_TYPES", "any", "Types that a practice can have, separated by commas."),
    Setting(
        "PLEDGER_TYPES",
        "government,local_authority,agency,civil_society,private_sector,academia,other",
        "What those who pledge can be, separated by commas.",
    ),
    Setting(
        "CHECKPOINT_KEY",
        "DATA_DIR/checkpoint-key",
        "File of the key that signs checkpoints of the log; it is made at its first use.",
    ),
    Setting(
        "WRAPPING_KEY",
        "DATA_DIR/wrapping-key",
        "File of the key that wraps those of persons; it is made at its first use.",
    ),
    Setting(
        "CHECKPOINT_ORIGIN",
        "migrationnetwork.un.org/knowledge-platform",
        "Name of the log in its checkpoints.",
    ),
    Setting(
        "REQUESTS_ROUNDED_TO",
        "5",
        "Public figures of requests for support are rounded down to multiples of it; 1 gives them exactly.",
    ),
    Setting(
        "ALLOWED_HOSTS",
        "localhost, 127.0.0.1, ::1 and HOST",
        "Names under which readers reach the platform, with commas between; other Host headers are refused.",
    ),
    Setting(
        "PUBLIC_URL",
        "http://HOST:PORT",
        "Address under which readers reach the platform: what links in letters begin with.",
    ),
    *SIGN_IN_SETTINGS,
    Setting(
        "KEEP_DRAFTS_DAYS",
        "365",
        "Days after which a draft is given up that was never handed in and to which nothing was added; 0 is never.",
    ),
    Setting("KEEP_LETTERS_DAYS", "30", "Days after which letters are removed from `DATA_DIR/outbox`; 0 is never."),
    Setting("SESSION_IDLE_MINUTES", "120", "Minutes after which who is signed in and does nothing is signed out."),
    Setting("SESSION_HOURS", "12", "Hours after which everybody has to sign in again."),
    Setting(
        "PSEUDO_LANGUAGE",
        "no",
        "`yes` serves the pages below `/ar-XB/` too, in words that run from the right: for trials.",
    ),
    Setting(
        "PROXIES",
        "0",
        "Proxies in front, one behind another, that tell where a request comes from (`X-Forwarded-For`, `-Proto`).",
    ),
    *LIMIT_SETTINGS,
    Setting("THREADS", "8", "Requests that one `serve` works on at the same time."),
    Setting("DRAIN_SECONDS", "25", "Time that requests have to finish when `serve` is told to stop."),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one process, checked.

    `database_url` names the log, `views_url` the views and `accounts_url` what is not history, as
    SQLAlchemy addresses; `files_url` is a folder or begins with `s3:`; `admin_token` is empty where
    the environment gives none.
    """

    data_dir: Path
    database_url: str
    views_url: str
    accounts_url: str
    files_url: str
    uploads: UploadSettings
    host: str
    port: int
    admin_token: str
    allowed_hosts: tuple[str, ...]
    search_engine: str
    quorum: Quorum
    review_criteria: tuple[str, ...]
    practice_types: tuple[str, ...]
    requests_rounded_to: int
    pledger_types: tuple[str, ...]
    checkpoint_key: Path
    checkpoint_origin: str
    public_url: str
    sign_in: SignInSettings
    session_idle: timedelta
    session_longest: timedelta
    wrapping_key: Path
    keep_drafts: timedelta
    keep_letters: timedelta
    proxies: int
    limits: LimitSettings
    threads: int
    drain_seconds: int
    pseudo_language: bool

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
        public_url = read_public_url(environment.get("PUBLIC_URL", "").strip(), given["HOST"], given["PORT"])
        url = read_database_url(_secret(environment, "DATABASE_URL"), data_dir)
        return cls(
            data_dir=data_dir,
            database_url=url,
            views_url=f"sqlite:///{data_dir / 'views.db'}" if url.startswith("sqlite") else url,
            accounts_url=f"sqlite:///{data_dir / 'accounts.db'}" if url.startswith("sqlite") else url,
            files_url=read_files_url(environment.get("FILES_URL", "").strip(), data_dir),
            uploads=read_upload_settings(given),
            host=given["HOST"],
            port=_number(given, "PORT", most=HIGHEST_PORT),
            admin_token=_token(environment),
            allowed_hosts=read_allowed_hosts(environment.get("ALLOWED_HOSTS", ""), given["HOST"]),
            search_engine=_one_of(given, "SEARCH_ENGINE", SEARCH_ENGINES),
            quorum=Quorum(
                un=_number(given, "QUORUM_UN", most=MOST_REVIEWS),
                external=_number(given, "QUORUM_EXTERNAL", most=MOST_REVIEWS),
            ),
            review_criteria=_criteria(given["REVIEW_CRITERIA"]),
            practice_types=() if given["PRACTICE_TYPES"] == ANY else _list_of(given["PRACTICE_TYPES"]),
            requests_rounded_to=_number(given, "REQUESTS_ROUNDED_TO", least=1, most=MOST_ROUNDED),
            pledger_types=_list_of(given["PLEDGER_TYPES"]),
            checkpoint_key=_path(environment.get("CHECKPOINT_KEY", "").strip(), data_dir / "checkpoint-key"),
            checkpoint_origin=_origin(given["CHECKPOINT_ORIGIN"]),
            public_url=public_url,
            sign_in=read_sign_in_settings(environment, given, data_dir=data_dir, public_url=public_url),
            session_idle=timedelta(minutes=_number(given, "SESSION_IDLE_MINUTES", least=1, most=43_200)),
            session_longest=timedelta(hours=_number(given, "SESSION_HOURS", least=1, most=720)),
            keep_drafts=timedelta(days=_number(given, "KEEP_DRAFTS_DAYS", most=36_500)),
            keep_letters=timedelta(days=_number(given, "KEEP_LETTERS_DAYS", most=36_500)),
            wrapping_key=_path(environment.get("WRAPPING_KEY", "").strip(), data_dir / "wrapping-key"),
            proxies=_number(given, "PROXIES", most=MOST_PROXIES),
            limits=read_limit_settings(given),
            threads=_number(given, "THREADS", least=1, most=1_000),
            drain_seconds=_number(given, "DRAIN_SECONDS", most=3_600),
            pseudo_language=_one_of(given, "PSEUDO_LANGUAGE", ("no", "yes")) == "yes",
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


def _token(environment: Mapping[str, str]) -> str:
    token = _secret(environment, "ADMIN_TOKEN")
    if token and (len(token) < LEAST_TOKEN or len(set(token)) < LEAST_DIFFERENT):
        raise BadSetting(
            f"ADMIN_TOKEN: it can be guessed; take {LEAST_TOKEN} characters or more, drawn at random, or give none."
        )
    return token


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _origin(name: str) -> str:
    if not ORIGIN.fullmatch(name) or not name.isprintable():
        raise BadSetting("CHECKPOINT_ORIGIN: a name such as example.org/log, without spaces and plus signs.")
    return name


def _criteria(text: str) -> tuple[str, ...]:
    criteria = _list_of(text)
    for criterion in criteria:
        if not CRITERION.fullmatch(criterion):
            raise BadSetting(f"REVIEW_CRITERIA: {criterion[:60]!r} is not of small letters, digits and underscores.")
    if not criteria:
        raise BadSetting("REVIEW_CRITERIA: a review rates something.")
    return criteria


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
