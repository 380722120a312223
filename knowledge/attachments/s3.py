"""Attachments in a bucket of S3, or of a store that speaks as S3 does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from domain.errors import NotFound
from knowledge.attachments.store import Check, FilesUnavailable, Stored, received

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PATIENCE = 3
"""Seconds to wait for a connection."""
READ_PATIENCE = 10
ATTEMPTS = 2
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
"""What such stores say of an object that is not there."""

log = logging.getLogger(__name__)


class S3Store:
    """Files as objects `prefix/ab/abcd…`; keys and region come from the library's own chain of places."""

    def __init__(self, url: str) -> None:
        """Keep files at `url`: `s3://bucket/prefix`, perhaps with `?endpoint=https://…`; nothing is asked yet."""
        parts = urlsplit(url)
        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")
        self._client: S3Client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            config=Config(
                connect_timeout=PATIENCE,
                read_timeout=READ_PATIENCE,
                retries={"max_attempts": ATTEMPTS, "mode": "standard"},
                # Stores beside Amazon's know neither a host for each bucket nor the newest checksums.
                s3={"addressing_style": "path" if endpoint else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def put(self, stream: BinaryIO, *, check: Check) -> Stored:
        with received(stream) as one:
            check(one.file, one.stored)
            one.file.seek(0)
            with self._or_unavailable():
                self._client.put_object(Bucket=self._bucket, Key=self._key(one.stored.digest), Body=one.file)
        return one.stored

    def open(self, digest: str) -> BinaryIO:
        with self._or_unavailable():
            found = self._client.get_object(Bucket=self._bucket, Key=self._key(digest))
        return cast("BinaryIO", found["Body"])

    def exists(self, digest: str) -> bool:
        try:
            with self._or_unavailable():
                self._client.head_object(Bucket=self._bucket, Key=self._key(digest))
        except NotFound:
            return False
        return True

    def remove(self, digest: str) -> None:
        with self._or_unavailable():
            for key in (self._key(digest), self._text(digest)):
                self._client.delete_object(Bucket=self._bucket, Key=key)

    def keep_text(self, digest: str, text: bytes) -> None:
        with self._or_unavailable():
            self._client.put_object(Bucket=self._bucket, Key=self._text(digest), Body=text)

    def kept_text(self, digest: str) -> bytes | None:
        try:
            with self._or_unavailable():
                return self._client.get_object(Bucket=self._bucket, Key=self._text(digest))["Body"].read()
        except NotFound:
            return None

    def _key(self, digest: str) -> str:
        return f"{self._prefix}{digest[:2]}/{digest}"

    def _text(self, digest: str) -> str:
        return f"{self._key(digest)}.text"

    @contextmanager
    def _or_unavailable(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise NotFound("There is no such file.") from error
            log.warning("The bucket for attachments refuses: %s", error)
            raise FilesUnavailable from error
        except BotoCoreError as error:
            log.warning("The bucket for attachments does not answer: %s", error)
            raise FilesUnavailable from error
