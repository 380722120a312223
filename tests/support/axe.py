"""axe-core, which finds what keeps people from using a page; it runs in the browser of a test, and is never served."""

import tarfile
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.support.npm_package import cache, fetch

PACKAGE = "axe-core@4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
LOOK = """async (only) => {
    const { violations } = await axe.run(document, {
        resultTypes: ["violations"],
        rules: { "target-size": { enabled: true } },
        ...(only.length ? { runOnly: { type: "rule", values: only } } : {}),
    });
    return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.failureSummary} ${node.html}`));
}"""
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
"""Rules about what depends on colours and on the width of the screen."""


def install() -> Path:
    """Find the script, fetching it first where it is missing."""
    script = cache() / f"{PACKAGE}.js"
    if script.exists():
        return script
    script.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=script.parent) as folder:
        with tarfile.open(fetch(PACKAGE, SHA512, Path(folder))) as package:
            package.extract("package/axe.min.js", folder, filter="data")
        # Several test processes may fetch it at once; a script appears with everything in it.
        (Path(folder) / "package" / "axe.min.js").rename(script)
    return script


def violations(page: Page, *only: str) -> list[str]:
    """List what axe finds on a page as it stands, by some of its rules or by all; the context needs `bypass_csp`."""
    if not page.evaluate("typeof axe === 'object'"):
        page.add_script_tag(path=install())
    found: Any = page.evaluate(LOOK, list(only))
    return list(found)
