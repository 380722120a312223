"""The pages that people read, in four languages, without a script."""

from knowledge.pages import milestones, records, status
from knowledge.pages.blueprint import register_pages

__all__ = ["milestones", "records", "register_pages", "status"]
