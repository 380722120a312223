"""Addresses of style sheets, scripts and pictures that hold what they hold for good, so that browsers keep them."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

DIGITS = 12
"""Of the digest that an address carries."""
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
COMPRESSED = frozenset({".css", ".js", ".json", ".svg", ".txt", ".md"})
"""Files that are sent compressed to whoever takes that."""


def address_assets(app: Flask) -> None:
    """Name assets by what they hold, and serve them so."""
    app.url_defaults(_name_by_digest)
    app.view_functions["static"] = _send_asset


def _name_by_digest(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (digest := _digest(values["filename"])):
        values.setdefault("v", digest)


def _send_asset(filename: str) -> Response:
    digest = _digest(filename)
    may_compress = Path(filename).suffix in COMPRESSED
    if digest and may_compress and request.accept_encodings["gzip"]:
        response = _compressed(filename, digest)
    else:
        response = current_app.send_static_file(filename)
    if may_compress:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == digest else ASK_AGAIN
    return response


def _compressed(filename: str, digest: str) -> Response:
    path = _place(filename)
    response = Response(_gzipped(path, path.stat().st_mtime_ns), mimetype=mimetypes.guess_type(filename)[0])
    response.headers["Content-Encoding"] = "gzip"
    response.set_etag(f"{digest}-gzip")
    response.make_conditional(request)
    return response


def _digest(filename: str) -> str:
    try:
        path = _place(filename)
        return _digest_of(path, path.stat().st_mtime_ns)
    except OSError:
        # Whoever asks for it is told that it is missing.
        return ""


def _place(filename: str) -> Path:
    return Path(safe_join(current_app.static_folder or "", filename) or "/")


@lru_cache(maxsize=256)
def _digest_of(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]


@lru_cache(maxsize=64)
def _gzipped(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
