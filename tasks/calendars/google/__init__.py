"""Google Calendar: reads a person's calendars and pushes blocks to a separate calendar.

Only the necessary scopes are requested: reading the list of calendars and their events and, once
a person wants to push blocks, `calendar.app.created`, which covers only calendars that this app
created.
"""
