import io
import random

import pytest
import zstandard

from reviewhouse.errors import FileRejected
from reviewhouse.ingest.whole import check_zstd_is_whole

FRAME = zstandard.compress(random.Random(1).randbytes(3_000_000))


@pytest.mark.parametrize("frames", [1, 2, 5])
def test_whole_frames_pass(frames):
    check_zstd_is_whole("a.csv.zst", io.BytesIO(FRAME * frames))


@pytest.mark.parametrize("kept", [1, 10, 1_000, len(FRAME) // 2, len(FRAME) - 1])
def test_a_cut_frame_is_told_wherever_it_is_cut(kept):
    for whole in (b"", FRAME):
        with pytest.raises(FileRejected, match=r"cut short|cannot be decompressed"):
            check_zstd_is_whole("a.csv.zst", io.BytesIO(whole + FRAME[:kept]))


def test_other_bytes_are_told():
    with pytest.raises(FileRejected, match="cannot be decompressed"):
        check_zstd_is_whole("a.csv.zst", io.BytesIO(b"plain text"))
