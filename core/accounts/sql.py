"""Hand-written SQL of accounts."""

# A setting of this transaction that lets the triggers of append-only tables accept a DELETE.
ALLOW_DELETING_HISTORY = "SELECT set_config('whendoist.erasing', 'on', true)"
