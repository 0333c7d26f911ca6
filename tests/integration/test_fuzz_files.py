"""Files that are damaged at random, loaded by the real engine, and held against a reading byte by byte."""

import csv
import gzip
import io
import lzma
import os

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewhouse.feeds import REVIEWS
from reviewhouse.ingest.ledger import Attempt, file_states
from reviewhouse.ingest.load import Loader
from reviewhouse.lake import Lake
from reviewhouse.warehouse import Warehouse
from tests.csv_model import expected, header
from tests.support import HEADER, empty_lake, put

FILES = int(os.environ.get("REVIEWHOUSE_FUZZ_FILES", "200"))
DAMAGED = FILES // 5
PACKS = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress, ".zst": zstandard.compress}
COLUMNS = ", ".join(f"hex(`{column}`)" for column in REVIEWS.columns)

BYTES = st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\r", b'""', b'","', b'"\n"', b"a", b"\xff", b"\0", b" ", b"\\"])
TEXTS = st.text(st.sampled_from("ab\",\n\r é\\'\t"), max_size=6) | st.text(max_size=4).map(
    lambda text: text.encode("utf-8", "ignore").decode()
)
ROWS = st.lists(st.lists(TEXTS, min_size=10, max_size=10), max_size=6)
ODD_ROWS = st.lists(st.lists(TEXTS, min_size=1, max_size=12), max_size=2)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), BYTES | st.just(b"")), max_size=4)


@st.composite
def bodies(draw) -> bytes:
    """The records of a file as a program writes them, some of another length, then edited here and there."""
    rows = draw(ROWS) + draw(ODD_ROWS) + draw(ROWS)
    text = io.StringIO(newline="")
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    csv.writer(text, lineterminator=draw(st.sampled_from(["\n", "\r\n"])), quoting=quoting).writerows(rows)
    return _edited(text.getvalue().encode(), draw(EDITS))


def _edited(text: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    for where, removed, inserted in edits:
        place = int(where * len(text))
        text = text[:place] + inserted + text[place + removed :]
    return text


@pytest.fixture(scope="module")
def load(stack_settings):
    with Warehouse(stack_settings) as warehouse:
        lake = Lake(stack_settings)

        def load(key: str, body: bytes) -> tuple[Attempt, list[list[bytes]], list[bytes]]:
            """The attempt, the fields of the rows that it loaded, and the texts that it put into quarantine."""
            put(lake, key, body)
            [file] = [state.file for state in file_states(warehouse, lake, REVIEWS) if state.file.key == key]
            attempt = Loader(warehouse, lake, limit=1).load(REVIEWS, file)
            values = {"load_id": str(attempt.load_id)}
            rows = warehouse.client.query(
                f"SELECT {COLUMNS} FROM raw_thirdparty.amazon_review WHERE _meta_load_id = {{load_id:UUID}}", values
            ).result_rows
            bad = warehouse.client.query(
                "SELECT hex(raw_text) FROM raw_thirdparty.quarantine WHERE load_id = {load_id:UUID} "
                "ORDER BY record_number",
                values,
            ).result_rows
            return (
                attempt,
                [[bytes.fromhex(one) for one in row] for row in rows],
                [bytes.fromhex(one) for (one,) in bad],
            )

        yield load
        empty_lake(lake)


@settings(max_examples=FILES - DAMAGED, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies(), st.sampled_from(sorted(PACKS)), st.booleans())
def test_accepted_and_quarantined_are_the_records(load, body, suffix, has_mark):
    first = ("\ufeff" if has_mark else "") + HEADER + "\n"
    attempt, rows, bad = load(f"jet_reviews/fuzz.csv{suffix}", PACKS[suffix](first.encode() + body))
    model = expected(body, len(REVIEWS.columns))
    assert attempt.status == "loaded", attempt.error
    assert sorted(rows) == sorted(model.good)
    assert bad == model.bad
    counts = (attempt.records_read, attempt.rows_loaded, attempt.rows_quarantined)
    assert counts == (len(model.good) + len(model.bad), len(model.good), len(model.bad))


@settings(max_examples=DAMAGED, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies(), st.sampled_from([".gz", ".xz", ".zst"]), st.floats(0, 1), st.integers(0, 255), st.booleans())
def test_damaged_compression_is_refused_or_does_no_harm(load, body, suffix, where, turned, is_cut):
    plain = f"{HEADER}\n".encode() + body
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(plain) if suffix == ".zst" else PACKS[suffix](plain)
    place = min(int(where * len(packed)), len(packed) - 1)
    damaged = packed[:place] if is_cut else packed[:place] + bytes([packed[place] ^ turned]) + packed[place + 1 :]
    attempt, rows, bad = load(f"jet_reviews/fuzz.csv{suffix}", damaged)
    if attempt.status == "failed":
        assert attempt.is_permanent, attempt.error
        assert damaged != packed
    else:
        model = expected(body, len(REVIEWS.columns))
        assert (sorted(rows), bad) == (sorted(model.good), model.bad)


@settings(max_examples=DAMAGED, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies(), EDITS, st.sampled_from(["\n", "\r\n", "\r", "\n\n", ""]))
def test_a_damaged_header_is_refused_or_takes_no_record_along(load, body, edits, end):
    whole = _edited(HEADER.encode(), edits) + end.encode() + body
    attempt, _, _ = load("jet_reviews/fuzz.csv", whole)
    if attempt.status == "failed":
        assert attempt.is_permanent, attempt.error
    else:
        names, begin = header(whole)
        assert names is not None
        model = expected(whole[begin:], len(names))
        assert attempt.records_read == len(model.good) + len(model.bad)
