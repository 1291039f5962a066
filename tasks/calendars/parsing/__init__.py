"""Parses and expands iCalendar that other programs wrote, however broken it is."""
