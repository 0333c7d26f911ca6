import subprocess
import sys

from bench.usage import SampledPeak, processor_seconds

SIZE = 200_000_000
BUSY = f"import time; text = bytearray({SIZE}); end = time.process_time() + 0.5\nwhile time.process_time() < end: pass"


def test_memory_and_time_of_a_child_count():
    before = processor_seconds(["self"])
    with SampledPeak() as peak:
        subprocess.run([sys.executable, "-c", BUSY], check=True)
    assert peak.bytes > SIZE
    assert processor_seconds(["self"]) - before >= 0.4
