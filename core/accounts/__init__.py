"""Accounts: additions to django-allauth, which handles sign-up, sign-in and sign-out."""

from core.accounts.addresses import change_address
from core.accounts.closing import account_closing, close_account
from core.accounts.notices import notify
from core.accounts.reauthentication import reauthentication_required

__all__ = [
    "account_closing",
    "change_address",
    "close_account",
    "notify",
    "reauthentication_required",
]
