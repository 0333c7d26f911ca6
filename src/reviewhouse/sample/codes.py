"""Codes that look drawn and yet are a function of a number: no table is needed to give a product the same one twice."""

import numpy as np

_DIGITS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", dtype=np.uint8)
_UNIQUE_WIDTH = 6
_SPACE = len(_DIGITS) ** _UNIQUE_WIDTH
# Without a common divisor with _SPACE (a product of twos and threes), so no two numbers share their first six digits.
_STEP = 1_364_927_113
_TAIL_STEP = 982_451_653


def asins(products: np.ndarray, salt: int) -> list[bytes]:
    """`B0` and eight letters or digits."""
    return _codes(b"B0", products, salt, tail=2)


def reviewer_ids(reviewers: np.ndarray, salt: int) -> list[bytes]:
    """`A` and twelve letters or digits."""
    return _codes(b"A", reviewers, salt, tail=6)


def _codes(prefix: bytes, values: np.ndarray, salt: int, tail: int) -> list[bytes]:
    """Distinct for distinct values below 36**6, about two thousand million."""
    unique = _digits((values * _STEP + salt) % _SPACE, _UNIQUE_WIDTH)
    rest = _digits((values * _TAIL_STEP + 3 * salt) % _SPACE, tail)
    head = np.broadcast_to(np.frombuffer(prefix, dtype=np.uint8), (len(values), len(prefix)))
    letters = np.ascontiguousarray(np.concatenate([head, unique, rest], axis=1))
    return letters.view(f"S{letters.shape[1]}").ravel().tolist()


def _digits(values: np.ndarray, width: int) -> np.ndarray:
    """The last `width` digits in base 36, as bytes of shape (len(values), width)."""
    places = len(_DIGITS) ** np.arange(width)
    return _DIGITS[(values[:, None] // places) % len(_DIGITS)]
