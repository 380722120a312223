"""The README keeps its word: what it tells to type is typed, and answers what it shows."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLE = re.compile(r"^```sh\n(?P<typed>.*?)^```\n(?:\n```text\n(?P<shown>.*?)^```\n)?", re.MULTILINE | re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"
PATIENCE = 120.0
LEFT_OUT = "…"

# Enough of curl for the README, and quick to start. An option that it does not know is refused, so none can be made up.
CURL = """\
import getopt, socket, sys
options, (address,) = getopt.gnu_getopt(sys.argv[1:], "siH:", ["oauth2-bearer=", "json="])
given = dict(options)
server, _, path = address.removeprefix("http://").partition("/")
host, _, port = server.partition(":")
body = given.get("--json", "").encode()
lines = [f"{'POST' if body else 'GET'} /{path} HTTP/1.0", f"Host: {server}", f"Content-Length: {len(body)}"]
lines += [value for name, value in options if name == "-H"]
if body:
    lines += ["Content-Type: application/json", "Accept: application/json"]
if "--oauth2-bearer" in given:
    lines.append(f"Authorization: Bearer {given['--oauth2-bearer']}")
connection = socket.create_connection((host, port))
connection.sendall("\\r\\n".join([*lines, "", ""]).encode() + body)
head, _, answer = connection.makefile("rb").read().partition(b"\\r\\n\\r\\n")
if "-i" in given:
    sys.stdout.buffer.write(head.replace(b"HTTP/1.0", b"HTTP/1.1").replace(b"\\r", b"") + b"\\n\\n")
sys.stdout.buffer.write(answer)
"""


class Example(NamedTuple):
    """What the README says to type, and what it shows of the answer."""

    typed: str
    shown: str


def examples() -> list[Example]:
    text = (ROOT / "README.md").read_text()
    return [Example(found["typed"], found["shown"] or "") for found in EXAMPLE.finditer(text)]


@contextmanager
def demonstration(data_dir: Path) -> Iterator[str]:
    """Serve the demonstration as `make run` does, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "knowledge", "serve", "--demonstration"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=surroundings(data_dir, PORT=str(port)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not answers(port):
            assert server.poll() is None, server.communicate()[1].decode()
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.communicate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def surroundings(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment without any setting of the platform but these."""
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "DATA_DIR": str(data_dir), **more}


def pattern(shown: str) -> re.Pattern[str]:
    """What an answer looks like that is shown so: an ellipsis stands for any text, alone on a line for any lines."""
    lines = (
        "(?:.*\n)*" if line == LEFT_OUT else ".*".join(re.escape(part) for part in line.split(LEFT_OUT)) + "\n"
        for line in shown.splitlines()
    )
    return re.compile("".join(lines))


def at(text: str, here: Mapping[str, str]) -> str:
    """Put what is true here in the place of what the README says."""
    return re.sub("|".join(map(re.escape, here)), lambda found: here[found[0]], text)


@pytest.fixture
def typed(tmp_path: Path) -> list[str]:
    """What each example answers, typed one after the other into one shell."""
    (tmp_path / "curl.py").write_text(CURL)
    mark = "-- next example --"
    with demonstration(tmp_path / "var") as address:
        here = {ADDRESS: address, "var/": f"{tmp_path}/var/", ".venv/bin/python": sys.executable}
        script = [f'curl() {{ {sys.executable} -IS {tmp_path}/curl.py "$@"; echo; }}']
        for example in examples():
            is_for_make = example.typed.startswith("make ")
            script += [":" if is_for_make else at(example.typed, here), f"echo; echo '{mark}'"]
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", "\n".join(script)],
            cwd=ROOT,
            env=surroundings(tmp_path / "var"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    return done.stdout.split(mark)


def test_each_example_answers_what_the_readme_shows(typed):
    wrong = []

    for example, said in zip(examples(), typed, strict=False):
        answer = "".join(f"{line}\n" for line in said.splitlines() if line.strip())
        if example.shown and not pattern(example.shown).fullmatch(answer):
            wrong.append(f"{example.typed}\nis said to answer\n\n{example.shown}\nbut answers\n\n{answer}")

    assert len(typed) == len(examples()) + 1
    assert not wrong, "\n\n".join(wrong)


def test_the_readme_opens_with_two_commands_that_make_knows():
    commands = [example.typed.split() for example in examples() if example.typed.startswith("make ")]
    makefile = (ROOT / "Makefile").read_text()

    assert commands == [["make", "run"], ["make", "test"]]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for _, target in commands)


def test_the_readme_shows_an_answer_to_each_question():
    asked = [example for example in examples() if "curl" in example.typed or "-m knowledge" in example.typed]

    assert len(asked) > 10
    assert all(example.shown for example in asked)
