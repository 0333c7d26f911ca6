"""Errors as ClickHouse gives them: a code, a text that starts with the code, and the HTTP status that goes with it."""

import re
from enum import IntEnum
from typing import Self

from reviewhouse.users import User


class Code(IntEnum):
    """ClickHouse's codes of the errors that this server raises itself."""

    CANNOT_READ_ALL_DATA = 33
    BAD_ARGUMENTS = 36
    CHECKSUM_DOESNT_MATCH = 40
    NOT_IMPLEMENTED = 48
    SYNTAX_ERROR = 62
    UNKNOWN_COMPRESSION_METHOD = 89
    UNKNOWN_SETTING = 115
    READONLY = 164
    QUERY_WITH_SAME_ID_IS_ALREADY_RUNNING = 216
    QUERY_IS_TOO_LARGE = 229
    NOT_ENOUGH_SPACE = 243
    CANNOT_DECOMPRESS = 271
    SUPPORT_IS_DISABLED = 344
    SESSION_NOT_FOUND = 372
    SESSION_IS_LOCKED = 373
    INVALID_SESSION_TIMEOUT = 374
    QUERY_WAS_CANCELLED = 394
    ACCESS_DENIED = 497
    SET_NON_GRANTED_ROLE = 512
    AUTHENTICATION_FAILED = 516
    UNKNOWN_EXCEPTION = 1002


_UNREADABLE_VALUES = (6, 25, 26, 27, 38, 41, 72, 376, 427, 441, 675, 676)
_WRONG_STATEMENTS = (8, 15, 36, 37, 44, 53, 62, 117, 123, 167, 168, 223, 321)
_UNKNOWN_NAMES = (46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511)
_CODES_BY_STATUS = {
    400: _UNREADABLE_VALUES + _WRONG_STATEMENTS,
    401: (194,),
    403: (192, 193, 497, 512, 516),
    404: _UNKNOWN_NAMES,
    408: (159,),
    411: (381,),
    413: (229,),
    501: (48,),
    503: (76, 209, 439),
}
"""As ClickHouse's server maps its codes (`exceptionCodeToHTTPStatus`); every other code is a 500."""

_STATUS = {code: status for status, codes in _CODES_BY_STATUS.items() for code in codes}
_ENGINE_TEXT = re.compile(r"Code: (\d+)\. .*", re.DOTALL)
_REPEATED_CODE = re.compile(r"^(Code: \d+\. )DB::\w+: (?=\1)")
_VERSION = re.compile(r" \(version [^)]*\)\.?")
_REFUSED_FUNCTION = re.compile(r"Python UDF '\w+' raised an exception at row \d+: PermissionError: ([^\n]*)")
_REPEATED_NAME = re.compile(r"(\([A-Z_]+\))(?: \1)+$")


class QueryError(Exception):
    """What a client is told of a statement that failed. `text` has no version and no line break at its end."""

    def __init__(self, code: Code, text: str) -> None:
        self.code = int(code)
        self.text = f"Code: {self.code}. DB::Exception: {text}. ({code.name})"
        super().__init__(self.text)

    @classmethod
    def of(cls, error: BaseException) -> Self:
        """The error of the engine, freed from what its Python layer and its own nesting wrap around it."""
        if isinstance(error, cls):
            return error
        # a message that quotes bytes which are no text comes as an error about them
        message = error.object.decode(errors="replace") if isinstance(error, UnicodeDecodeError) else str(error)
        found = _ENGINE_TEXT.search(message)
        if found is None:
            return cls(Code.UNKNOWN_EXCEPTION, f"{type(error).__name__}: {message}")
        refused = _REFUSED_FUNCTION.search(message)
        if refused:
            return cls(Code.ACCESS_DENIED, refused.group(1))
        text = found.group().split("Stack trace (when copying")[0].rstrip(" \n,")
        text = _VERSION.sub("", _REPEATED_CODE.sub("", text)).strip()
        known = cls(Code.UNKNOWN_EXCEPTION, "")
        known.code, known.text = int(found.group(1)), _REPEATED_NAME.sub(r"\1", text)
        return known

    def in_name_of(self, user: User | None) -> Self:
        """The same; where the engine names the only user that it knows, it means this one."""
        if user:
            self.text = self.text.replace("DB::Exception: default: ", f"DB::Exception: {user.name}: ")
        return self

    @property
    def status(self) -> int:
        return _STATUS.get(self.code, 500)
