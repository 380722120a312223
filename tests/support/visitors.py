"""People with a browser, who sign in and send forms."""

import json
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.accounts import Account
from knowledge.security import roles_as_text
from knowledge.signing_in.cookies import COOKIE, PLAIN_COOKIE
from knowledge.signing_in.forgery import FIELD, HEADER, token_for
from knowledge.wiring import Knowledge

API = "/api/v1"


class Visitor:
    """A browser: it keeps its cookie, and says which site a request comes from."""

    def __init__(self, app: Flask, *, address: str = "http://localhost") -> None:
        """Visit `app` under an address."""
        self.app = app
        self._client: FlaskClient = app.test_client()
        self.address = address
        self.origin = address

    @property
    def secret(self) -> str:
        """What the cookie holds; empty where there is none."""
        cookie = self._client.get_cookie(COOKIE if self.address.startswith("https") else PLAIN_COOKIE)
        return cookie.value if cookie else ""

    @secret.setter
    def secret(self, value: str) -> None:
        self.keep(COOKIE if self.address.startswith("https") else PLAIN_COOKIE, value)

    def keep(self, name: str, value: str) -> None:
        """Have a cookie, wherever it is from."""
        self._client.set_cookie(name, value)

    def get(self, address: str, **query: object) -> TestResponse:
        """Open an address, of a page or of the API."""
        accept = "application/json" if address.startswith(API) else "text/html"
        return self._client.get(address, query_string=query or None, headers={"Accept": accept}, base_url=self.address)

    def send(self, address: str, /, **fields: object) -> TestResponse:
        """Send a form of ours."""
        return self.forge(address, data={FIELD: token_for(self.secret), **fields}, headers={"Accept": "text/html"})

    def call(self, address: str, body: object, *, method: str = "POST") -> TestResponse:
        """Send JSON from a page of ours; `address` is below `/api/v1`."""
        headers = {HEADER: token_for(self.secret), "Content-Type": "application/json"}
        return self.forge(API + address, method=method, data=json.dumps(body), headers=headers)

    def forge(self, address: str, *, headers: dict[str, str], method: str = "POST", **sent: Any) -> TestResponse:
        """Send anything, with the cookie and the origin of this browser."""
        told = {"Origin": self.origin, **headers} if self.origin else headers
        return self._client.open(address, method=method, headers=told, base_url=self.address, **sent)

    def sign_in(self, knowledge: Knowledge, account: UUID) -> "Visitor":
        """Be signed in."""
        found = knowledge.platform.find(Account, account)
        self.secret = knowledge.sessions.begin(account, roles=roles_as_text(found), agent="A browser")
        return self
