"""The Files, Uploads and Batches API over a store, apart from any web framework.

A request comes in as `Service.begin(method, target, headers)`, its body as blocks to the exchange that this gives, and
`finish` turns it into a response::

    with service.begin("POST", "/v1/files", headers) as exchange:
        for block in body:
            if exchange.refused:
                break
            exchange.feed(block)
        response = exchange.finish()

`begin` does no I/O. `feed` and `finish` read and write the disk, so an event loop has them run in a worker thread; one
exchange is used by one thread at a time. Every refusal and every fault of the disk comes back as a response in the
API's shape.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from filewright.embedded.api.batch_trials import BatchTrials
from filewright.embedded.api.batches import Batches
from filewright.embedded.api.exchanges import Exchange
from filewright.embedded.api.faults import Faults
from filewright.embedded.api.files import Files
from filewright.embedded.api.requests import Request, Resends
from filewright.embedded.api.responses import ApiError, Response, error_response
from filewright.embedded.api.routing import Operation, Routes, header_map, json_body, no_body, query_map, route
from filewright.embedded.api.uploads import Uploads
from filewright.embedded.store import Store
from filewright.embedded.store.limits import FILE_PURPOSES
from filewright.embedded.store.processing import Processing

__all__ = ["Service"]


class Service:
    """The API's thirteen operations.

    Args:
        store: the store of the files; the service does not close it.
        processing: how files are processed; by default at once and successfully.
        batches: the outcomes of batches; by default they succeed.
        faults: the requests that fail; by default none.
        check: called with the headers of every request, names in lower case; it may raise ApiError to refuse it.
        purposes: the allowed purposes of files.
    """

    def __init__(
        self,
        store: Store,
        processing: Processing | None = None,
        check: Callable[[Mapping[str, str]], None] = lambda _: None,
        *,
        batches: BatchTrials | None = None,
        faults: Faults | None = None,
        purposes: Collection[str] = FILE_PURPOSES,
    ) -> None:
        self.store = store
        self.processing = processing or Processing()
        self.batches = batches or BatchTrials()
        self.faults = faults or Faults()
        self._check = check
        resends = Resends(store)
        files = Files(store, self.processing, resends, purposes)
        batching = Batches(store, self.processing, self.batches, resends)
        self._routes = _routes(files, Uploads(store, files, resends), batching)

    def begin(self, method: str, target: str, headers: Iterable[tuple[bytes, bytes]]) -> Exchange:
        """Begin an exchange.

        Args:
            method: the HTTP method.
            target: path and query as on the wire, percent-encoded. A leading `/v1` is optional.
            headers: names in any case.
        """
        exchange = Exchange(self.shape_error)
        path, _, query = target.partition("?")
        found = header_map(headers)
        try:
            self.admit(found)
            self.faults.check(method, path)
            operation, request = self.find(method, path, query_map(query), found)
            reader = operation.read(request)
        except ApiError as error:
            exchange.refuse(error)
        else:
            exchange.accept(
                reader,
                lambda body: operation.respond(request, body),
                brief=operation.brief,
                writes=method not in _READING,
            )
        return exchange

    def admit(self, headers: Mapping[str, str]) -> None:
        """Refuse a request by its headers, whose names are in lower case, by raising ApiError."""
        self._check(headers)

    def find(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> tuple[Operation, Request]:
        """Return the requested operation, and the request in its form."""
        operation, identifier = route(self._routes, method, path)
        return operation, Request(method, identifier, query, headers)

    def shape_error(self, error: ApiError) -> Response:
        """Make the response for a refusal."""
        return error_response(error)

    def handle(
        self, method: str, target: str, headers: Iterable[tuple[bytes, bytes]], body: Iterable[bytes]
    ) -> Response:
        """Perform a whole exchange at once."""
        with self.begin(method, target, headers) as exchange:
            for block in body:
                if exchange.refused:
                    break
                exchange.feed(block)
            return exchange.finish()


_READING = frozenset({"GET", "HEAD"})


def _routes(files: Files, uploads: Uploads, batches: Batches) -> Routes:
    content = Operation(no_body, files.content, brief=True)
    return {
        ("files",): {
            "GET": Operation(no_body, files.page),
            "POST": Operation(files.read_form, files.create, brief=True),
        },
        ("files", "*"): {
            "GET": Operation(no_body, files.retrieve, brief=True),
            "DELETE": Operation(no_body, files.delete, brief=True),
        },
        ("files", "*", "content"): {"GET": content, "HEAD": content},
        ("uploads",): {"POST": Operation(json_body, uploads.create, brief=True)},
        ("uploads", "*", "parts"): {"POST": Operation(uploads.read_part_form, uploads.add_part, brief=True)},
        ("uploads", "*", "complete"): {"POST": Operation(json_body, uploads.complete)},
        ("uploads", "*", "cancel"): {"POST": Operation(no_body, uploads.cancel)},
        ("batches",): {
            "GET": Operation(no_body, batches.page),
            "POST": Operation(json_body, batches.create),
        },
        ("batches", "*"): {"GET": Operation(no_body, batches.retrieve)},
        ("batches", "*", "cancel"): {"POST": Operation(no_body, batches.cancel)},
    }
