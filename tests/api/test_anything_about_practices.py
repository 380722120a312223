"""Any JSON at all about a practice: it is done or refused, and what is refused leaves nothing behind."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from domain.catalogue.practice_history import Stage
from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN
from tests.api.cast import BEGUN, FOCAL_POINT, MENDINGS, REVIEW, WHY, Cast
from tests.support.unlimited import UNLIMITED

GOOD: dict[str, dict[str, Any]] = {
    "revise": {"title": "Otra", "links": [{"url": "https://example.org"}], "sdgs": [3], "is_global": True},
    "submit": {"focal_point": FOCAL_POINT},
    "withdraw": WHY,
    "start-version": {},
    "give-clarification": {"answer": "Sí."},
    "return": MENDINGS,
    "screen": {},
    "invite-reviewer": {"reviewer": "", "affiliation": "un", "organization": "Agencia", "is_tie_breaker": False},
    "accept-invitation": {},
    "decline-invitation": {"reason": "Sin tiempo."},
    "declare-interests": {"has_conflict": False, "statement": "Ninguno."},
    "recuse": WHY,
    "recuse-reviewer": {"reviewer": "", **WHY},
    "file-review": REVIEW,
    "ask-clarification": {"question": "¿Cuántas?"},
    "waive-quorum": WHY,
    "ask-for-changes": MENDINGS,
    "accept": {},
    "decline": MENDINGS,
    "publish": {},
    "correct-slip": {"title": "Errata mendada", **WHY},
    "translate": {"language": "en", "texts": {"title": "Vaccination"}},
    "ask-for-update": WHY,
    "archive": WHY,
    "unpublish": WHY,
    "restore": WHY,
}
"""A body for each verb that is good at some stage."""
NAMES = sorted({name for body in GOOD.values() for name in body} | set(BEGUN) | {"url", "label", "digest", "", "id"})
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["un", "accept", "good_practice", "es", "2019/..", "GCM-15", "PE", "a0000000-0000-4000-8000"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def cast(tmp_path_factory):
    """Those who act, on a platform that outlives one test."""
    folder = tmp_path_factory.mktemp("practices")
    with Knowledge(Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, **UNLIMITED})) as opened:
        opened.migrate()
        yield Cast(create_app(opened), opened)


@pytest.fixture(scope="module")
def practices(cast):
    """A practice at each stage, and the last of them public."""
    made = {
        Stage.DRAFT: cast.begin(),
        Stage.SUBMITTED: cast.submit(),
        Stage.IN_REVIEW: cast.review(),
        Stage.PUBLISHED: cast.publish(),
    }
    cast.engage(made[Stage.IN_REVIEW], cast.stranger)
    return made


@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    body=VALUES,
    verb=st.sampled_from(sorted(GOOD)),
    stage=st.sampled_from([Stage.DRAFT, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.PUBLISHED]),
    mended=st.sets(st.sampled_from(NAMES)),
    who=st.sampled_from(["author", "curator", "un", "stranger"]),
)
def test_no_json_whatever_about_a_practice_breaks_the_platform(cast, practices, *, body, verb, stage, mended, who):
    actor = getattr(cast, who)
    before = actor.position()
    if isinstance(body, dict):
        body = {**body, **{name: value for name, value in GOOD[verb].items() if name in mended}}

    answer = actor.do(verb, practices[stage], json.dumps(body).encode())

    assert answer.status_code in {200, 400, 403, 404, 409, 422}
    assert (actor.position() > before) == (answer.status_code == 200)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=VALUES, mended=st.sets(st.sampled_from(sorted(BEGUN))))
def test_no_json_whatever_begins_half_a_practice(cast, body, mended):
    before = cast.author.position()
    if isinstance(body, dict):
        body = {**body, **{name: value for name, value in BEGUN.items() if name in mended}}

    answer = cast.author.post("/practices", json.dumps(body).encode())

    assert answer.status_code in {201, 400, 422}
    assert (cast.author.position() > before) == (answer.status_code == 201)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=VALUES)
def test_no_working_copy_whatever_is_recorded(cast, practices, body):
    before = cast.author.position()

    answer = cast.author.put(f"/practices/{practices[Stage.DRAFT]}/working-copy", body)

    assert answer.status_code in {200, 400, 409, 422}
    assert cast.author.position() == before


@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="/?#%\\"), min_size=1, max_size=40),
    part=st.sampled_from(["", "/versions", "/versions/1", "/translations", "/history", "/draft", "/working-copy"]),
)
def test_no_address_whatever_breaks_the_platform(cast, name, part):
    answer = cast.author.get_signed(f"/practices/{quote(name)}{part}")

    assert answer.status_code in {200, 404}
