"""Explain a plan: why a block is where it is, why a task doesn't fit, and what would help."""
