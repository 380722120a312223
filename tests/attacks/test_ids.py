"""Whoever has no business with a thing is told of its id what is told of one that does not exist, on every route."""

from uuid import uuid4

from tests.attacks.conftest import SECRET, filled

OPEN = {"account"}
"""Of accounts administrators alone are told, so to everybody else the two look the same already."""


def told(attacked, method, rule, id, who):
    body: dict[str, object] = {"json": {}} if method != "GET" else {}
    answer = attacked.ask(method, filled(rule.rule, id=id, slug=id, account=id), who, **body)
    # What was asked for is repeated in both, and so is what a request is called.
    said = answer.get_data(as_text=True).replace(id, "…")
    assert answer.status_code < 500, (method, rule.rule)
    assert SECRET not in said, (method, rule.rule)
    return answer.status_code, said if answer.mimetype == "application/problem+json" else ""


def test_a_hidden_id_and_one_that_does_not_exist_are_answered_alike(attacked):
    before = attacked.knowledge.platform.position()
    routes = [
        one
        for one in attacked.routes("GET", "POST", "PUT", "PATCH", "DELETE")
        if "id>" in one[1].rule or "<slug>" in one[1].rule
    ]
    assert len(routes) > 100

    for who in (attacked.cast.stranger, None):
        for method, rule in routes:
            if "/my/" in rule.rule and "account" in rule.rule:
                continue
            nothing = told(attacked, method, rule, str(uuid4()), who)
            for kind, id in attacked.hidden.items():
                assert told(attacked, method, rule, id, who) == nothing, (kind, method, rule.rule)

    assert attacked.knowledge.platform.position() == before


def test_nothing_hidden_is_in_any_list_search_feed_or_page(attacked):
    for who in (attacked.cast.stranger, None):
        for _, rule in attacked.routes("GET"):
            answer = attacked.ask("GET", filled(rule.rule), who, query_string={"q": SECRET, "limit": 100})
            said = answer.get_data(as_text=True).lower()
            if any(repeated in said for repeated in ('"q"', 'name="q"', 'name="query/q"')):
                # What was asked for is repeated; of a title found, the id would stand beside it.
                assert not any(id in said for kind, id in attacked.hidden.items() if kind != "account"), rule.rule
            else:
                assert SECRET.lower() not in said, rule.rule
