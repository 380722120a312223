"""Remove a test server once the process that started it is gone, however it went.

Run as `python watchdog.py PARENT_PID FOLDER`. It asks for its own parent instead of waiting for a
pipe to close: a pipe stays open for as long as any forked child holds a copy of it, and a
parent-death signal follows a thread and is lost on a change of user.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PAUSE = 0.2
PATIENCE = 3.0


def postmaster_of(folder: Path) -> int | None:
    """Find the running server of that folder, or None.

    The command line is compared because a stale `postmaster.pid` may name a number that now
    belongs to somebody else.
    """
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if str(folder) in _command_line(pid) else None


def remove(folder: Path) -> None:
    """Stop the server of that folder at once and delete the folder."""
    started = time.monotonic()
    while folder.exists() and (waited := time.monotonic() - started) < 10 * PATIENCE:
        postmaster = postmaster_of(folder)
        if postmaster is None:
            shutil.rmtree(folder, ignore_errors=True)
            continue
        with suppress(ProcessLookupError):
            os.kill(postmaster, signal.SIGQUIT if waited < PATIENCE else signal.SIGKILL)
        time.sleep(PAUSE / 4)


def _command_line(pid: int) -> str:
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            return ""
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout


def main() -> None:
    """Wait for the parent to be gone, then clear up after it."""
    parent, folder = int(sys.argv[1]), Path(sys.argv[2])
    while os.getppid() == parent:
        time.sleep(PAUSE)
    remove(folder)


if __name__ == "__main__":
    main()
