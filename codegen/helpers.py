"""The x-filewright-* keys: checked against the contract, and written to operations.py.

Each key is checked by the tables below; every name that a key mentions must exist where the key says it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from keyword import iskeyword
from typing import Any

import limits
from contract import Contract, OperationSpec
from literals import python_literal
from refusals import RegenerationError
from shapes import python_name

PREFIX = "x-filewright-"
PAGE_SIZE = "limit"
"""The query parameter that says how many items a page has."""
RESENDS = ("safe", "duplicates", "leftover", "once")


@dataclass(frozen=True)
class Site:
    """The place of a value: the document that a check consults, and the names for its message."""

    contract: Contract
    operation: OperationSpec
    settings: dict[str, Any]


Check = Callable[[Site, Any], str | None]


def _one_of(what: str, names: Callable[[Site], Iterable[str]]) -> Check:
    def check(site: Site, value: Any) -> str | None:
        known = sorted(names(site))
        return None if value in known else f"is not {what} (there are: {', '.join(known) or 'none'})"

    return check


def _response_properties(site: Site) -> Iterable[str]:
    return site.contract.properties(site.operation.response)


def _item_properties(site: Site) -> dict[str, dict[str, Any]]:
    items = site.contract.properties(site.operation.response).get(str(site.settings.get("items")), {})
    return site.contract.properties(items.get("items", {}))


def _body_properties(site: Site) -> Iterable[str]:
    return site.contract.properties(site.operation.body)


def _file_properties(site: Site) -> Iterable[str]:
    properties = site.contract.properties(site.operation.body)
    return [name for name, schema in properties.items() if schema.get("format") == "binary"]


def _query_parameters(site: Site) -> Iterable[str]:
    return [parameter.name for parameter in site.operation.parameters if parameter.place == "query"]


def _listed(site: Site) -> dict[str, dict[str, Any]]:
    """Properties of an item of the list that a recovery looks at."""
    wanted = site.settings.get("operation")
    listing = next((each for each in site.contract.operations if each.operation_id == wanted), None)
    paging = listing.extensions.get(f"{PREFIX}paging") if listing else None
    if listing is None or not isinstance(paging, dict):
        return {}
    return _item_properties(Site(site.contract, listing, paging))


def _listing(site: Site, value: Any) -> str | None:
    lists = [each.operation_id for each in site.contract.operations if f"{PREFIX}paging" in each.extensions]
    return None if value in lists else f"is not an operation that pages (there are: {', '.join(lists) or 'none'})"


def _newest(site: Site, value: Any) -> str | None:
    wanted = site.settings.get("operation")
    listing = next((each for each in site.contract.operations if each.operation_id == wanted), site.operation)
    known = set(_query_parameters(Site(site.contract, listing, {})))
    if not isinstance(value, dict) or not value.keys() <= known:
        return f"is not a mapping of the list's query parameters (there are: {', '.join(sorted(known)) or 'none'})"
    return None


def _matched(site: Site) -> Iterable[str]:
    return [str(each) for each in site.settings.get("match") or ()]


def _path_parameters(site: Site) -> Iterable[str]:
    return [parameter.name for parameter in site.operation.parameters if parameter.place == "path"]


def _operation_ids(site: Site) -> Iterable[str]:
    return [each.operation_id for each in site.contract.operations]


def _purposes(site: Site) -> Iterable[str]:
    """The known values of the body's property that `x-filewright-upload` names."""
    upload = site.operation.extensions.get(f"{PREFIX}upload")
    named = upload.get("purpose") if isinstance(upload, dict) else None
    schema = site.contract.properties(site.operation.body).get(str(named), {})
    return [str(each) for each in schema.get("enum", ())]


def _statuses(site: Site, value: Any) -> str | None:
    known = site.contract.properties(site.operation.response).get(str(site.settings.get("field")), {}).get("enum", [])
    fits = isinstance(value, list) and value and all(each in known for each in value)
    return None if fits else f"is not a list of the field's values (there are: {', '.join(map(str, known)) or 'none'})"


