"""Calendars: copies remote events, pushes local blocks, and publishes the plan as feeds."""
