"""A practice that readers can see, and text that could break the forms it comes in."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.catalogue.practice_content import Content, read_changes
from knowledge.representations.version import PublicVersion
from tests.support.submissions import FIELDS

ADDRESS = "https://knowledge.example/api/v1/practices/vacunacion-en-la-frontera-a0000000"
FULL = {
    **FIELDS,
    "secondary_objectives": ["GCM-07"],
    "principles": ["GP-A"],
    "sdgs": [3, 10],
    "regions": ["419"],
    "place": "Tumbes",
    "partners": ["Organización Panamericana de la Salud", "Ministry of Health, Ecuador"],
    "donors": ["Fondo & Hijos"],
    "links": [{"url": "https://example.org/vacunas", "label": "Vacunas"}],
    "files": [{"digest": "c" * 64, "name": "Informe.pdf", "media_type": "application/pdf", "size": 81}],
    "licence": "CC-BY-4.0",
}

Publish = Callable[..., PublicVersion]


def answered(**changes: Any) -> dict[str, Any]:
    """What the API answers about the practice, its content changed."""
    content = {**FULL, **changes}
    kind, language = "good_practice", "es"
    whole = Content()
    read = {name: getattr(whole, name) for name in whole.__struct_fields__} | read_changes(content)
    return {
        "id": "a0000000-0000-4000-8000-000000000001",
        "slug": "vacunacion-en-la-frontera-a0000000",
        "edition": 2,
        "kind": kind,
        "language": language,
        "content": read,
        "digest": "d" * 64,
        "published_at": "2021-11-22T10:00:00.000000Z",
        "first_published_at": "2020-05-01T10:00:00.000000Z",
        "translations": [{"language": "en", "edition": 2}],
        "standing": "public",
    }


@pytest.fixture
def publish() -> Publish:
    """Publish the practice with other content."""
    return lambda **changes: PublicVersion.read(answered(**changes), address=ADDRESS)


@pytest.fixture
def version(publish: Publish) -> PublicVersion:
    """The practice as published."""
    return publish()
