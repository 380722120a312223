"""Places to keep files in, each a real one."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from knowledge.attachments.folder import FolderStore
from knowledge.attachments.places import open_store
from knowledge.attachments.store import FileStore


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """Where a server speaks as S3 does."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_address: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """A setting that names a new bucket; its keys are in the environment."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nothing-secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"files-{abs(hash(request.node.nodeid))}"
    boto3.client("s3", endpoint_url=s3_address).create_bucket(Bucket=name)
    return f"s3://{name}/kept?endpoint={s3_address}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for files."""
    return tmp_path / "files"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest) -> FileStore:
    """Each place in turn, empty."""
    return open_store(str(request.getfixturevalue(request.param)))


@pytest.fixture
def folder_store(folder: Path) -> FolderStore:
    """A folder that is empty."""
    return FolderStore(folder)
