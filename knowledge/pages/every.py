"""Every page, so that each is served."""

from knowledge.pages import bulletins, milestones, records, status, worklists
from knowledge.pages.blueprint import register_pages

__all__ = ["bulletins", "milestones", "records", "register_pages", "status", "worklists"]
