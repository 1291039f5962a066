"""Settings: one page per concern, each a form that works without script."""
