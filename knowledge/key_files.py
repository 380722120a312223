"""Keys in files of their own: made on first use, readable by their owner alone."""

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import mkstemp

from knowledge.settings import BadSetting

OTHERS = 0o007


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
