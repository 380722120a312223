"""A practice at each stage of its way to readers."""

import pytest

from domain.catalogue.reviews import Quorum
from tests.support.stories import CURATOR
from tests.support.submissions import AUTHOR, FOCAL_POINT, REVIEWERS, engage, review, written


@pytest.fixture
def draft():
    """A good practice with every required field."""
    return written()


@pytest.fixture
def submitted(draft):
    """The draft, handed in."""
    draft.submit(by=AUTHOR, focal_point=FOCAL_POINT)
    return draft


@pytest.fixture
def in_review(submitted):
    """The submission in its first round, with three reviewers of whom only the reviews are missing."""
    submitted.screen(by=CURATOR)
    for reviewer, affiliation in REVIEWERS.items():
        engage(submitted, reviewer, affiliation)
    return submitted


@pytest.fixture
def reviewed(in_review):
    """The submission with the reviews of all three."""
    review(in_review, *REVIEWERS)
    return in_review


@pytest.fixture
def accepted(reviewed):
    """The submission that is to be published."""
    reviewed.accept(Quorum(), by=CURATOR)
    return reviewed


@pytest.fixture
def published(accepted):
    """The first version, with readers."""
    accepted.publish(by=CURATOR)
    return accepted
