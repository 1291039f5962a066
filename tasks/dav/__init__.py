"""/dav/: a person's tasks and blocks for calendar programs (CalDAV, RFC 4791), on Radicale.

Radicale speaks WebDAV; sign-in, rights and storage are ours. Nothing of it is imported before the
first request.
"""
