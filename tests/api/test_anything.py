"""Any JSON at all: it is recorded or refused, and nothing in between."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.conftest import new_source
from tests.api.test_bad_input import good
from tests.support.unlimited import UNLIMITED

NAMES = ["milestone", "occurred", "source", "document", "locator", "quote", "details", "agency", "period", "by"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["established", "coordinator-named", "2021-10", "[..2021-09]", "IOM", "2021/2023"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def endured(tmp_path_factory):
    """A caller and a source that outlive one test."""
    folder = tmp_path_factory.mktemp("endured")
    with Knowledge(Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, **UNLIMITED})) as opened:
        opened.migrate()
        api = Caller(create_app(opened))
        yield api, new_source(api, "Note")


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=VALUES,
    mended=st.sets(st.sampled_from(["milestone", "occurred", "source"])),
    verb=st.sampled_from(["milestones", "observations"]),
)
def test_no_json_whatever_breaks_the_platform(endured, body, mended, verb):
    api, source = endured
    before = api.position()
    if isinstance(body, dict):
        body = {**body, **{name: value for name, value in good(source).items() if name in mended}}

    answer = api.post(f"/networks/PE/{verb}", json.dumps(body).encode())

    assert answer.status_code in {201, 400, 409, 422}
    assert (api.position() > before) == (answer.status_code == 201)
