"""Google Calendar: reads every calendar of a person, and shows our blocks in one of its own.

Nothing is asked that is not needed: to read the list of calendars and their events; and, once a
person wants blocks there, a calendar that this app made itself (`calendar.app.created`), which
gives no power over any other.
"""
