"""A person's plan as iCalendar (RFC 5545): what the feeds and the CalDAV server say."""
