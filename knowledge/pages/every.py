"""Every page, so that each is served."""

from knowledge.pages import bulletins, milestones, records, signing_in, status, worklists
from knowledge.pages.blueprint import register_pages

__all__ = ["bulletins", "milestones", "records", "register_pages", "signing_in", "status", "worklists"]
