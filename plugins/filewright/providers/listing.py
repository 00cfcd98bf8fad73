"""Lists: what a page is asked with, what is made of it, and what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from filewright_api.types import by_value

from ..errors import APIError, UnsupportedError, shorten
from ..narrowing import is_dict, is_list
from .values import at, read_batch, read_file

if TYPE_CHECKING:
    from filewright_api.types import RequestParts

    from ..calls import Call
    from .table import Paging, Provider


class PageState:
    """The key in `Call.state` of the tokens, numbers or offsets that a walk has used."""


def paging_of(call: Call, provider: Provider) -> Paging:
    """Return the paging of a list: batches may differ from files."""
    return provider.batch_paging if call.operation.tag == "batches" else provider.paging


def spell_list(parts: RequestParts, call: Call, provider: Provider) -> None:
    """Rewrite the query of a list.

    Raises:
        UnsupportedError: an argument has no counterpart, and pages cannot be put right afterwards.
    """
    rule = paging_of(call, provider)
    asked = dict(parts.query)
    after, limit, order = asked.pop("after", None), asked.pop("limit", None), asked.get("order")
    used = call.state.get(PageState, ())
    if after is not None and rule.kind not in {"after", "whole"} and not used:
        raise UnsupportedError(
            f"{provider.title} has no after= for lists: walk with `for item in client.{call.operation.tag}.list()`,"
            " which asks for page after page."
        )
    if order == "asc" and "order" not in rule.filters and rule.kind != "whole":
        raise UnsupportedError(f"{provider.title} has no order= for lists: sort what the walk gives.")
    query = {name: value for name, value in asked.items() if name in rule.filters or name not in {"purpose", "order"}}
    query = {**rule.query, **query}
    if after is not None and rule.kind == "after":
        query[rule.parameter] = after
    if used:
        query[rule.parameter] = used[-1]
    if limit is not None and rule.size is not None and rule.kind != "whole":
        query[rule.size] = limit
    parts.query = query


def listed(body: Any, call: Call, provider: Provider) -> Any:
    """A page in the contract's terms, of what a provider sends as one."""
    rule = paging_of(call, provider)
    place = provider.batch_items if call.operation.tag == "batches" else provider.items
    items = body if is_list(body) else at(body, place)
    if not is_list(items):
        return None if items is not None else {"object": "list", "data": [], "has_more": False}
    read = read_batch if call.operation.tag == "batches" else read_file
    purpose = by_value(call.arguments.get("purpose"))
    # Files without a purpose may have the requested one.
    unsaid = {"purpose": purpose} if isinstance(purpose, str) else {}
    data = [read({**item, **({} if item.get("purpose") else unsaid)}, provider) for item in items if is_dict(item)]
    if isinstance(purpose, str) and "purpose" not in rule.filters:
        data = [item for item in data if item.get("purpose") == purpose]
    page: dict[str, Any] = dict(body) if is_dict(body) else {}
    page |= {"object": "list", "data": data}
    if rule.kind == "whole":
        return page | _cut(data, call)
    return page | _more(page, len(items), call, rule)


def _cut(data: list[Any], call: Call) -> dict[str, Any]:
    """Return the page of a list that has only one."""
    order, after, limit = (by_value(call.arguments.get(name)) for name in ("order", "after", "limit"))
    if order in {"asc", "desc"}:
        data = sorted(data, key=lambda item: item.get("created_at") or 0, reverse=order == "desc")
    ids = [item.get("id") for item in data]
    start = ids.index(after) + 1 if after in ids else 0
    end = len(data) if not isinstance(limit, int) else start + limit
    return {"data": data[start:end], "has_more": end < len(data)}


def _more(page: dict[str, Any], count: int, call: Call, rule: Paging) -> dict[str, Any]:
    """Return True if another page follows, for providers that say so in another way than the contract."""
    if rule.kind == "token":
        return {"has_more": bool(at(page, rule.token))}
    if rule.kind != "number" or "has_more" in page:
        return {}
    seen = call.state.get(SeenItems, 0) + count
    total = page.get("total")
    return {"has_more": bool(count) and (seen < total if isinstance(total, int) else True)}


class SeenItems:
    """The key in `Call.state` of how many items of a list came before a page."""


def following(call: Call, page: Any, provider: Provider) -> Call | None:
    """The call for the page after this one; None if there is none, or the built-in finds it by the last id."""
    rule = paging_of(call, provider)
    if rule.kind in {"after", "whole"} or not page.has_more:
        return None
    used = call.state.get(PageState, ())
    seen = call.state.get(SeenItems, 0) + len(page.data)
    token = at(page.to_dict(), rule.token) if rule.token else None
    place = {"token": token, "number": rule.first + 1 + len(used), "offset": seen}[rule.kind]
    if place in used:
        raise APIError(f"The server repeats itself: it gave {shorten(place)} for the next page twice.")
    following = call.again()
    following.state = {**call.state, PageState: (*used, place), SeenItems: seen}
    return following
