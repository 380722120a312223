"""Addresses among the settings: where things are kept, and under which names readers come."""

import re
from pathlib import Path

from knowledge.setting import BadSetting

HOST_NAME = re.compile(r"\.?[a-z0-9.-]+|\[[0-9a-f:.]+\]")
PUBLIC_URL = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?", re.IGNORECASE)
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[\w!.*'()/-]*)?(\?endpoint=https?://[^\s?#]+)?")


def read_database_url(url: str, data_dir: Path) -> str:
    """Read where the log is, as an address of SQLAlchemy; a file in the folder for data if nothing is given."""
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


def read_files_url(url: str, data_dir: Path) -> str:
    """Read where files are kept: a folder, or an address that begins with `s3:`."""
    if not url:
        return str(data_dir / "files")
    if url.startswith("s3:"):
        if not BUCKET.fullmatch(url):
            raise BadSetting("FILES_URL: write s3://bucket/prefix or s3://bucket/prefix?endpoint=https://host:port.")
        return url
    if "://" in url:
        raise BadSetting(f"FILES_URL: {url.partition(':')[0]}://… is neither a folder nor s3://bucket/prefix.")
    return str(Path(url).expanduser().absolute())


def read_allowed_hosts(names: str, host: str) -> tuple[str, ...]:
    """Read the names that a request may ask for; those of this machine if none is given."""
    named = tuple(name.strip().lower() for name in names.split(",") if name.strip())
    if any(not HOST_NAME.fullmatch(name) for name in named):
        raise BadSetting(f"ALLOWED_HOSTS: {names[:80]!r} is no list of names such as knowledge.example, localhost.")
    return named or ("localhost", "127.0.0.1", "[::1]", host.lower())


def read_public_url(url: str, host: str, port: str) -> str:
    """Read the address that links in letters begin with, without a slash at its end."""
    if not url:
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if not PUBLIC_URL.fullmatch(url):
        raise BadSetting(f"PUBLIC_URL: {url[:80]!r} is no address such as https://knowledge.example.")
    return url.rstrip("/").lower()
