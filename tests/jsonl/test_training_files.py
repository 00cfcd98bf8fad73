"""What is asked of files for fine-tuning and evals."""

from __future__ import annotations

import json

import pytest
from filewright import jsonl

USER = {"role": "user", "content": "What is the weather?"}
ASSISTANT = {"role": "assistant", "content": "Fine."}
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"town": "Rome"}'}}
PICTURE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}


def chat(*messages, **more):
    return {"messages": list(messages), **more}


def file(*examples):
    return "".join(json.dumps(each) + "\n" for each in examples).encode()


def of_one(example, kind="fine-tune"):
    """The problems of an example among fifty good ones."""
    goods = {
        "fine-tune": chat(USER, ASSISTANT),
        "fine-tune-rft": chat(USER),
        "fine-tune-dpo": {
            "input": {"messages": [USER]},
            "preferred_output": [ASSISTANT],
            "non_preferred_output": [ASSISTANT],
        },
        "evals": {"item": {"question": "?"}},
    }
    report = jsonl.check(file(*[goods[kind]] * 50, example), kind)
    assert {each.line for each in report.problems} <= {51}
    return [(each.code, each.path) for each in report.problems]


GOOD = [
    chat(USER, ASSISTANT),
    chat({"role": "system", "content": "Be brief."}, USER, {**ASSISTANT, "weight": 0}),
    chat(USER, {"role": "assistant", "tool_calls": [CALL]}, tools=TOOLS),
    chat(
        USER,
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "20 degrees"},
        ASSISTANT,
        tools=TOOLS,
        parallel_tool_calls=False,
    ),
    chat({"role": "user", "content": [{"type": "text", "text": "What is it?"}, PICTURE]}, ASSISTANT),
    chat(
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0="}}]},
        ASSISTANT,
    ),
    chat(USER, {"role": "assistant", "refusal": "No."}),
]


@pytest.mark.parametrize("example", GOOD)
def test_good_examples_pass(example):
    assert of_one(example) == []


BAD = [
    ({}, "missing_messages_list", "$.messages"),
    (chat(), "missing_messages_list", "$.messages"),
    (chat("text", ASSISTANT), "data_type", "$.messages[0]"),
    (chat(USER), "example_missing_assistant_message", "$.messages"),
    (chat({"content": "x"}, ASSISTANT), "message_missing_key", "$.messages[0]"),
    (chat({"role": "robot", "content": "x"}, ASSISTANT), "unrecognized_role", "$.messages[0].role"),
    (chat({"role": "user"}, ASSISTANT), "missing_content", "$.messages[0].content"),
    (chat(USER, {**ASSISTANT, "weight": 2}), "invalid_weight", "$.messages[1].weight"),
    (chat({**USER, "weight": 1}, ASSISTANT), "invalid_weight", "$.messages[0].weight"),
    (chat({**USER, "mood": "good"}, ASSISTANT), "message_unrecognized_key", "$.messages[0]"),
    (chat(USER, ASSISTANT, tools={}), "data_type", "$.tools"),
    (chat(USER, ASSISTANT, tools=[{"type": "function"}]), "invalid_tool", "$.tools[0]"),
    (chat(USER, {**ASSISTANT, "tool_calls": {}}), "data_type", "$.messages[1].tool_calls"),
    (chat(USER, {"role": "assistant", "tool_calls": [{}]}), "invalid_tool_call", "$.messages[1].tool_calls[0]"),
    (
        chat(
            USER,
            {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "other", "arguments": "{}"}}]},
            tools=TOOLS,
        ),
        "unknown_tool",
        "$.messages[1].tool_calls[0].function.name",
    ),
    (
        chat(
            USER,
            {"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "weather", "arguments": "no"}}]},
        ),
        "invalid_arguments",
        "$.messages[1].tool_calls[0].function.arguments",
    ),
    (
        chat(USER, {"role": "tool", "tool_call_id": "none", "content": "x"}, ASSISTANT),
        "unknown_tool_call",
        "$.messages[1].tool_call_id",
    ),
    (
        chat(USER, {"role": "assistant", "content": [PICTURE]}),
        "image_of_assistant",
        "$.messages[1].content[0].image_url",
    ),
    (
        chat({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a.png"}}]}, ASSISTANT),
        "invalid_image",
        "$.messages[0].content[0].image_url.url",
    ),
    (
        chat(
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/gif;base64,AA=="}}]},
            ASSISTANT,
        ),
        "invalid_image",
        "$.messages[0].content[0].image_url.url",
    ),
    (chat({"role": "user", "content": [PICTURE] * 65}, ASSISTANT), "too_many_images", "$"),
    (chat({"role": "user", "content": [{"type": "video"}]}, ASSISTANT), "data_type", "$.messages[0].content[0]"),
]


@pytest.mark.parametrize(("example", "code", "path"), BAD)
def test_a_bad_example_is_told_with_its_place(example, code, path):
    assert of_one(example) == [(code, path)]


def test_few_examples_are_told():
    assert jsonl.check(file(*[chat(USER, ASSISTANT)] * 9), "fine-tune").codes == {"too_few_examples": 1}
    report = jsonl.check(file(*[chat(USER, ASSISTANT)] * 10), "fine-tune")
    assert report.ok
    assert report.codes == {"few_examples": 1}


DPO = {"input": {"messages": [USER]}, "preferred_output": [ASSISTANT], "non_preferred_output": [ASSISTANT]}


def test_preferences_have_an_input_and_two_outputs():
    assert of_one(DPO, "fine-tune-dpo") == []
    assert of_one({**DPO, "preferred_output": []}, "fine-tune-dpo") == [("missing_output", "$.preferred_output")]
    assert of_one({**DPO, "input": {}}, "fine-tune-dpo") == [("missing_messages_list", "$.input.messages")]
    assert of_one({**DPO, "preferred_output": [USER]}, "fine-tune-dpo") == [("unrecognized_role", "$.preferred_output")]


def test_prompts_for_reinforcement_end_with_the_user():
    assert of_one(chat(USER, answer=42), "fine-tune-rft") == []
    found = of_one(chat(USER, ASSISTANT), "fine-tune-rft")
    assert found == [("last_message_is_assistant", "$.messages")]


def test_items_of_evals_are_objects_with_the_same_keys():
    assert of_one({"item": {"question": "!"}, "sample": {}}, "evals") == []
    assert of_one({"question": "!"}, "evals") == [("missing_item", "$.item")]
    assert of_one({"item": {"query": "!"}}, "evals") == [("item_keys_differ", "$.item")]
    assert of_one({"item": {"question": "!"}, "sample": 1}, "evals") == [("data_type", "$.sample")]


@pytest.mark.parametrize(
    ("example", "kind"),
    [
        (chat(USER, ASSISTANT), "fine-tune-chat"),
        (DPO, "fine-tune-dpo"),
        ({"item": {}}, "evals"),
        ({"custom_id": "a"}, "batch"),
        ({"text": "a"}, "jsonl"),
    ],
)
def test_the_kind_is_told_by_the_first_line(example, kind):
    assert jsonl.check(file(example)).kind == kind
    fine_tune = jsonl.check(file(example), "fine-tune").kind
    assert fine_tune == (kind if kind.startswith("fine-tune") else "fine-tune-chat")
