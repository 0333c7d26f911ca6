from datetime import UTC, datetime

import pytest

from reviewhouse.defs.ingest.partitions import file_version, partition_key
from reviewhouse.lake import LakeFile

KEYS = [
    "jet_reviews/a.csv",
    "jet_reviews/a b...c@d%.csv",
    "jet_reviews/\U0001f600\t{x}[1]?*'\".csv",
    "jet_reviews/....csv",
]


@pytest.mark.parametrize("key", KEYS)
def test_a_partition_key_stands_for_one_file_version(key):
    file = LakeFile(key, "0123-4", 5, datetime.now(UTC))
    made = partition_key(file)
    assert file_version(made) == (key, "0123-4")
    assert "..." not in made
    assert "\t" not in made
