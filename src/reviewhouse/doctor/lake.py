"""The S3 lake: address, keys, bucket, clock, and what lies in it."""

import secrets
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPException
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from reviewhouse.doctor import web
from reviewhouse.doctor.findings import Check, Finding, broken, look, ok
from reviewhouse.doctor.stack import ANEW, needed_by
from reviewhouse.doctor.words import counted, span
from reviewhouse.feeds import FEEDS, SUFFIXES, Feed
from reviewhouse.lake import REFUSED, Lake, s3_client
from reviewhouse.settings import Settings

BUCKET = "lake bucket"
"""The key that checks of files need."""

PROBE = "reviewhouse-doctor-probe"
"""The one object that the doctor writes, below no feed's prefix. One name for all: it never piles up."""

MOST_SKEW_SECONDS, WORST_SKEW_SECONDS = 60, 900
"""S3 refuses signatures that are a quarter of an hour off."""

MOST_LISTED = 1000


def checks(settings: Settings) -> list[Check]:
    reached, usable = ("lake address",), (BUCKET,)
    here = needed_by("lake", settings)
    return [
        Check("lake", "address", lambda: address(settings), here, "the lake is not reachable"),
        Check("lake", "clock", lambda: clock(settings), reached),
        Check("lake", "bucket", lambda: bucket(settings), reached, "the bucket cannot be used"),
        Check("lake", "probe", lambda: probe(settings), usable),
        *(Check("lake", feed.lake_prefix, partial(files, settings, feed), usable) for feed in FEEDS),
    ]


def address(settings: Settings) -> Finding:
    try:
        web.get(_endpoint(settings))
    except (OSError, HTTPException) as error:
        found = f"{_endpoint(settings)} does not answer ({_why(error)})"
        if "lake" in settings.parts:
            return broken(found, f"Its log: {settings.reviewhouse_home / 'logs' / 'lake.log'}. {ANEW}.")
        return broken(found, "Check AWS_ENDPOINT_URL and AWS_REGION in .env, and this machine's network.")
    return ok(f"{_endpoint(settings)} answers")


def clock(settings: Settings) -> Finding | None:
    """This machine's clock against the lake's; to the second, as HTTP dates are."""
    said = web.get(_endpoint(settings)).headers["Date"]
    if not said:
        return None
    off = abs((datetime.now(UTC) - parsedate_to_datetime(said)).total_seconds())
    found = f"{span(off)} off the lake's"
    if off > MOST_SKEW_SECONDS:
        found += "; at a quarter of an hour, the lake refuses every request"
        return (broken if off > WORST_SKEW_SECONDS else look)(found, "Let the machine keep its time by NTP.")
    return ok("in step with the lake's")


def bucket(settings: Settings) -> Finding:
    """Raises LakeError where the keys are refused, or there is no such bucket."""
    Lake(settings).check()
    return ok(f"{settings.aws_bucket} is there, and the keys open it")


def probe(settings: Settings) -> Finding:
    """Write an object, read it back and delete it."""
    client, place, body = _client(settings), {"Bucket": settings.aws_bucket, "Key": PROBE}, secrets.token_bytes(64)
    doing = "written"
    try:
        client.put_object(**place, Body=body)
        doing = "read"
        read = client.get_object(**place)["Body"].read()
        doing = "deleted"
        client.delete_object(**place)
    except ClientError as error:
        return _refused(settings, doing, error.response.get("Error", {}).get("Code", "unknown"))
    except BotoCoreError as error:
        return broken(f"{PROBE} cannot be {doing} ({type(error).__name__})", "The lake's log says more.")
    if read != body:
        return look(f"{PROBE} was not read as it was written", "Run it again: another doctor may be at work just now.")
    return ok("written, read back and deleted")


def files(settings: Settings, feed: Feed) -> Finding:
    """What lies below a feed's prefix; of a large lake, the first page."""
    found = [file.key for file in islice(Lake(settings).files(feed.lake_prefix), MOST_LISTED)]
    objects = [key for key in found if not key.endswith("/")]
    foreign = [key for key in objects if not feed.accepts(key)]
    if foreign:
        endings = ", ".join(SUFFIXES)
        return look(
            f"{counted(len(foreign), 'object')} will never be loaded, {foreign[0]} for one",
            f"Rename what is a feed file to end in one of {endings}, and move the rest elsewhere.",
        )
    if not objects:
        return look("no file yet", "`reviewhouse upload FOLDER` brings some.")
    return ok(counted(len(objects), "file") + (" or more" if len(found) == MOST_LISTED else ""))


def _refused(settings: Settings, doing: str, code: str) -> Finding:
    found = f"{PROBE} cannot be {doing} ({code})"
    if code not in REFUSED:
        return broken(found, "Its disk may be full: the lake's log says more.")
    right = {"written": "s3:PutObject", "read": "s3:GetObject", "deleted": "s3:DeleteObject"}[doing]
    if doing == "read":  # without this one, nothing can be loaded
        return broken(found, f"Give the keys of .env the right {right} on the objects of {settings.aws_bucket}.")
    purpose = "`reviewhouse upload` needs it" if doing == "written" else "only this check needs it"
    return look(found, f"Give the keys of .env the right {right}, if you like: {purpose}.")


def _client(settings: Settings):
    """Less patient than the lake's own: one attempt, a few seconds."""
    return s3_client(settings, retries={"total_max_attempts": 1}, connect_timeout=web.SECONDS, read_timeout=web.SECONDS)


def _endpoint(settings: Settings) -> str:
    return settings.aws_endpoint_url or f"https://s3.{settings.aws_region}.amazonaws.com"


def _why(error: Exception) -> str:
    return web.reason(error) if isinstance(error, OSError) else type(error).__name__
