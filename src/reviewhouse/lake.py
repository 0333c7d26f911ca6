"""The S3 lake: list, put and read objects of one bucket."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from reviewhouse.errors import FileChanged, LakeError
from reviewhouse.settings import Settings

CHECKSUM = "sha256"
"""The object metadata in which uploaders leave the checksum of the content."""

OPAQUE = "binary/octet-stream"
"""S3's own type of what has none, sent with every part: what SeaweedFS may guess to be text, it packs with gzip, and
unpacks for every reader, at four times the cost."""

GONE = {"404", "NoSuchKey"}
NO_BUCKET = {"NoSuchBucket"}
CHANGED = {"412", "PreconditionFailed"}
REFUSED = {"403", "AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch"}


@dataclass(frozen=True)
class LakeFile:
    """One version of one object. `etag` names its content, without quotes; `size` is in bytes."""

    key: str
    etag: str
    size: int
    last_modified: datetime


def s3_client(settings: Settings, **patience: Any) -> Any:
    """A client of the endpoint and the keys in the settings; `patience` is botocore's retries and timeouts."""
    return boto3.client(
        "s3",
        endpoint_url=settings.aws_endpoint_url or None,
        region_name=settings.aws_region,
        aws_access_key_id=settings.aws_access_key_id,
        aws_secret_access_key=settings.aws_secret_access_key.get_secret_value(),
        config=Config(s3={"addressing_style": "path" if settings.aws_endpoint_url else "auto"}, **patience),
    )


class Lake:
    """One bucket, by the credentials of the settings. Methods raise LakeError with a next step.

    `connections` is by how many at once ClickHouse is to read an object: one where the lake is on this machine, since
    more bring no more bytes and cost a tenth of a load; ClickHouse's own number where each of them has its limit.
    """

    def __init__(self, settings: Settings) -> None:
        self.bucket = settings.aws_bucket
        self.connections = 1 if "lake" in settings.parts else 4
        self._endpoint = settings.aws_endpoint_url or "AWS"
        self._client = s3_client(
            settings, retries={"mode": "standard", "max_attempts": 4}, connect_timeout=5, read_timeout=60
        )
        self._client.meta.events.register("before-call.s3.UploadPart", _name_the_type)

    def address(self, key: str) -> str:
        """The s3 address of a key, as `_meta_loaded_from` holds it."""
        return f"s3://{self.bucket}/{key}"

    def check(self) -> None:
        """Raise LakeError unless the bucket is there and may be used."""
        with self._clear_errors():
            self._client.head_bucket(Bucket=self.bucket)

    def files(self, prefix: str, since: date | None = None) -> Iterator[LakeFile]:
        """All objects below a prefix, read page by page, in the order of their keys.

        With `since`, without those below the folders of earlier days (`2026/11/22/`), which are not looked into, and in
        any order.
        """
        with self._clear_errors():
            if since is None:
                yield from self._listed(prefix)
            else:
                yield from self._since(prefix, (f"{since:%Y}", f"{since:%m}", f"{since:%d}"))

    def _since(self, folder: str, day: tuple[str, ...]) -> Iterator[LakeFile]:
        """`day` is what is left of year, month and day at this depth."""
        inner: list[str] = []
        yield from self._listed(folder, inner)
        for path in inner:
            name = path.removeprefix(folder).rstrip("/")
            is_of_a_date = name.isascii() and name.isdigit() and len(name) == len(day[0])
            if is_of_a_date and name < day[0]:
                continue
            if is_of_a_date and name == day[0] and day[1:]:
                yield from self._since(path, day[1:])
            else:
                yield from self._listed(path)

    def _listed(self, prefix: str, inner: list[str] | None = None) -> Iterator[LakeFile]:
        """The objects below a prefix; where there is a list for its inner folders, only those that lie in none."""
        delimiter = {} if inner is None else {"Delimiter": "/"}
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix, **delimiter)
        for page in pages:
            if inner is not None:
                inner.extend(folder["Prefix"] for folder in page.get("CommonPrefixes", ()))
            for item in page.get("Contents", ()):
                yield LakeFile(item["Key"], item["ETag"].strip('"'), item["Size"], item["LastModified"].astimezone(UTC))

    def put(
        self, path: Path, key: str, metadata: dict[str, str], on_bytes: Callable[[int], None] | None = None
    ) -> None:
        """Upload a file in parts, metadata beside it; `on_bytes` gets the bytes sent since its last call."""
        with self._clear_errors():
            arguments = {"Metadata": metadata, "ContentType": OPAQUE}
            self._client.upload_file(str(path), self.bucket, key, ExtraArgs=arguments, Callback=on_bytes)

    def metadata(self, key: str) -> dict[str, str] | None:
        """What an uploader stored beside a key; None where there is no such key."""
        with self._clear_errors():
            try:
                return self._client.head_object(Bucket=self.bucket, Key=key)["Metadata"]
            except ClientError as error:
                if _code(error) in GONE:
                    return None
                raise

    @contextmanager
    def reading(self, file: LakeFile) -> Iterator[tuple[BinaryIO, str | None]]:
        """The bytes of exactly this version, and the checksum that its uploader stored with it.

        Raises FileChanged where the object is another one by now.
        """
        with self._clear_errors():
            try:
                found = self._client.get_object(Bucket=self.bucket, Key=file.key, IfMatch=file.etag)
            except ClientError as error:
                if _code(error) in CHANGED | GONE:
                    raise FileChanged(
                        f"{file.key} was replaced or deleted after it was listed. The next look settles it."
                    ) from None
                raise
            with closing(found["Body"]) as body:
                yield body, found["Metadata"].get(CHECKSUM)

    @contextmanager
    def _clear_errors(self) -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            raise LakeError(self._explain(_code(error))) from None
        except (BotoCoreError, HTTPError, boto3.exceptions.Boto3Error) as error:
            # a failed upload in parts carries S3's code in its text alone; a bare `403` could be part of an address
            code = next((code for code in (*REFUSED, *NO_BUCKET) if f"({code})" in str(error)), None)
            if code:
                raise LakeError(self._explain(code)) from None
            raise LakeError(
                f"The lake at {self._endpoint} cannot be reached ({type(error).__name__}). "
                "Start it with `make up`, or check AWS_ENDPOINT_URL in .env."
            ) from None

    def _explain(self, code: str) -> str:
        if code in REFUSED:
            return (
                f"The lake at {self._endpoint} refuses the keys ({code}). "
                "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in .env."
            )
        if code in {"404", *NO_BUCKET}:
            return (
                f"The lake at {self._endpoint} has no bucket {self.bucket}. Create it, or correct AWS_BUCKET in .env."
            )
        return f"The lake at {self._endpoint} answered {code}. Its log says more: `reviewhouse status` shows where."


def _name_the_type(params: dict[str, Any], **_: Any) -> None:
    params["headers"]["Content-Type"] = OPAQUE


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "unknown")
