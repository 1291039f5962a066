"""Forms of the settings and the introduction. They check what was sent; verbs do the writing."""