def _matches(site: Site, value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "is not a list of an item's properties"
    strange = [str(each) for each in value if each not in _listed(site)]
    return f"has {', '.join(strange)}, which no listed item has" if strange else None


def _expiry_properties(site: Site) -> dict[str, dict[str, Any]]:
    field = site.contract.properties(site.operation.body).get(str(site.settings.get("field")), {})
    return site.contract.properties(field)


def _values(site: Site, value: Any) -> str | None:
    """A list of values of the polled field: all known to its enumeration, none in two lists."""
    if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
        return "is not a list of texts"
    polled = site.contract.properties(site.operation.response)
    known = polled.get(str(site.settings.get("field")), {}).get("enum", value)
    strange = [each for each in value if each not in known]
    if strange:
        return f"has {', '.join(strange)}, which the field's enumeration does not know"
    lists = [site.settings.get(key) for key in ("done", "failed")]
    everything = [each for values in lists if isinstance(values, list) for each in values]
    twice = [each for each in value if everything.count(each) > 1]
    return f"has {', '.join(twice)} twice among done and failed" if twice else None


def _seconds(site: Site, value: Any) -> str | None:
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return None if numeric and value > 0 else "is not a number of seconds above zero"


def _anchor(site: Site, value: Any) -> str | None:
    known = _expiry_properties(site).get("anchor", {}).get("enum", [])
    return None if value in known else f"is not an anchor of the field (there are: {', '.join(known) or 'none'})"


def _bounded(site: Site, value: Any) -> str | None:
    schema = _expiry_properties(site).get(str(value), {})
    return (
        None if {"minimum", "maximum"} <= schema.keys() else "is not a property of the field with minimum and maximum"
    )


def _encoding(site: Site, value: Any) -> str | None:
    encoding = site.operation.encoding
    return None if value == encoding else f"does not fit the body, which is {encoding or 'missing'}"


_METHOD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", re.ASCII)


def _is_method(value: Any) -> bool:
    return isinstance(value, str) and bool(_METHOD.fullmatch(value)) and not any(map(iskeyword, value.split(".")))


def _method_name(site: Site, value: Any) -> str | None:
    return None if _is_method(value) else "is not a name such as create or parts.create"


def _wait(site: Site, value: Any) -> str | None:
    if f"{PREFIX}polling" not in site.operation.extensions:
        return f"needs {PREFIX}polling"
    if not isinstance(value, dict) or "name" not in value or value.keys() - {"name", "argument", "interval"}:
        return "is not a mapping of name and, optionally, argument and interval"
    return None if all(map(_is_method, value.values())) else "has a name that Python or its readers would not take"


def _create_and_wait(site: Site, value: Any) -> str | None:
    if not isinstance(value, dict) or not {"name", "operation"} <= value.keys() <= {"name", "operation", "about"}:
        return "is not a mapping of name, operation and, optionally, about"
    waits = [
        each.operation_id for each in site.contract.operations if "wait" in each.extensions.get(f"{PREFIX}method", {})
    ]
    if value["operation"] not in waits:
        return f"names an operation without a wait (there are: {', '.join(waits) or 'none'})"
    return _method_name(site, value["name"])


def _text(site: Site, value: Any) -> str | None:
    if site.operation.extensions.get(f"{PREFIX}response") != "binary":
        return f"needs {PREFIX}response: binary"
    return _method_name(site, value)


def _class_name(site: Site, value: Any) -> str | None:
    fits = isinstance(value, str) and re.fullmatch(r"[A-Z][A-Za-z0-9]*", value, re.ASCII)
    return None if fits else "is not a name of a class"


def _column_names(site: Site, value: Any) -> str | None:
    paging = site.operation.extensions.get(f"{PREFIX}paging")
    if not isinstance(value, list) or not isinstance(paging, dict):
        return f"is not a list of an item's properties, or {PREFIX}paging is missing"
    known = _item_properties(Site(site.contract, site.operation, paging))
    strange = [each for each in value if known and each not in known]
    return f"has {strange[0]!r}, which no listed item has" if strange else None


def _defaults(site: Site, value: Any) -> str | None:
    known = {*_body_properties(site), *_query_parameters(site)}
    if not isinstance(value, dict) or not value.keys() <= known:
        return f"is not a mapping of arguments to values (there are: {', '.join(sorted(known)) or 'none'})"
    return None


# key -> setting -> its check; and the settings that may be left out.
MAPPINGS: dict[str, dict[str, Check]] = {
    "body": {
        "encoding": _encoding,
        "file": _one_of("a binary property of the body", _file_properties),
    },
    "paging": {
        "cursor": _one_of("a query parameter of the operation", _query_parameters),
        "items": _one_of("a property of the response", _response_properties),
        "item-cursor": _one_of("a property of an item", _item_properties),
        "more": _one_of("a property of the response", _response_properties),
    },
    "polling": {
        "field": _one_of("a property of the response", _response_properties),
        "done": _values,
        "failed": _values,
        "details": _one_of("a property of the response", _response_properties),
        "interval": _seconds,
        "deadline": _seconds,
    },
    "limits": {
        "bytes": lambda site, value: limits.size_problem(value),
        "source": lambda site, value: limits.text_problem(value),
        "note": lambda site, value: limits.text_problem(value),
        "purposes": lambda site, value: limits.purposes_problem(_purposes(site), value),
    },
    "upload": {"purpose": _one_of("a property of the body", _body_properties)},
    "recovery": {
        "operation": _listing,
        "newest": _newest,
        "match": _matches,
        "name": _one_of("one of match", _matched),
        "created": _one_of("a property of a listed item", _listed),
        "begun": _one_of("an operation", _operation_ids),
        "by": _one_of("a path parameter of the operation", _path_parameters),
    },
    "completion": {
        "item": _one_of("a property of the response", _response_properties),
        "field": _one_of("a property of the response", _response_properties),
        "done": _statuses,
    },
    "method": {
        "name": _method_name,
        "wait": _wait,
        "text": _text,
        "defaults": _defaults,
        "create-and-wait": _create_and_wait,
        "result": _class_name,
        "columns": _column_names,
    },
    "expiry": {
        "field": _one_of("a property of the body", _body_properties),
        "purpose": _one_of("a property of the body", _body_properties),
        "anchor": _anchor,
        "seconds": _bounded,
    },
}
OPTIONAL = {
    ("body", "file"),
    *(("paging", setting) for setting in ("cursor", "item-cursor", "more")),
    ("polling", "details"),
    ("expiry", "purpose"),
    ("limits", "purposes"),
    *(("recovery", setting) for setting in ("newest", "name", "begun", "by")),
    *(("method", setting) for setting in ("wait", "text", "defaults", "create-and-wait", "result", "columns")),
}


def _key_problems(contract: Contract, operation: OperationSpec) -> Iterator[tuple[str, str]]:
    """(key, what is wrong), for one operation."""
    known = {*MAPPINGS, "resend", "response"}
    given = {key.removeprefix(PREFIX): value for key, value in operation.extensions.items() if key.startswith(PREFIX)}
    for key in sorted(given.keys() - known):
        yield key, f"is not a key (there are: {', '.join(sorted(known))})"
    if given.get("resend") not in RESENDS:
        yield "resend", f"{given.get('resend')!r} is not one of {', '.join(RESENDS)}"
    if given.get("response", "json") != _response_kind(operation):
        yield "response", f"{given.get('response')!r} does not fit a response of {operation.media_type or 'nothing'}"
    if (operation.encoding is not None) != ("body" in given):
        yield "body", "must be there when the operation has a body, and only then"
    for key, checks in MAPPINGS.items():
        if key in given:
            yield from _setting_problems(contract, operation, key, checks, given[key])


def _response_kind(operation: OperationSpec) -> str:
    if not operation.media_type:
        return "none"
    return "json" if operation.media_type == "application/json" else "binary"


def _setting_problems(
    contract: Contract, operation: OperationSpec, key: str, checks: dict[str, Check], settings: Any
) -> Iterator[tuple[str, str]]:
    if not isinstance(settings, dict):
        yield key, f"is not a mapping of {', '.join(checks)}"
        return
    site = Site(contract, operation, settings)
    for setting in sorted(settings.keys() - checks.keys(), key=str):
        yield f"{key}: {setting}", f"is not a setting (there are: {', '.join(checks)})"
    for setting, check in checks.items():
        if setting not in settings:
            if (key, setting) not in OPTIONAL:
                yield f"{key}: {setting}", "is missing"
            continue
        problem = check(site, settings[setting])
        if problem:
            yield f"{key}: {setting}", f"{settings[setting]!r} {problem}"


def check(contract: Contract) -> None:
    """Raise RegenerationError, naming operation, key and value, unless every key fits the contract."""
    problems = [
        f"{operation.operation_id}: {PREFIX}{key}: {problem}"
        for operation in contract.operations
        for key, problem in _key_problems(contract, operation)
    ]
    misplaced = [
        f"{where}: {key} stands where nobody reads it; it belongs to an operation"
        for where, key in _misplaced(contract.document, ())
    ]
    if problems or misplaced:
        raise RegenerationError(*problems, *misplaced)


def _misplaced(node: Any, where: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _misplaced(inner, (*where, str(index)))
    if not isinstance(node, dict):
        return
    allowed = _allowed(where)
    for key, inner in node.items():
        if str(key).startswith(PREFIX) and not str(key).startswith(allowed):
            yield "/".join(where) or "the document", str(key)
        yield from _misplaced(inner, (*where, str(key)))


def _allowed(where: tuple[str, ...]) -> tuple[str, ...]:
    """The allowed prefixes of our keys at this place of the document."""
    if len(where) == 3 and where[0] == "paths":
        return (PREFIX,)
    if where[:1] == ("tags",):
        return (f"{PREFIX}resources",)
    return (f"{PREFIX}values",) if where[:2] == ("components", "schemas") and len(where) == 3 else ()


# ---- operations.py ---------------------------------------------------------------------------------------------------


def arguments(contract: Contract, operation: OperationSpec) -> tuple[list[str], list[str]]:
    """(all argument names, the required ones) of an operation, as build_request takes them: required ones first."""
    needed = set(operation.body.get("required", []))
    everything = [(parameter.name, parameter.required) for parameter in operation.parameters]
    everything += [(name, name in needed) for name in contract.properties(operation.body)]
    everything.sort(key=lambda argument: not argument[1])
    named = [(python_name(name), required) for name, required in everything]
    return [name for name, _ in named], [name for name, required in named if required]


def _record(contract: Contract, operation: OperationSpec, package_name: str) -> str:
    settings = {key.removeprefix(PREFIX): value for key, value in operation.extensions.items()}
    names, required = arguments(contract, operation)
    values = {
        "name": operation.name,
        "operation_id": operation.operation_id,
        "tag": operation.tag,
        "method": operation.method,
        "path": operation.path,
        "module": f"{package_name}.api.{operation.tag}.{operation.name}",
        "arguments": tuple(names),
        "required": tuple(required),
        "response_kind": settings.get("response", "json"),
        "resend": settings["resend"],
    }
    helpers = {
        key: make(contract, operation, settings[key]) if key in settings else "None" for key, make in MAKERS.items()
    }
    return _call("Operation", {**{key: python_literal(value) for key, value in values.items()}, **helpers})


def _call(name: str, values: dict[str, str]) -> str:
    return f"{name}({', '.join(f'{key}={value}' for key, value in values.items())})"


def _body(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    file = python_name(settings["file"]) if "file" in settings else None
    return _call("Body", {"encoding": python_literal(settings["encoding"]), "file": python_literal(file)})


def _paging(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    keys = ("cursor", "items", "item-cursor", "more")
    names = {key.replace("-", "_"): settings.get(key) for key in keys}
    values = {key: python_literal(name and python_name(name)) for key, name in names.items()}
    size = next((each.schema.get("maximum") for each in operation.parameters if each.name == PAGE_SIZE), None)
    return _call("Paging", {**values, "max_size": python_literal(size)})


def _polling(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    details = settings.get("details")
    values: dict[str, Any] = {
        "field": python_name(settings["field"]),
        **{key: tuple(settings[key]) for key in ("done", "failed")},
        "details": details and python_name(details),
        **{key: float(settings[key]) for key in ("interval", "deadline")},
    }
    return _call("Polling", {key: python_literal(value) for key, value in values.items()})


def _expiry(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    """With the bounds that the schema gives, instead of the name of the property that has them."""
    bounded = _expiry_properties(Site(contract, operation, settings))[settings["seconds"]]
    values = {
        "field": python_name(settings["field"]),
        "purpose": python_name(settings["purpose"]) if "purpose" in settings else None,
        "anchor": settings["anchor"],
        "minimum": bounded["minimum"],
        "maximum": bounded["maximum"],
    }
    return _call("Expiry", {key: python_literal(value) for key, value in values.items()})


def _upload(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    return _call("FileUpload", {"purpose": python_literal(python_name(settings["purpose"]))})


def _recovery(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    listing = next(each.name for each in contract.operations if each.operation_id == settings["operation"])
    values = {
        "operation": listing,
        "match": tuple(python_name(name) for name in settings["match"]),
        "created": python_name(settings["created"]),
        "name": python_name(settings["name"]) if "name" in settings else None,
        "newest": tuple((python_name(name), value) for name, value in settings.get("newest", {}).items()),
        "begun": next((each.name for each in contract.operations if each.operation_id == settings.get("begun")), None),
        "by": python_name(settings["by"]) if "by" in settings else None,
    }
    return _call("Recovery", {key: python_literal(value) for key, value in values.items()})


def _completion(contract: Contract, operation: OperationSpec, settings: dict[str, Any]) -> str:
    values = {
        "item": python_name(settings["item"]),
        "field": python_name(settings["field"]),
        "done": tuple(settings["done"]),
    }
    return _call("Completion", {key: python_literal(value) for key, value in values.items()})


MAKERS: dict[str, Callable[[Contract, OperationSpec, dict[str, Any]], str]] = {
    "body": _body,
    "paging": _paging,
    "polling": _polling,
    "expiry": _expiry,
    "recovery": _recovery,
    "upload": _upload,
    "limits": lambda contract, operation, settings: limits.record(settings),
    "completion": _completion,
}


def operations_module(contract: Contract, package_name: str, notice: str) -> str:
    """The text of operations.py, not yet formatted."""
    constants = {operation.name.upper(): operation for operation in contract.operations}
    records = "\n".join(
        f"{constant} = {_record(contract, operation, package_name)}" for constant, operation in constants.items()
    )
    exported = ", ".join(python_literal(name) for name in sorted([*constants, "OPERATIONS"]))
    return f'''"""The operations of the contract, each with its helper data.

{notice}
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .types import (
    Body, Completion, Expiry, FileUpload, Limits, Operation, Paging, Polling, PurposeLimits, Recovery
)

__all__ = ({exported},)

{records}

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {{operation.name: operation for operation in ({", ".join(constants)},)}}
)
"""Every operation by its name in Python, in the contract's order."""
'''
