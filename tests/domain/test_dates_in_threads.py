"""The EDTF library is not made for threads, and slow to load; the platform reads dates in many, most without it."""

import subprocess
import sys

PARSING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from domain.dates import When

sys.setswitchinterval(1e-6)
barrier = Barrier(16)

def parse(number):
    barrier.wait(30)
    for month in range(1, 13):
        When.parse(f"[..{2000 + number}-{month:02}-14,{2000 + number}-{month:02}-16]")

with ThreadPoolExecutor(16) as pool:
    list(pool.map(parse, range(16)))
"""


def test_dates_read_by_many_threads_at_once_are_all_understood():
    # A process of its own, because only the first dates that a process reads can collide.
    done = subprocess.run([sys.executable, "-c", PARSING], capture_output=True, check=False, text=True)

    assert done.returncode == 0, done.stderr


USUAL = """
import sys
from domain.dates import When

for text in ("2021", "2021-09", "2021-07-07", "[..2021-09]", "[2021-09..]", "2015/2018", "2019/..", "../2021", "2019/"):
    When.parse(text)
assert "edtf" not in sys.modules
assert When.parse("2021-34").earliest.month == 4 and "edtf" in sys.modules
"""


def test_the_usual_dates_are_read_without_the_grammar():
    done = subprocess.run([sys.executable, "-c", USUAL], capture_output=True, check=False, text=True)

    assert done.returncode == 0, done.stderr
