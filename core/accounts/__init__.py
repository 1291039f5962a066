"""Accounts: what the product adds to django-allauth, which signs people up, in and out."""

from core.accounts.addresses import change_address
from core.accounts.closing import close_account
from core.accounts.reauthentication import reauthenticated

__all__ = ["change_address", "close_account", "reauthenticated"]
