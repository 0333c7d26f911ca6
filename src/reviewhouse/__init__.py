"""reviewhouse: a data warehouse for product reviews."""
