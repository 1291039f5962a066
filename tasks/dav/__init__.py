"""/dav/: a user's tasks and blocks for calendar programs (CalDAV, RFC 4791), built on Radicale.

Radicale implements WebDAV; sign-in, permissions and storage are ours. Radicale is imported on the
first request only.
"""
