"""Looks at all parts of a warehouse, and says of each what was found and what to do. Changes nothing."""
