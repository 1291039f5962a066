"""Configures Radicale's application, and turns errors of our verbs into DAV errors."""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from functools import cache, wraps
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext as _
from radicale import config, httputils
from radicale.app import Application
from radicale.xmlutils import make_clark

from core.ops.database import database_problem
from tasks.dav.auth import Auth, Rights
from tasks.dav.parsing import InvalidCalendar, parse_calendar
from tasks.dav.storage import Storage, is_unlisted
from tasks.errors import Conflict, NotFound, Rejected

logger = logging.getLogger(__name__)

Response = tuple[int, Any, Any, Any]  # status, headers, body, the XML of the request
Method = Callable[..., Response]

STATUS: dict[type[Exception], int] = {
    InvalidCalendar: 400,
    Rejected: 403,
    NotFound: 404,
    Conflict: 409,
}
METHODS = ["GET", "PROPFIND", "REPORT", "PUT", "DELETE", "MOVE", "MKCALENDAR", "MKCOL"]
XML = "text/xml; charset=utf-8"


def _with_error_bodies(method: Method) -> Method:
    """Return errors with a DAV body (RFC 4918 §16), database problems with `Retry-After`."""

    @wraps(method)
    def wrapper(*args: Any) -> Response:
        try:
            return method(*args)
        except (Rejected, NotFound, Conflict) as error:
            reason = type(error).__name__
            logger.info("dav request rejected method=%s reason=%s", method.__name__, reason)
            return STATUS[type(error)], {"Content-Type": XML}, _error_body(str(error)), None
        except Error as error:
            problem = database_problem(error)
            if problem is None:
                raise
            logger.log(problem.log_level, "database problem status=%d", problem.status)
            headers = {"Content-Type": XML, "Retry-After": str(problem.retry_after)}
            return problem.status, headers, _error_body(problem.sentence), None

    return wrapper


def _without_etag(method: Method) -> Method:
    """Remove the ETag: we never store exactly the bytes that were sent (RFC 4791 §5.3.4)."""

    @wraps(method)
    def wrapper(*args: Any) -> Response:
        status, headers, body, request_xml = method(*args)
        headers = {name: value for name, value in dict(headers).items() if name != "ETag"}
        return status, headers, body, request_xml

    return wrapper


def _error_body(sentence: str) -> bytes:
    error = ET.Element(make_clark("D:error"))
    ET.SubElement(error, make_clark("C:valid-calendar-object-resource"))
    ET.SubElement(error, make_clark("D:responsedescription")).text = sentence
    body: bytes = ET.tostring(error, encoding="utf-8", xml_declaration=True)
    return body


class Server(Application):
    """Radicale's application with our error responses."""

    def __init__(self, configuration: config.Configuration) -> None:
        super().__init__(configuration)
        for name in METHODS:
            setattr(self, f"do_{name}", _with_error_bodies(getattr(self, f"do_{name}")))
        self.do_PUT = _without_etag(self.do_PUT)  # type: ignore[method-assign]

    def do_PUT(  # noqa: N802
        self, environ: Mapping[str, Any], base_prefix: str, path: str, user: str, *args: Any
    ) -> Response:
        """Check the body first: Radicale reports a date out of range as a failed precondition.

        A client that repeats a request for a new series, or has changed it since, still believes
        that the item is new.
        """
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        parse_calendar(httputils.decode_request(self.configuration, dict(environ), content))
        environ = {**environ, "wsgi.input": BytesIO(content)}
        is_new = environ.get("HTTP_IF_NONE_MATCH") == "*"
        if is_new and path.startswith(f"/{user}/") and is_unlisted(path):
            del environ["HTTP_IF_NONE_MATCH"]
        return super().do_PUT(environ, base_prefix, path, user, *args)

    def do_MOVE(self, environ: Mapping[str, Any], *args: Any, **kwargs: Any) -> Response:  # noqa: N802
        """Check the destination first: Radicale fails on one that is no address."""
        try:
            urlsplit(environ.get("HTTP_DESTINATION", ""))
        except ValueError as error:
            raise Rejected(_("The Destination header is not a valid address.")) from error
        return super().do_MOVE(environ, *args, **kwargs)

    def _read_xml_request_body(self, *args: Any, **kwargs: Any) -> ET.Element | None:
        """Treat XML with entities as a bad request; Radicale would fail with a server error."""
        try:
            return super()._read_xml_request_body(*args, **kwargs)
        except ValueError as error:
            raise RuntimeError(str(error)) from error


@cache
def application() -> Server:
    """Return this process's server."""
    configuration = config.load()
    options: dict[str, dict[str, Any]] = {
        "auth": {"type": Auth, "delay": "0", "realm": "Whendoist"},
        "rights": {
            "type": Rights,
            "permit_delete_collection": "False",
            "permit_overwrite_collection": "False",
        },
        "storage": {"type": Storage},
        "web": {"type": "none"},
        "server": {
            "max_content_length": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
            "max_resource_size": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2),
            "delay_on_error": "0",
        },
    }
    configuration.update(options, "whendoist", privileged=True)
    return Server(configuration)
