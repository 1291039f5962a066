"""A CalDAV account (Nextcloud, Fastmail, iCloud, Radicale …) as a provider, read and written."""

from tasks.calendars.caldav.provider import CalDav

__all__ = ["CalDav"]
