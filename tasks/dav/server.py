"""Radicale's application, configured; what our verbs refuse becomes a proper DAV error."""

from __future__ import annotations

import logging
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from functools import cache, wraps
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import Error
from radicale import config, httputils
from radicale.app import Application
from radicale.xmlutils import make_clark

from core.ops.database import database_problem
from tasks.dav.auth import Auth, Rights
from tasks.dav.parsing import Unreadable, parsed
from tasks.dav.storage import Storage
from tasks.errors import Conflict, NotFound, Rejected

logger = logging.getLogger(__name__)

Answer = tuple[int, Any, Any, Any]  # status, headers, body, the XML that was asked
Method = Callable[..., Answer]

STATUS: dict[type[Exception], int] = {
    Unreadable: 400,
    Rejected: 403,
    NotFound: 404,
    Conflict: 409,
}
SPEAKING = ["GET", "PROPFIND", "REPORT", "PUT", "DELETE", "MOVE", "MKCALENDAR", "MKCOL"]
XML = "text/xml; charset=utf-8"


def _speaking(method: Method) -> Method:
    """Answer refusals with their sentence (RFC 4918 §16), database trouble with `Retry-After`."""

    @wraps(method)
    def answered(*args: Any) -> Answer:
        try:
            return method(*args)
        except (Rejected, NotFound, Conflict) as refusal:
            logger.info("dav refused method=%s why=%s", method.__name__, type(refusal).__name__)
            return STATUS[type(refusal)], {"Content-Type": XML}, _error(str(refusal)), None
        except Error as error:
            trouble = database_problem(error)
            if trouble is None:
                raise
            logger.log(trouble.log_level, "database trouble status=%d", trouble.status)
            headers = {"Content-Type": XML, "Retry-After": str(trouble.retry_after)}
            return trouble.status, headers, _error(trouble.sentence), None

    return answered


def _without_etag(method: Method) -> Method:
    """What is kept is never what was sent to the byte, so no ETag is told (RFC 4791 §5.3.4)."""

    @wraps(method)
    def answered(*args: Any) -> Answer:
        status, headers, body, asked = method(*args)
        kept = {name: value for name, value in dict(headers).items() if name != "ETag"}
        return status, kept, body, asked

    return answered


def _error(sentence: str) -> bytes:
    error = ET.Element(make_clark("D:error"))
    ET.SubElement(error, make_clark("C:valid-calendar-object-resource"))
    ET.SubElement(error, make_clark("D:responsedescription")).text = sentence
    written: bytes = ET.tostring(error, encoding="utf-8", xml_declaration=True)
    return written


class Server(Application):
    """Radicale, with our refusals."""

    def __init__(self, configuration: config.Configuration) -> None:
        super().__init__(configuration)
        for name in SPEAKING:
            setattr(self, f"do_{name}", _speaking(getattr(self, f"do_{name}")))
        self.do_PUT = _without_etag(self.do_PUT)  # type: ignore[method-assign]

    def do_PUT(self, environ: Mapping[str, Any], *args: Any, **more: Any) -> Answer:  # noqa: N802
        """Read what is sent before Radicale does: a day that it cannot count to, it takes for a
        precondition that failed."""
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        parsed(httputils.decode_request(self.configuration, dict(environ), content))
        return super().do_PUT({**environ, "wsgi.input": BytesIO(content)}, *args, **more)

    def _read_xml_request_body(self, *args: Any, **more: Any) -> ET.Element | None:
        """As Radicale, which expects broken XML and is surprised by entities."""
        try:
            return super()._read_xml_request_body(*args, **more)
        except ValueError as error:
            raise RuntimeError(str(error)) from error


@cache
def application() -> Server:
    """The one of this process."""
    configuration = config.load()
    ours: dict[str, dict[str, Any]] = {
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
    configuration.update(ours, "whendoist", privileged=True)
    return Server(configuration)
