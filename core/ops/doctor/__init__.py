"""The doctor: checks an installation and explains what to fix.

`registry` knows no check; each module of checks imports it; `runner` imports them all.
"""
