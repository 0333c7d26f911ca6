"""What the lake says when it is not as the settings say."""

import pytest
from pydantic import SecretStr

from reviewhouse.errors import LakeError
from reviewhouse.lake import Lake


def upload(settings, tmp_path, **changes) -> None:
    path = tmp_path / "reviews-403.csv"
    path.write_text("x")
    Lake(settings.model_copy(update=changes)).put(path, "elsewhere/a.csv", "0", lambda sent: None)


def test_wrong_keys(stack_settings, tmp_path):
    with pytest.raises(LakeError, match="refuses the keys"):
        upload(stack_settings, tmp_path, aws_secret_access_key=SecretStr("wrong"))


def test_a_bucket_that_is_not_there(stack_settings):
    with pytest.raises(LakeError, match="has no bucket nowhere"):
        Lake(stack_settings.model_copy(update={"aws_bucket": "nowhere"})).check()


def test_an_address_where_nothing_listens_is_not_taken_for_a_refusal(stack_settings, tmp_path):
    with pytest.raises(LakeError, match="cannot be reached"):
        upload(stack_settings, tmp_path, aws_endpoint_url="http://127.0.0.1:40399")
