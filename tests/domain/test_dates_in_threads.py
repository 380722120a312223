"""The EDTF library is not made for threads; the platform reads dates in many."""

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
        When.parse(f"[..{2000 + number}-{month:02}]")

with ThreadPoolExecutor(16) as pool:
    list(pool.map(parse, range(16)))
"""


def test_dates_read_by_many_threads_at_once_are_all_understood():
    # A process of its own, because only the first dates that a process reads can collide.
    done = subprocess.run([sys.executable, "-c", PARSING], capture_output=True, check=False, text=True)

    assert done.returncode == 0, done.stderr
