"""Ask whether a locked release is known to be vulnerable, and fail where nobody could tell.

A database that knows nothing answers "no known vulnerabilities" for everything, so it is first asked about a release
that has had one since 2014.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
KNOWN = "jinja2==2.4.1"


def main() -> int:
    """Tell what is vulnerable, and return the exit code: 1 if something is, 2 if that is not known."""
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder) / "canary.txt"
        canary.write_text(f"{KNOWN}\n")
        known = asked_about(canary, "--no-deps")
    if not (known and vulnerable(known)):
        sys.stderr.write(f"Nothing could be checked: the database of advisories does not know {KNOWN}.\n")
        return 2
    answer = asked_about(ROOT / "requirements.txt", "--require-hashes")
    if answer is None or any("skip_reason" in one for one in answer):
        sys.stderr.write("Not everything could be checked.\n")
        return 2
    found = vulnerable(answer)
    sys.stdout.write(
        "".join(f"{line}\n" for line in found) or f"{len(answer)} releases, none known to be vulnerable.\n"
    )
    return 1 if found else 0


def asked_about(requirements: Path, option: str) -> list[dict[str, Any]] | None:
    """Return what is known of each release; None if that could not be found out."""
    told = subprocess.run(  # noqa: S603  # The arguments are all written here.
        [sys.executable, "-m", "pip_audit", "-r", str(requirements), option, "--disable-pip", "--strict", "-f", "json"],
        capture_output=True,
        check=False,
        text=True,
    )
    try:
        found: list[dict[str, Any]] = json.loads(told.stdout)["dependencies"]
    except ValueError:
        sys.stderr.write(told.stderr[-500:])
        return None
    return found


def vulnerable(releases: list[dict[str, Any]]) -> list[str]:
    """List the releases that are known to be vulnerable, and by which advisories."""
    return [
        f"{one['name']} {one['version']}: {', '.join(advisory['id'] for advisory in one['vulns'])}"
        for one in releases
        if one.get("vulns")
    ]


if __name__ == "__main__":
    sys.exit(main())
