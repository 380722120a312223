"""Asks Lighthouse about pages of a running platform: median scores of several rounds, and what a first visit loads.

    python -m benchmarks.lighthouse http://127.0.0.1:8000 /es/ "/es/repository?q=frontera" /es/practices/…

It is fetched by npm, which then must be installed. `docs/performance.md` says what came out.
"""

import json
import os
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from knowledge.assets.fetch import npm
from tests.support import browser

PACKAGE = "lighthouse@12.8.2"
FLAGS = "--headless --no-sandbox"
CATEGORIES = ("accessibility", "best-practices", "performance")


@click.command(help=__doc__)
@click.argument("site")
@click.argument("addresses", nargs=-1, required=True)
@click.option("--rounds", default=3, show_default=True)
@click.option(
    "--slowdown", default=4.0, show_default=True, help="How much slower the processor is made: 1, not at all."
)
def main(site: str, addresses: tuple[str, ...], rounds: int, slowdown: float) -> None:
    """Ask about each address."""
    console = Console()
    table = Table("page", *CATEGORIES, "first paint", "blocked", "kB", "requests", "speed of the machine")
    with TemporaryDirectory() as folder, console.status("fetching Lighthouse") as status:
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
        subprocess.run([*npm(), "install", *quiet, f"--prefix={folder}", PACKAGE], check=True)  # noqa: S603
        for address in addresses:
            status.update(address)
            table.add_row(address, *_told([_asked(Path(folder), site + address, slowdown) for _ in range(rounds)]))
    console.print(table)


def _asked(folder: Path, address: str, slowdown: float) -> dict[str, Any]:
    program = folder / "node_modules/lighthouse/cli/index.js"
    options = ["--quiet", f"--chrome-flags={FLAGS}", f"--throttling.cpuSlowdownMultiplier={slowdown}", "--output=json"]
    asked = subprocess.run(  # noqa: S603 - the addresses are given by whoever runs it
        ["node", program, address, *options],  # noqa: S607
        env={**os.environ, "CHROME_PATH": str(browser.install())},
        capture_output=True,
        check=True,
    )
    report: dict[str, Any] = json.loads(asked.stdout)
    return report


def _told(reports: list[dict[str, Any]]) -> list[str]:
    def middle(name: str) -> float:
        return median(float(report["audits"][name]["numericValue"]) for report in reports)

    scores = [median(report["categories"][name]["score"] for report in reports) for name in CATEGORIES]
    requests = len(reports[0]["audits"]["network-requests"]["details"]["items"])
    speed = median(report["environment"]["benchmarkIndex"] for report in reports)
    return [
        *(f"{score * 100:.0f}" for score in scores),
        f"{middle('first-contentful-paint') / 1_000:.1f} s",
        f"{middle('total-blocking-time'):.0f} ms",
        f"{middle('total-byte-weight') / 1_000:.0f}",
        str(requests),
        f"{speed:.0f}",
    ]


if __name__ == "__main__":
    main()
