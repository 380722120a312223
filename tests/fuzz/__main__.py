"""Long runs: `python -m tests.fuzz ROLE [CASES]` calls the API in the name of a role until so many were answered;

`python -m tests.fuzz review [STEPS]` tries as many things with practices in review.
"""

import gc
import sys
import tempfile
import time
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz.fuzzing import PHASES, Outcome, fuzz
from tests.fuzz.review_machine import ReviewMachine
from tests.fuzz.world import ROLES, open_world

REVIEW = "review"
FIRST = 5
"""Examples of an operation in the first round, which goes through every phase."""
LATER = 40


STEPS = 60
"""Things that are tried with one practice."""


def try_reviews(steps: int) -> int:
    """Hold peer review against its model."""
    runs = settings(max_examples=-(-steps // STEPS), stateful_step_count=STEPS, deadline=None, database=None)
    run_state_machine_as_test(ReviewMachine, settings=runs)
    print(f"{runs.max_examples} practices, up to {STEPS} steps each: as the model says")
    return 0


def call_api(role: str, cases: int) -> int:
    """Call it, tell what became of it, and return the exit code."""
    outcome, seed, began = Outcome(), 1, time.monotonic()
    # What is drawn is soon gone by itself; looking through all there is for circles took a tenth of the time.
    gc.set_threshold(50_000, 20, 50)
    with tempfile.TemporaryDirectory() as folder, open_world(Path(folder) / "kept") as world:
        fuzz(world, role, outcome, examples=FIRST, phases=PHASES, seed=seed)
        while outcome.cases < cases:
            seed += 1
            print(f"{role}: {outcome.cases} cases so far; {dict(sorted(outcome.statuses.items()))}", flush=True)
            fuzz(world, role, outcome, examples=LATER, phases=("fuzzing",), seed=seed)
    seconds = time.monotonic() - began
    print(f"{role}: {outcome.cases} cases in {seconds:.0f} s, {seed} rounds; {dict(sorted(outcome.statuses.items()))}")
    for (operation, check), told in sorted(outcome.failures.items()):
        print(f"\n{operation}: {check}\n{told}")
    return 1 if outcome.failures else 0


if __name__ == "__main__":
    what, most = [*sys.argv[1:], "", ""][:2]
    if what not in {*ROLES, REVIEW}:
        sys.exit(f"{__doc__}\nROLE is one of {', '.join(ROLES)}.")
    sys.exit(try_reviews(int(most or 12_000)) if what == REVIEW else call_api(what, int(most or 20_000)))
