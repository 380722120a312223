"""The documentation names everything there is, and its links lead somewhere."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
import pytest

from knowledge.__main__ import commands
from knowledge.settings import SETTINGS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
PAGES = sorted(chain(ROOT.glob("*.md"), DOCS.rglob("*.md")))
LINK = re.compile(r"\]\((?!https?:|mailto:)(?P<file>[^)#]*)(?:#(?P<part>[^)]+))?\)")
PACKAGE = re.compile(r"[A-Za-z0-9._-]+")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def first_cells(page: Path) -> list[str]:
    """What the rows of a page's tables begin with."""
    return [line.split("|")[1].strip() for line in page.read_text().splitlines() if line.startswith("|")]


def section(page: Path, heading: str) -> str:
    """What stands below a heading of the second level, up to the next one; empty if there is none."""
    parts = re.split(r"^## (.+)$", page.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(heading, "")


def direct_dependencies() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for requirement in chain(project["project"]["dependencies"], *project["dependency-groups"].values()):
        found = PACKAGE.match(requirement)
        assert found
        yield found[0]


def anchors(page: Path) -> set[str]:
    """The names by which headings can be linked to."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def heading_of(command: click.Command) -> str:
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    names = [(one.name or "").upper() if one.required else f"[{(one.name or '').upper()}]" for one in arguments]
    return " ".join([f"`{command.name}", *names]) + "`"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_documented_with_its_default(setting):
    row = f"| `{setting.name}` | {setting.default if ' ' in setting.default else f'`{setting.default}`'} |"

    assert any(line.startswith(row) for line in (DOCS / "settings.md").read_text().splitlines()), row


def test_no_setting_is_documented_that_does_not_exist():
    documented = {cell.strip("`") for cell in first_cells(DOCS / "settings.md") if cell.startswith("`")}

    assert documented == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("command", commands.commands.values(), ids=lambda command: command.name)
def test_every_command_is_documented_with_its_options_and_an_example(command):
    described = section(DOCS / "commands.md", heading_of(command))

    assert described, f"docs/commands.md has no heading {heading_of(command)}"
    assert f"-m knowledge {command.name}" in described
    for option in command.params:
        if isinstance(option, click.Option):
            assert f"- `{option.opts[0]}`: " in described


@pytest.mark.parametrize("command", commands.commands.values(), ids=lambda command: command.name)
def test_every_command_is_in_the_readme(command):
    assert heading_of(command) in first_cells(ROOT / "README.md")


def test_no_command_is_documented_that_does_not_exist():
    headings = re.findall(r"^## (.+)$", (DOCS / "commands.md").read_text(), re.MULTILINE)

    assert set(headings) == {heading_of(command) for command in commands.commands.values()}


@pytest.mark.parametrize("package", sorted(set(direct_dependencies())))
def test_every_direct_dependency_says_why_it_is_here(package):
    page = DOCS / "dependencies.md"

    assert package in first_cells(page) or f"**{package}**" in page.read_text()


def test_no_dependency_is_documented_that_is_not_one():
    listed = set(first_cells(DOCS / "dependencies.md")) - {"package", "---"}

    assert listed <= set(direct_dependencies())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for link in LINK.finditer(CODE.sub("", page.read_text())):
        target = (page.parent / link["file"]).resolve() if link["file"] else page

        assert target.exists(), link[0]
        assert target.is_relative_to(ROOT), link[0]
        assert not link["part"] or link["part"] in anchors(target), link[0]


def test_every_decision_is_in_the_index_and_says_what_was_considered():
    pages = sorted(DECISIONS.glob("[0-9]*.md"))
    index = (DECISIONS / "README.md").read_text()

    assert pages
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text()
        assert f"[{text.splitlines()[0].removeprefix('# ')}]({page.name})" in index
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Considered"]


def test_every_test_that_the_page_on_security_points_to_is_there():
    named = re.findall(r"`((?:tests|benchmarks)/[\w/.]+)`", (DOCS / "security.md").read_text())

    assert len(named) > 50
    assert [path for path in named if not (ROOT / path).exists()] == []
