"""A CalDAV account (Nextcloud, Fastmail, iCloud, Radicale …) as a provider that can write."""

from tasks.calendars.caldav.provider import CalDav

__all__ = ["CalDav"]
