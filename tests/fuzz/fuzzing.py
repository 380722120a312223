"""Runs Schemathesis, with all of its checks, against the application itself, without a server between."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis import Case, Response
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.engine.core import Engine
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.transport.wsgi import WSGI_TRANSPORT, WSGITransport

from tests.fuzz.world import OPERATOR, World

DESCRIPTION = "/api/v1/openapi.json"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
REFUSED = ["2xx", "304", "401", "403", "404", "409", "410", "412", "416", "422"]
"""What a request that goes with the description may be answered: rules and code lists say more than a schema can."""
OF_SOCKETS = {"max_redirects", "verify", "cert", "proxies"}
LIKELY = 0.5
"""How often a value that leads somewhere is taken instead of any."""


class InProcess(WSGITransport):
    """Calls the application with what concerns it: the probes without credentials hand on settings of sockets too."""

    def send(self, case: Case[Any], *, session: Any = None, **options: Any) -> Response:
        if session is None:
            options = {name: value for name, value in options.items() if name not in OF_SOCKETS}
        return super().send(case, session=session, **options)


@dataclass
class Outcome:
    """What became of many requests: how many ended in each status, and the failures by operation and check."""

    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were answered."""
        return self.statuses.total()

    def take_in(self, recorder: ScenarioRecorder) -> None:
        """Add what was recorded of one scenario."""
        for interaction in recorder.interactions.values():
            if interaction.response is not None:
                self.statuses[interaction.response.status_code] += 1
        for checks in recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    told = f"{check.failure_info.failure}\n{check.failure_info.code_sample}"
                    self.failures.setdefault((recorder.label, check.name), told)


def fuzz(
    world: World, role: str, outcome: Outcome, *, examples: int, phases: tuple[str, ...] = PHASES, seed: int
) -> None:
    """Call every operation in the name of a role, and add what became of it to `outcome`."""
    authorization = world.authorizations.get(role)
    settings = {
        "seed": seed,
        "workers": 1,
        "continue-on-failure": True,
        # Without a database every request is a new one: what Hypothesis keeps, it sends again in each round, and
        # sorting it took a third of the time.
        "generation": {"max-examples": examples, "no-shrink": True, "database": "none"},
        "phases": {phase: {"enabled": phase in phases} for phase in PHASES},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": REFUSED},
            "negative_data_rejection": {"expected-statuses": ["4xx"]},
        },
        "dictionaries": {place: {"values": values} for place, values in world.known.items()},
        "parameters": {place: {"dictionary": place, "probability": LIKELY} for place in world.known},
        "warnings": False,
        **({"headers": {"Authorization": authorization}} if authorization else {}),
    }
    schema: Any = schemathesis.openapi.from_wsgi(DESCRIPTION, world.app, config=SchemathesisConfig.from_dict(settings))
    if role != OPERATOR:
        # Whoever revokes the token that is used would call everything else as a stranger.
        schema = schema.exclude(path_regex="^/api/v1/my/tokens/revoke$")
    WSGI_TRANSPORT.__class__ = InProcess
    for event in Engine(schema=schema).execute():
        if isinstance(event, events.ScenarioFinished):
            outcome.take_in(event.recorder)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            outcome.failures.setdefault(("the engine", type(event).__name__), str(event))
