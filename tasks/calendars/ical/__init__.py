"""A person's plan as iCalendar components (RFC 5545), for feeds and the CalDAV server."""
