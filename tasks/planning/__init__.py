"""Planning: reads a day, proposes when to do what, and can say why."""
