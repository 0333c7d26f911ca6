"""Who is who: the settings have the passwords, users.toml the rights, the doctor what to expect."""

from reviewhouse.doctor.rights import RIGHTS
from reviewhouse.settings import RESTRICTED_USERS, read_settings
from reviewhouse.users import ADMIN, users
from tests.conftest import environment


def test_everybody_knows_the_same_users(monkeypatch, tmp_path):
    for name, value in environment(tmp_path, "lake,clickhouse").items():
        monkeypatch.setenv(name, value)
    found = users(read_settings())
    assert set(found) == {ADMIN, *RESTRICTED_USERS}
    assert set(RIGHTS) == set(RESTRICTED_USERS)
    assert all(user.name == name and user.purpose for name, user in found.items())


def test_grants_name_this_warehouse(monkeypatch, tmp_path):
    for name, value in environment(tmp_path, "lake").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DBT_TARGET", "prod")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "")
    found = users(read_settings())
    assert "SELECT ON `dwh_prod`.mrt_*" in found["analyst"].grants
    [lake] = [grant for grant in found["loader"].grants if grant.startswith("READ ON S3")]
    assert "https://reviews\\\\.s3\\\\.us\\\\-east\\\\-1" in lake
