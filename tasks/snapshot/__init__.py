"""Snapshots: everything a page reads, written as JSON by the database."""
