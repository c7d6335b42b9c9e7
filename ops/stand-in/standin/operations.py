"""Names the operation of a REST request (S3 and its like) from botocore's service models."""

import functools
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from botocore.exceptions import UnknownServiceError
from botocore.loaders import Loader


@dataclass(frozen=True)
class Route:
    operation: str
    path: re.Pattern[str]
    query: frozenset[tuple[str, str]]
    preference: tuple[int, int, int]

    def matches(self, path: str, query: dict[str, str]) -> bool:
        if not all(k in query and v in ("", query[k]) for k, v in self.query):
            return False
        return self.path.fullmatch(path) is not None


def rest_operation(service: str, method: str, path: str, query_text: str) -> str:
    """The operation's name, or "METHOD path" where no model knows the request."""
    query = dict(parse_qsl(query_text, keep_blank_values=True))
    for route in _routes(service).get(method, ()):
        if route.matches(path, query):
            return route.operation
    return f"{method} {path}"


@functools.cache
def _routes(service: str) -> dict[str, list[Route]]:
    try:
        model = Loader().load_service_model(service, "service-2")
    except UnknownServiceError:
        return {}
    routes: dict[str, list[Route]] = {}
    for name, operation in model["operations"].items():
        http = operation.get("http", {})
        route = _route(name, http.get("requestUri", "/"), bool(operation.get("deprecated")))
        routes.setdefault(http.get("method", "POST"), []).append(route)
    for candidates in routes.values():
        candidates.sort(key=lambda route: (route.preference, route.operation))
    return routes


def _route(name: str, uri: str, deprecated: bool) -> Route:
    template, _, query_text = uri.partition("?")
    query = frozenset(parse_qsl(query_text, keep_blank_values=True)) - {("x-id", name)}
    pattern = ""
    for piece in re.split(r"(\{[^}]+\})", template.rstrip("/") or ""):
        if piece.startswith("{"):
            pattern += ".+" if piece.endswith("+}") else "[^/]+"
        else:
            pattern += re.escape(piece)
    # More query keys first, then the longer path; copies and retired twins come last.
    reluctant = int(deprecated) + int(name.startswith(("Copy", "UploadPartCopy")))
    return Route(name, re.compile(pattern + "/?"), query, (-len(query), reluctant, -len(template)))
