"""Whether a zstd object is whole.

ClickHouse stops without an error where the bytes of a zstd frame stop, so a file that was cut short would lose its
end in silence. gzip and xz objects that are cut fail in ClickHouse itself.
"""

from typing import BinaryIO

import zstandard

from reviewhouse.errors import FileRejected

PIECE = 1 << 20


def check_zstd_is_whole(key: str, body: BinaryIO) -> None:
    """Read all frames to their ends, in flat memory. Raises FileRejected where the last one has none.

    A cut that falls exactly between two frames cannot be seen in the bytes.
    """
    decompressor = zstandard.ZstdDecompressor()
    frame, rest, is_begun = decompressor.decompressobj(), b"", False
    try:
        while piece := rest or body.read(PIECE):
            frame.decompress(piece)
            rest, is_begun = frame.unused_data, not frame.eof
            if frame.eof:
                frame = decompressor.decompressobj()
    except zstandard.ZstdError as error:
        raise FileRejected(f"{key} cannot be decompressed ({error}). Compress and upload it again.") from None
    if is_begun:
        raise FileRejected(f"{key} is cut short: its last zstd frame has no end. Upload all of it again.")
