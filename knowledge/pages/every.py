"""Every page, so that each is served."""

from knowledge.pages import (
    bulletins,
    desk,
    directory,
    drafting,
    feeds,
    home,
    in_work,
    joining,
    milestones,
    my_account,
    practices,
    records,
    repository,
    signing_in,
    status,
    worklists,
)
from knowledge.pages.blueprint import register_pages

__all__ = [
    "bulletins",
    "desk",
    "directory",
    "drafting",
    "feeds",
    "home",
    "in_work",
    "joining",
    "milestones",
    "my_account",
    "practices",
    "records",
    "register_pages",
    "repository",
    "signing_in",
    "status",
    "worklists",
]
