"""Every write to tasks and instances goes through here: one activity, one transaction, one undo."""
