"""Files that belong to what is recorded: their bytes lie elsewhere, under their digest."""

from typing import Annotated

import msgspec

from domain.facts import Name

Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attachment: `digest` is the SHA-256 of its bytes, under which they are kept; `size` in bytes."""

    digest: Digest
    name: Name
    media_type: Name
    size: Annotated[int, msgspec.Meta(ge=0)]
