"""A synthetic feed: reviews and metadata of an invented shop, with the shape and the dirt of real ones."""

from reviewhouse.sample.writer import write_feed

__all__ = ["write_feed"]
