"""Bodies of type application/json."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from filewright_api.types import json_value

from ..effects import Body
from ..errors import ConfigurationError, cut
from ..hookspecs import hookimpl
from ..narrowing import is_dict

if TYPE_CHECKING:
    from ..calls import Call


class JsonBody:
    """Encodes the bodies that are JSON, and extra bodies of calls that have none."""

    @hookimpl
    def encode_body(self, call: Call) -> Body | None:
        if call.parts is None or call.parts.form is not None:
            return None
        if not call.parts.has_json and not call.extra_body:
            return None
        values: Any = call.parts.json
        try:
            if call.extra_body:
                values = {**(values if is_dict(values) else {}), **json_value("extra_body", call.extra_body)}
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
        except (TypeError, ValueError, RecursionError) as error:
            problem = cut(str(error))
            raise ConfigurationError(f"The body of {call.operation.name} is not JSON: {problem}.") from error
        return Body("application/json", [text])
