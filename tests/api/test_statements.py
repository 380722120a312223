"""How much an answer asks of the database: what it costs where that is another machine."""

import pytest

from tests.support.counting import counted


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/api/v1/status?valid_at=2021-09-30", 1),
        ("/api/v1/bulletin?valid_at=2021-09-30", 3),
        ("/api/v1/countries/MX?valid_at=2021-09-30", 8),
        ("/en/countries/MX", 12),
    ],
)
def test_an_answer_takes_one_connection_and_few_statements(imported, address, most):
    client = imported.api.app.test_client()
    client.get(address)

    with counted(imported.knowledge.views.engine) as (taken, asked):
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(taken) == 1
    assert len(asked) <= most, "\n".join(asked)
