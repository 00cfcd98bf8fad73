"""The result of `list`: a page; iterating it yields its items and those of all following pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar, cast

from ..errors import NoNextPageError
from ..flows.call import perform_call
from ..flows.walks import following_page

if TYPE_CHECKING:
    from ..calls import Call
    from ..effects import Flow
    from ..resources.callers import AsyncFlowCaller, FlowCaller

T = TypeVar("T")
Fields: TypeAlias = dict[str, Any]
"""By name. (Within a page, `dict` is a method.)"""
AnyPage = TypeVar("AnyPage", bound="BasePage[Any]")


class PageInfo(NamedTuple):
    """The parameters that the call for the next page adds.

    Attributes:
        params: query parameters.
        url, json: always None; with the official SDK, pages of other APIs have them.
    """

    params: dict[str, Any]
    url: None = None
    json: None = None


class BasePage(Generic[T]):
    """One page of a list.

    Attributes:
        data: the items of this page.
        has_more: True if the server reports that more items follow; None if it does not say.
        model: the response as the contract describes it, with all its fields.
    """

    __slots__ = ("_call", "_client", "model")

    def __init__(self, client: FlowCaller | AsyncFlowCaller, call: Call, model: Any) -> None:
        self._client = client
        self._call = call
        self.model = model

    @property
    def data(self) -> list[T]:
        """The items of this page."""
        items: list[T] = getattr(self.model, self._paging.items) or []
        return items

    @property
    def has_more(self) -> bool | None:
        """True if the server reports that more items follow; None if it does not say."""
        more: bool | None = getattr(self.model, self._paging.more or "", None)
        return more

    @property
    def _request_id(self) -> str | None:
        """The `x-request-id` header of the response, or None."""
        request_id: str | None = self.model._request_id
        return request_id

    @property
    def _paging(self) -> Any:
        return self._call.operation.paging

    def has_next_page(self) -> bool:
        """Return True if there may be another page."""
        return self._client.hooks.next_page(self._call, self.model) is not None

    def next_page_info(self) -> PageInfo | None:
        """Return the parameters of the next page, or None after the last page."""
        following = self._client.hooks.next_page(self._call, self.model)
        if following is None:
            return None
        ours = self._call.arguments
        return PageInfo({name: value for name, value in following.arguments.items() if ours.get(name) != value})

    # As the models have it, of the page's own

    def to_dict(self, **options: Any) -> Fields:
        """Return the response as received; the options are those of a model."""
        fields: Fields = self.model.to_dict(**options)
        return fields

    def to_json(self, *, indent: int | None = 2, **options: Any) -> str:
        """Return the response as JSON text."""
        text: str = self.model.to_json(indent=indent, **options)
        return text

    def model_dump(self, **options: Any) -> Fields:
        """Return the response as a dict with absent fields as None; the options are those of a model."""
        fields: Fields = self.model.model_dump(**options)
        return fields

    def model_dump_json(self, **options: Any) -> str:
        """Return the same as JSON text on one line."""
        text: str = self.model.model_dump_json(**options)
        return text

    def dict(self, **options: Any) -> Fields:
        """Like `model_dump`."""
        return self.model_dump(**options)

    def json(self, **options: Any) -> str:
        """Like `model_dump_json`."""
        return self.model_dump_json(**options)

    @property
    def model_fields_set(self) -> set[str]:
        """The names of the fields that the server sent."""
        names: set[str] = self.model.model_fields_set
        return names

    @property
    def model_extra(self) -> Fields:
        """The fields that the contract does not know."""
        fields: Fields = self.model.model_extra
        return fields

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            # Fields of the response such as `object` and `first_id`.
            if name.startswith("_") or name == "model":
                raise AttributeError(f"{type(self).__name__} has no attribute {name!r}", name=name, obj=self)
            return getattr(self.model, name)

    def __len__(self) -> int:
        return len(self.data)

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.data)} items, has_more={self.has_more})"

    def _repr_html_(self) -> str:
        from ..ground.notebooks import grid

        return grid([item.to_dict() for item in cast("list[Any]", self.data)], repr(self))

    def _following(self: AnyPage) -> Flow[AnyPage | None]:
        found = yield from following_page(self._client.hooks, self._call, self.model)
        return None if found is None else type(self)(self._client, *found)

    def _next(self: AnyPage) -> Flow[AnyPage]:
        found = yield from self._following()
        if found is None:
            raise NoNextPageError("This is the last page; ask has_next_page() first, or iterate over the list.")
        return found


class SyncCursorPage(BasePage[T]):
    """A page of a blocking client. Iterating it yields the items of this page and of the following ones, which are
    fetched.
    """

    __slots__ = ()
    _client: FlowCaller

    def get_next_page(self) -> SyncCursorPage[T]:
        """Fetch the next page. Raises NoNextPageError, a RuntimeError, after the last one."""
        return self._client.run(self._next())

    def iter_pages(self) -> Iterator[SyncCursorPage[T]]:
        """Yield this page and the following ones; each is fetched when it is reached."""
        page: SyncCursorPage[T] | None = self
        while page is not None:
            yield page
            page = self._client.run(page._following())

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(page.data for page in self.iter_pages())


class AsyncCursorPage(BasePage[T]):
    """A page of an async client. Iterating it yields the items of this page and of the following ones, which are
    fetched.
    """

    __slots__ = ()
    _client: AsyncFlowCaller

    async def get_next_page(self) -> AsyncCursorPage[T]:
        """Fetch the next page. Raises NoNextPageError, a RuntimeError, after the last one."""
        return await self._client.run(self._next())

    async def iter_pages(self) -> AsyncIterator[AsyncCursorPage[T]]:
        """Yield this page and the following ones; each is fetched when it is reached."""
        page: AsyncCursorPage[T] | None = self
        while page is not None:
            yield page
            page = await self._client.run(page._following())

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.iter_pages():
            for item in page.data:
                yield item


class AsyncPaginator(Generic[T]):
    """The result of an async `list`: `await` it for the first page, or iterate over all items with `async for`."""

    __slots__ = ("_call", "_client")

    def __init__(self, client: AsyncFlowCaller, call: Call) -> None:
        self._client = client
        self._call = call

    def __await__(self) -> Generator[Any, Any, AsyncCursorPage[T]]:
        return self._first().__await__()

    async def _first(self) -> AsyncCursorPage[T]:
        model = await self._client.run(perform_call(self._client.hooks, self._call))
        return AsyncCursorPage(self._client, self._call, model)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in (await self._first()).iter_pages():
            for item in page.data:
                yield item
