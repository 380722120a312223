"""Names the browser and the system of a session, by what the browser tells of itself (RFC 9110 §10.1.5)."""

from collections.abc import Mapping

# In this order: nearly every browser also claims to be one of those that come after it.
BROWSERS: Mapping[str, str] = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS: Mapping[str, str] = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
LONGEST = 60
"""Characters of what nobody knows."""


def name_of_agent(agent: str) -> str:
    """Name a browser and its system, else give what it told, or a dash where it told nothing."""
    known = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, known)) or agent[:LONGEST] or "–"
