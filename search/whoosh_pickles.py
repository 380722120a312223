"""Lets Whoosh read back of its pickles what we write, and nothing else: no other name in a file is ever looked up."""

import io
import pickle
import sys
from types import ModuleType, SimpleNamespace
from typing import Any, BinaryIO

ALLOWED = frozenset(
    {
        ("__builtin__", "bytes"),
        ("_codecs", "encode"),
        ("builtins", "int"),
        ("collections", "defaultdict"),
        ("search.whoosh_codec", "PlainCodec"),
        ("search.whoosh_postings", "KeyField"),
        ("search.whoosh_postings", "Places"),
        ("search.whoosh_postings", "StemField"),
        ("search.whoosh_postings", "WordField"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.columns", "NumericColumn"),
        ("whoosh.fields", "COLUMN"),
        ("whoosh.fields", "STORED"),
        ("whoosh.fields", "Schema"),
        ("whoosh.formats", "Existence"),
    }
)


class Reader(pickle.Unpickler):
    """Refuses names that no index of ours has."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


def load(file: BinaryIO) -> Any:
    """Read a pickle from a file."""
    return Reader(file).load()


def loads(written: bytes) -> Any:
    """Read a pickle."""
    return Reader(io.BytesIO(written)).load()


def guard() -> None:
    """Let every module of Whoosh that is loaded read pickles by this module."""
    # It has no setting for it: each module holds the functions, or the whole library, by a name of its own.
    guarded = SimpleNamespace(**{**vars(pickle), "load": load, "loads": loads, "Unpickler": Reader})
    for module in [one for name, one in sys.modules.items() if name.partition(".")[0] == "whoosh"]:
        for name, found in vars(module).copy().items():
            if isinstance(found, ModuleType) and found is pickle:
                setattr(module, name, guarded)
            elif found is pickle.load:
                setattr(module, name, load)
            elif found is pickle.loads:
                setattr(module, name, loads)
