"""A served platform, and a browser with a window for everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

from domain.accounts import Account
from knowledge.security import roles_as_text
from knowledge.signing_in.cookies import PLAIN_COOKIE
from knowledge.wiring import Knowledge
from tests.support.accounts import open_account


class House:
    """Where people in different roles sit at windows of one browser."""

    def __init__(self, knowledge: Knowledge, site: str, browser: Browser) -> None:
        """Serve `knowledge` at the address `site`."""
        self.knowledge, self.site, self.browser = knowledge, site, browser
        self.errors: list[str] = []

    @contextmanager
    def window(
        self, role: str = "", *, language: str = "es", countries: Any = (), scripts: bool = True, **person: Any
    ) -> Iterator[Page]:
        """Sit down at a window, signed in where a role is named."""
        context = self.browser.new_context(java_script_enabled=scripts, base_url=f"{self.site}/{language}/")
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        if role:
            opened = open_account(self.knowledge, role, countries=countries, **person)
            account = self.knowledge.platform.find(Account, opened.id)
            secret = self.knowledge.sessions.begin(account.id, roles=roles_as_text(account), agent="A browser")
            context.add_cookies([{"name": PLAIN_COOKIE, "value": secret, "url": self.site}])
        yield context.new_page()
        context.close()
        assert self.errors == []


def presses(page: Page, name: str) -> None:
    """Press a button or follow a link, and wait for the page that it leads to."""
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def sends(page: Page, address: Any) -> None:
    """Send the form of a page, which leads to another one."""
    with page.expect_navigation():
        page.locator("main form.filled button").first.click()
    assert not page.locator("section.summary").count(), page.locator("section.summary").inner_text()
    page.wait_for_url(address)


def dates(page: Page, year: str, month: str, day: str = "") -> None:
    """Type a date in its parts."""
    page.locator("#field-occurred-year").fill(year)
    page.locator("#field-occurred-month").select_option(month)
    page.locator("#field-occurred-day").fill(day)


def types(page: Page, **fields: str | list[str]) -> None:
    """Fill fields, or take choices of them, also behind a click; `__` in a name stands for a slash."""
    for name, value in fields.items():
        place = name.replace("__", "/")
        for one in value if isinstance(value, list) else [value]:
            _type(page, place, one)


def _type(page: Page, place: str, value: str) -> None:
    control = page.locator(f"main [name='{place}']")
    kind = control.first.evaluate("one => one.type")
    folded = page.locator(f"main details:not([open]):has([name='{place}']) > summary")
    if folded.count():
        folded.first.click()
    if kind in {"radio", "checkbox"}:
        page.locator(f"main [name='{place}'][value='{value}']").check()
    elif kind.startswith("select"):
        control.select_option(value)
    else:
        control.fill(value)
