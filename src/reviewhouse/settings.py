"""The one place that reads the environment: variables first, then the file `.env` in the project's root."""

import os
import re
from functools import cache
from pathlib import Path
from typing import Annotated, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import ByteSize, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from reviewhouse.errors import SettingsError

Port = Annotated[int, Field(ge=1, le=65535)]

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = "replace"
LOCAL = "127.0.0.1,localhost"
PARTS = ("lake", "clickhouse", "dagster")
LEAST_MEMORY = 512 << 20
RESTRICTED_USERS = ("loader", "transformer", "analyst", "dashboard")
"""The users beside the administrator; users.toml says what each may do."""


class Login(NamedTuple):
    """A user of ClickHouse with the password."""

    user: str
    password: SecretStr


class Settings(BaseSettings):
    """What `.env` says. Ports are TCP ports on this machine, folders are absolute once read."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True)

    aws_access_key_id: str
    aws_secret_access_key: SecretStr
    aws_region: str = "us-east-1"
    aws_bucket: str
    aws_endpoint_url: str = ""

    clickhouse_host: str
    clickhouse_port: Port = 8123
    clickhouse_user: str
    clickhouse_password: SecretStr
    clickhouse_secure: bool = False
    clickhouse_cluster: str = ""
    clickhouse_loader_password: SecretStr = SecretStr("")
    clickhouse_transformer_password: SecretStr = SecretStr("")
    clickhouse_analyst_password: SecretStr = SecretStr("")
    clickhouse_dashboard_password: SecretStr = SecretStr("")
    clickhouse_certificate: Path | None = None
    clickhouse_certificate_key: Path | None = None
    clickhouse_ca_certificate: Path | None = None
    clickhouse_max_memory: ByteSize | None = None

    dagster_home: Path = Path(".reviewhouse/dagster")
    dagster_host: str = "127.0.0.1"
    dagster_port: Port = 3000
    sensor_interval_seconds: int = Field(default=30, ge=1)
    sensor_look_seconds: float | None = Field(default=None, gt=0)
    most_quarantined_percent: float = Field(default=5, ge=0, le=100)

    dbt_target: str = Field(default="dev", pattern="^(dev|prod)$")

    reviewhouse_home: Path = Path(".reviewhouse")
    reviewhouse_parts: str = ",".join(PARTS)
    lake_internal_ports: int = Field(default=9333, ge=1024, le=65000)

    @field_validator("*", mode="before")
    @classmethod
    def _filled_in(cls, value: object) -> object:
        if value == PLACEHOLDER:
            raise ValueError(f"still says `{PLACEHOLDER}`")
        if isinstance(value, str) and "\0" in value:
            raise ValueError("holds a NUL byte")
        return value

    @field_validator(
        "aws_access_key_id",
        "aws_bucket",
        "clickhouse_host",
        "clickhouse_user",
        "dagster_home",
        "reviewhouse_home",
        mode="before",
    )
    @classmethod
    def _not_empty(cls, value: object) -> object:
        if isinstance(value, str) and not value.strip():
            raise ValueError("is empty")
        return value

    @field_validator("aws_region")
    @classmethod
    def _a_region(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", value):
            raise ValueError("is no region; us-east-1 will do for a lake that has none")
        return value

    @field_validator("aws_bucket")
    @classmethod
    def _a_bucket(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9._-]{3,255}", value):
            raise ValueError("is no name of a bucket; take small letters, digits and hyphens")
        return value

    @field_validator("aws_endpoint_url")
    @classmethod
    def _full_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("is no address; write it as http://127.0.0.1:8333, or leave it empty for AWS")
        parts.port  # noqa: B018 - raises ValueError where it is no port
        return value

    @field_validator("clickhouse_cluster")
    @classmethod
    def _one_node(cls, value: str) -> str:
        if value:
            raise ValueError("names a cluster, which is not supported yet; leave it empty")
        return value

    @field_validator(
        "clickhouse_certificate",
        "clickhouse_certificate_key",
        "clickhouse_ca_certificate",
        "clickhouse_max_memory",
        "sensor_look_seconds",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator(
        "dagster_home",
        "reviewhouse_home",
        "clickhouse_certificate",
        "clickhouse_certificate_key",
        "clickhouse_ca_certificate",
    )
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value if value is None or value.is_absolute() else ROOT / value

    @field_validator("clickhouse_max_memory")
    @classmethod
    def _enough_memory(cls, value: ByteSize | None) -> ByteSize | None:
        if value is not None and value < LEAST_MEMORY:
            raise ValueError(f"is less than ClickHouse needs; set at least {LEAST_MEMORY >> 20}MiB, or leave it empty")
        return value

    @model_validator(mode="after")
    def _certificate_with_key(self) -> Self:
        if bool(self.clickhouse_certificate) != bool(self.clickhouse_certificate_key):
            raise ValueError(
                "CLICKHOUSE_CERTIFICATE and CLICKHOUSE_CERTIFICATE_KEY belong together: one of them is missing"
            )
        return self

    @field_validator("reviewhouse_parts")
    @classmethod
    def _known_parts(cls, value: str) -> str:
        unknown = {part.strip() for part in value.split(",")} - set(PARTS)
        if unknown:
            shown = ", ".join(sorted(unknown - {""})) or "nothing"
            raise ValueError(f"names {shown}; name some of {', '.join(PARTS)}")
        return value

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the stack that run on this machine; the others are somebody's servers."""
        named = {part.strip() for part in self.reviewhouse_parts.split(",")}
        return tuple(part for part in PARTS if part in named)

    @property
    def warehouse_database(self) -> str:
        """The database of silver and gold; dbt's profile names the same."""
        return f"dwh_{self.dbt_target}"

    @property
    def lake_url(self) -> str:
        """The address of the bucket as ClickHouse's s3() wants it, with a slash at its end."""
        if self.aws_endpoint_url:
            return f"{self.aws_endpoint_url.rstrip('/')}/{self.aws_bucket}/"
        return f"https://{self.aws_bucket}.s3.{self.aws_region}.amazonaws.com/"

    @property
    def clickhouse_logins(self) -> dict[str, SecretStr]:
        """The passwords of CLICKHOUSE_USER and of every other user that has one, by name."""
        others = {name: getattr(self, f"clickhouse_{name}_password") for name in RESTRICTED_USERS}
        given = {name: password for name, password in others.items() if password.get_secret_value()}
        return given | {self.clickhouse_user: self.clickhouse_password}

    def login(self, name: str = "") -> Login:
        """The user of that name where it has a password, and else CLICKHOUSE_USER."""
        logins = self.clickhouse_logins
        user = name if name in logins else self.clickhouse_user
        return Login(user, logins[user])

    def environment(self) -> dict[str, str]:
        """The environment of a child process: this process's own, and every setting under its name in `.env`."""
        values = {name.upper(): _text(value) for name, value in self}
        return {"NO_PROXY": LOCAL, "no_proxy": LOCAL, **os.environ, **values, "DAGSTER_DISABLE_TELEMETRY": "1"}

    @property
    def lake_port(self) -> int:
        """The port of the endpoint, where the local lake listens."""
        address = urlsplit(self.aws_endpoint_url)
        return address.port or (443 if address.scheme == "https" else 80)


def read_settings() -> Settings:
    """The settings as they are now. Raises SettingsError naming every value that is missing or wrong."""
    try:
        return Settings()  # type: ignore[call-arg]
    except UnicodeDecodeError:
        raise SettingsError(
            f"{ROOT / '.env'} is no UTF-8 text. Save it as UTF-8, or remove it and run `make setup`."
        ) from None
    except ValidationError as error:
        wrong = "; ".join(
            " ".join([*(str(name).upper() for name in item["loc"]), _reason(item)])
            for item in error.errors(include_input=False)
        )
        raise SettingsError(
            f"The environment is not complete: {wrong}. "
            f"Set it in {ROOT / '.env'} (`.env.example` explains each value; `make setup` writes one that works here)."
        ) from None


def _text(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _reason(item: dict) -> str:
    if item["type"] == "missing":
        return "is missing"
    text = item["msg"].removeprefix("Value error, ")
    return text if item["type"] == "value_error" else text.lower()


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()
