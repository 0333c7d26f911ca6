import pytest

from reviewhouse.errors import SettingsError
from reviewhouse.settings import Settings, read_settings

VALUES = {
    "aws_access_key_id": "key",
    "aws_secret_access_key": "do-not-show",
    "aws_bucket": "bucket",
    "clickhouse_host": "127.0.0.1",
    "clickhouse_user": "loader",
    "clickhouse_password": "do-not-show-either",
}


def made(**values) -> Settings:
    return Settings(_env_file=None, **{**VALUES, **values})


@pytest.fixture
def no_env_file(monkeypatch):
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name, value in VALUES.items():
        monkeypatch.setenv(name.upper(), value)


def test_missing_value_is_named_with_a_next_step(no_env_file, monkeypatch):
    monkeypatch.delenv("AWS_BUCKET")
    with pytest.raises(SettingsError, match=r"AWS_BUCKET is missing.*\.env\.example"):
        read_settings()


def test_placeholder_is_not_a_value(no_env_file, monkeypatch):
    monkeypatch.setenv("CLICKHOUSE_PASSWORD", "replace")
    with pytest.raises(SettingsError, match="CLICKHOUSE_PASSWORD still says `replace`"):
        read_settings()


def test_every_wrong_value_is_named_at_once_and_no_secret_is_shown(no_env_file, monkeypatch):
    monkeypatch.setenv("CLICKHOUSE_PORT", "eighty")
    monkeypatch.setenv("DBT_TARGET", "staging")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert "CLICKHOUSE_PORT" in str(error.value)
    assert "DBT_TARGET" in str(error.value)
    assert "do-not-show" not in str(error.value)


def test_secrets_hide_in_a_printed_settings_object():
    assert "do-not-show" not in repr(made())


def test_lake_url_of_an_endpoint_and_of_aws():
    assert made(aws_endpoint_url="http://127.0.0.1:8333/").lake_url == "http://127.0.0.1:8333/bucket/"
    assert made(aws_endpoint_url="", aws_region="eu-west-1").lake_url == "https://bucket.s3.eu-west-1.amazonaws.com/"


def test_target_decides_the_database():
    assert made().warehouse_database == "dwh_dev"
    assert made(dbt_target="prod").warehouse_database == "dwh_prod"


def test_parts_keep_their_order_and_unknown_ones_are_refused(no_env_file, monkeypatch):
    assert made(reviewhouse_parts="dagster, lake").parts == ("lake", "dagster")
    monkeypatch.setenv("REVIEWHOUSE_PARTS", "lake,postgres")
    with pytest.raises(SettingsError, match=r"REVIEWHOUSE_PARTS.*postgres"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLICKHOUSE_PORT", "99999"),
        ("DAGSTER_PORT", "0"),
        ("AWS_ENDPOINT_URL", "127.0.0.1:8333"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:99999"),
        ("REVIEWHOUSE_PARTS", ""),
        ("CLICKHOUSE_CLUSTER", "one"),
        ("AWS_REGION", "not a region"),
        ("AWS_BUCKET", "Not A Bucket!"),
        ("REVIEWHOUSE_HOME", ""),
    ],
)
def test_values_that_cannot_work_are_refused(no_env_file, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        read_settings()


def test_an_environment_file_that_is_no_text(no_env_file, monkeypatch, tmp_path):
    (tmp_path / ".env").write_bytes(b"AWS_BUCKET=caf\xe9\n")
    monkeypatch.setitem(Settings.model_config, "env_file", tmp_path / ".env")
    with pytest.raises(SettingsError, match="no UTF-8 text"):
        read_settings()


def test_children_get_every_setting():
    environment = made(clickhouse_secure=True).environment()
    assert environment["CLICKHOUSE_PASSWORD"] == "do-not-show-either"
    assert environment["CLICKHOUSE_SECURE"] == "true"
    assert environment["DAGSTER_HOME"].startswith("/")
