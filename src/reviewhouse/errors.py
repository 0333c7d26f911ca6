"""Every error that a user of the project is meant to read.

    ReviewhouseError
    ├── SettingsError        a value of .env is missing or wrong
    ├── LakeError            the S3 lake refused, or cannot be reached
    ├── WarehouseError       ClickHouse refused, or cannot be reached
    │   └── QueryFailed      ClickHouse's own answer to a statement
    ├── FileRejected         a file that no retry can load: it is recorded as failed
    ├── FileChanged          an object was replaced while it was read: the next look settles it
    ├── TransformError       dbt failed
    ├── OrchestrationError   Dagster refused, or cannot be reached
    ├── StackError           the local stack cannot be started or stopped
    ├── NothingToUpload      a folder without feed files
    ├── NothingToExport      a file without malformed records, or a target that is there already
    ├── NothingToReload      no file of the lake was named
    ├── NotArrived           what is in the lake did not reach the marts
    │   └── FilesFailed      some files did not, all others did
    └── SampleError          a synthetic feed cannot be made as it was asked for

The text of each is one sentence on what is wrong and one on what to do next; none carries a secret.
"""


class ReviewhouseError(Exception):
    """Something that a person can mend; the message says how."""


class SettingsError(ReviewhouseError):
    pass


class LakeError(ReviewhouseError):
    pass


class WarehouseError(ReviewhouseError):
    pass


class QueryFailed(WarehouseError):
    """`code` is ClickHouse's error code, `text` its message without trace and version."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class FileRejected(ReviewhouseError):
    pass


class FileChanged(ReviewhouseError):
    pass


class TransformError(ReviewhouseError):
    pass


class OrchestrationError(ReviewhouseError):
    pass


class StackError(ReviewhouseError):
    pass


class NothingToUpload(ReviewhouseError):
    pass


class NothingToExport(ReviewhouseError):
    pass


class NothingToReload(ReviewhouseError):
    pass


class NotArrived(ReviewhouseError):
    pass


class FilesFailed(NotArrived):
    pass


class SampleError(ReviewhouseError):
    pass
