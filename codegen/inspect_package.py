"""Prints as JSON what a generated package really has.

Run in a process of its own: `python -I inspect_package.py DIRECTORY NAME`.
"""

from __future__ import annotations

import inspect
import json
import sys
from importlib import import_module
from typing import Any


def _model_fields(models: Any) -> dict[str, list[str]]:
    """Model -> names of its attributes; names that are no models (kinds of text) are imported all the same."""
    everything = {name: getattr(models, name) for name in models.__all__}
    classes = {name: each for name, each in everything.items() if hasattr(each, "json_fields")}
    return {name: [attribute for attribute, _, _ in each.json_fields] for name, each in classes.items()}


def _operation_facts(operation: Any) -> dict[str, Any]:
    module = import_module(operation.module)
    parameters = inspect.signature(module.build_request).parameters.values()
    return {
        "arguments": [parameter.name for parameter in parameters],
        "required": [parameter.name for parameter in parameters if parameter.default is parameter.empty],
        "answer": module.parse_response.__annotations__["return"],
        "record": operation._asdict(),
    }


def main(directory: str, package_name: str) -> None:
    """Import all of the package and print its facts."""
    sys.path.insert(0, directory)
    operations = import_module(f"{package_name}.operations").OPERATIONS
    facts = {
        "models": _model_fields(import_module(f"{package_name}.models")),
        "operations": {name: _operation_facts(operation) for name, operation in operations.items()},
    }
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
