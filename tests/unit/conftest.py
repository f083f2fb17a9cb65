"""Servers and stores for the unit tests."""

from tests.services.entries import entries_url, second_store, sqlite_store, store
from tests.services.postgres import postgres

__all__ = ["entries_url", "postgres", "second_store", "sqlite_store", "store"]
