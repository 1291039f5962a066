"""Calendars: keeps a local copy of what is elsewhere, and shows our blocks there."""
