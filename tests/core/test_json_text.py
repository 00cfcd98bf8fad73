"""Values as compact JSON."""

from __future__ import annotations

import json

from filewright.ground.json_text import as_json
from filewright.providers.handing import _write_body
from filewright.providers.table import Inline

HALF = {"text": "caf\u00e9 \ud83d"}
"""What a tokenizer leaves that cuts an emoji in two: JSON has it, and UTF-8 cannot express it."""


def test_half_of_a_surrogate_pair_is_escaped():
    assert as_json(HALF) == b'{"text":"caf\xc3\xa9 \\ud83d"}'
    assert json.loads(as_json(HALF)) == HALF


def test_requests_that_have_one_are_handed_over(tmp_path):
    lines, body = tmp_path / "lines", tmp_path / "body"
    lines.write_text(json.dumps({"custom_id": "a", "body": HALF}) + "\n")
    _write_body(lines, body, Inline(endpoint="/v1/chat/completions"))
    assert json.loads(body.read_bytes()) == {"requests": [{"custom_id": "a", "params": HALF}]}
