"""Keys in files of their own: made on first use, readable by their owner alone."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

from knowledge.settings import BadSetting

OTHERS = 0o007
LEAST_DIFFERENT = 12
"""Different bytes that a key has at least; 32 drawn at random have more than twenty, as good as always."""


def find_or_make_key(path: Path, make: Callable[[], bytes], *, setting: str) -> bytes:
    """Read a key, making one where there is none; several processes may do so at once.

    Args:
        path: of the file.
        make: gives what to write where there is none.
        setting: that names the file, for the error.

    Raises:
        BadSetting: it cannot be read or made, or everybody could read it.
    """
    try:
        if not path.exists():
            _write(path, make())
        open_to_others = path.stat().st_mode & OTHERS
        text = path.read_bytes()
    except OSError as error:
        raise BadSetting(f"{setting}: {path} cannot be read or made: {error.strerror}.") from error
    if open_to_others:
        raise BadSetting(f"{setting}: everybody can read {path}. Take that away: chmod 600 {path}")
    return text


def refuse_guessable(key: bytes, path: Path, *, setting: str) -> None:
    """Refuse a key that somebody typed rather than drew.

    Raises:
        BadSetting: as it says.
    """
    if len(set(key)) < LEAST_DIFFERENT:
        raise BadSetting(f"{setting}: the key in {path} can be guessed; draw one: openssl rand -hex 32")


def _write(path: Path, text: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A link appears with everything written, and only where nothing is: nobody reads half a key, or another's.
    descriptor, made = mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            return
    finally:
        Path(made).unlink()
