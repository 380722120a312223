"""The settings of files that people upload."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.setting import HIGHEST_PORT, BadSetting, Setting, number

NONE = "none"
MEGABYTE = 1_048_576
PLACE = re.compile(r"/.+|(?P<host>[A-Za-z0-9._-]+|\[[0-9a-fA-F:.]+\]):(?P<port>[0-9]{1,5})")

UPLOAD_SETTINGS = (
    Setting("QUOTA_MEGABYTES", "1000", "Megabytes of all files together that an account uploaded; 0 is without limit."),
    Setting("CLAMAV", NONE, "Where ClamAV's daemon looks at files before they are kept: `host:port` or a socket."),
)


@dataclass(frozen=True)
class UploadSettings:
    """What may be uploaded: `quota` in bytes an account, 0 without limit; `scanner` for viruses, empty for none."""

    quota: int
    scanner: str


def read_upload_settings(given: Mapping[str, str]) -> UploadSettings:
    """Read the settings of uploads.

    Raises:
        BadSetting: one cannot be used.
    """
    place = "" if given["CLAMAV"] == NONE else given["CLAMAV"]
    found = PLACE.fullmatch(place)
    if place and not (found and int(found["port"] or 0) <= HIGHEST_PORT):
        raise BadSetting(f"CLAMAV: {place[:80]!r} is neither `none` nor host:port nor the path of a socket.")
    return UploadSettings(quota=number(given, "QUOTA_MEGABYTES", most=100_000_000) * MEGABYTE, scanner=place)
