"""What the lake says when it is not as the settings say."""

import json
import urllib.request
from datetime import date

import pytest
from pydantic import SecretStr

from reviewhouse.errors import LakeError
from reviewhouse.lake import Lake
from reviewhouse.local.programs import lake_files_page
from tests.support import put


def upload(settings, tmp_path, **changes) -> None:
    path = tmp_path / "reviews-403.csv"
    path.write_text("x")
    Lake(settings.model_copy(update=changes)).put(path, "elsewhere/a.csv", {})


def test_wrong_keys(stack_settings, tmp_path):
    with pytest.raises(LakeError, match="refuses the keys"):
        upload(stack_settings, tmp_path, aws_secret_access_key=SecretStr("wrong"))


def test_a_bucket_that_is_not_there(stack_settings):
    with pytest.raises(LakeError, match="has no bucket nowhere"):
        Lake(stack_settings.model_copy(update={"aws_bucket": "nowhere"})).check()


def test_an_address_where_nothing_listens_is_not_taken_for_a_refusal(stack_settings, tmp_path):
    with pytest.raises(LakeError, match="cannot be reached"):
        upload(stack_settings, tmp_path, aws_endpoint_url="http://127.0.0.1:40399")


def test_folders_of_earlier_days_can_be_passed_over(lake):
    old = ["2025/12/31/a.csv", "2026/02/28/a.csv", "2026/03/01/a.csv"]
    new = ["2026/03/02/a.csv", "2026/03/02/music/b.csv", "2026/03/10/a.csv", "2026/11/01/a.csv", "2027/01/01/a.csv"]
    undated = ["a.csv", "music/2014/a.csv", "2026/a.csv", "2026/03/a.csv", "20260301/a.csv", "2026/spring/a.csv", "x/"]
    for key in (*old, *new, *undated):
        put(lake, f"jet_reviews/{key}", b"")
    found = {file.key.removeprefix("jet_reviews/") for file in lake.files("jet_reviews/", date(2026, 3, 2))}
    assert found == {*new, *undated}
    assert len(list(lake.files("jet_reviews/"))) == len(old) + len(found)


def test_the_local_lake_keeps_plain_files_as_they_are(stack_settings, lake, tmp_path):
    """SeaweedFS would pack what it takes for text, one part or many, and unpack it again for every reader."""
    for parts in (1, 2):
        path = tmp_path / f"plain-{parts}.csv"
        path.write_bytes(b"reviewID,reviewText\n" * (parts * 9_000_000 // 20 - 100_000))
        lake.put(path, f"elsewhere/{path.name}", {})
        page = f"{lake_files_page(stack_settings)}elsewhere/{path.name}?metadata=true"
        with urllib.request.urlopen(page) as answer:
            chunks = json.load(answer)["chunks"]
        assert sum(chunk["size"] for chunk in chunks) == path.stat().st_size
        assert not any(chunk.get("is_compressed") for chunk in chunks)
