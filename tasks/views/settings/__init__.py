"""The settings pages, one module each; every form works without JavaScript."""
