"""The product's settings, with a quick hash: every test signs a person up."""

from whendoist.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
