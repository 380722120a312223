"""What to do when something the suite needs is not on this machine."""

import os
import subprocess


class Missing(Exception):
    """Something the suite needs is not installed.

    `str(error)` is the exact command that installs it.
    """


def may_use_apt() -> bool:
    """Tell whether this process may install Debian packages."""
    return os.geteuid() == 0 and any(
        os.access(os.path.join(folder, "apt-get"), os.X_OK)  # noqa: PTH118
        for folder in os.get_exec_path()
    )


def apt_install(package: str) -> None:
    """Install a Debian package without asking anything.

    Raises:
        Missing: the installation failed.
    """
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*quiet, "update"], env=environment, check=False)
    installed = subprocess.run(
        [*quiet, "install", "-y", package],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if installed.returncode != 0:
        raise Missing(f"apt-get install -y {package}")
