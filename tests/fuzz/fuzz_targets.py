"""The table of all that is fuzzed."""

from __future__ import annotations

import fuzz_contract
import fuzz_hostile
import fuzz_multipart
import fuzz_responses
import fuzz_server
import fuzz_time
from fuzz_core import Target

TARGETS = {
    target.name: target
    for target in (
        Target(
            name="responses",
            about="what servers respond, to every operation and to what is built on them",
            engines=("hypothesis", "atheris"),
            inputs=fuzz_responses.inputs,
            check=fuzz_responses.check,
            from_bytes=fuzz_responses.from_bytes,
            seeds=fuzz_responses.seeds,
            words=fuzz_responses.WORDS,
        ),
        Target(
            name="multipart",
            about="what is passed to be uploaded: names, types, headers, contents, expiry, extra fields",
            engines=("hypothesis", "atheris"),
            inputs=fuzz_multipart.inputs,
            check=fuzz_multipart.check,
            from_bytes=fuzz_multipart.from_bytes,
            seeds=fuzz_multipart.seeds,
            words=fuzz_multipart.WORDS,
        ),
        Target(
            name="server",
            about="requests to the embedded server: targets, headers, forms, JSON, all of it nearly right",
            engines=("hypothesis", "atheris"),
            inputs=fuzz_server.inputs,
            check=fuzz_server.check,
            from_bytes=fuzz_server.from_bytes,
            seeds=fuzz_server.seeds,
            words=fuzz_server.WORDS,
        ),
        Target(
            name="time",
            about="what servers respond, of which a header or the body is long and repeats itself",
            engines=("hypothesis",),
            inputs=fuzz_time.inputs,
            check=fuzz_time.check,
        ),
        Target(
            name="hostile",
            about="contracts with code, Markdown, YAML or paths in any of their strings, to the code generator",
            engines=("hypothesis",),
            inputs=fuzz_hostile.inputs,
            check=fuzz_hostile.check,
            cost=10,
        ),
        Target(
            name="contract",
            about="what schemathesis makes of openapi.yaml, to the embedded server's ASGI application",
            engines=("schemathesis",),
            inputs=fuzz_contract.inputs,
            check=fuzz_server.check_app,
        ),
    )
}


def close_all() -> None:
    """Close the clients and servers that the targets share."""
    fuzz_responses.close_bench()
    fuzz_multipart.close_taker()
    fuzz_server.close_world()
    fuzz_time.close_bench()
