"""What pages read: rows, days, changes, events and the activity log, as JSON."""
