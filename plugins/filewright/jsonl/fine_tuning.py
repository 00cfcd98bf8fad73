"""The rules of training files.

Formats: https://platform.openai.com/docs/guides/supervised-fine-tuning, direct-preference-optimization,
reinforcement-fine-tuning and vision-fine-tuning beside it. The codes are those of the API's own example of a check
(https://cookbook.openai.com/examples/chat_finetuning_data_prep).
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..narrowing import is_dict, is_list
from .parsing import shown
from .rules import Findings, Rules, error, warning

MIN_EXAMPLES = 10
"""A job with fewer is refused."""
GOOD_EXAMPLES = 50
"""From which on the guide sees an improvement."""
MAX_IMAGE_EXAMPLES = 50_000
MAX_IMAGES = 64
"""Of an example."""
MAX_IMAGE_BYTES = 10_000_000

ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_MESSAGE_KEYS = {
    "role",
    "content",
    "name",
    "function_call",
    "tool_calls",
    "tool_call_id",
    "weight",
    "refusal",
    "audio",
}
_PART_TYPES = ("text", "image_url", "refusal", "input_audio")
_DATA_URL = re.compile(r"data:image/(?:jpe?g|png|webp);base64,[A-Za-z0-9+/]*={0,2}\Z")


class _TrainingRules(Rules):
    """Rules for all training files: the number of examples, and images."""

    image_examples = 0

    def at_line(self, value: dict[str, Any], number: int) -> Findings:
        """Check an example."""
        yield from self.example(value)
        images = sum(_count_images(messages) for messages in self.messages_of(value))
        self.image_examples += images > 0
        if images > MAX_IMAGES:
            yield error("too_many_images", f"It has {images} images; {MAX_IMAGES} are allowed in an example.")

    def example(self, value: dict[str, Any]) -> Findings:
        """Check the specifics of this kind."""
        raise NotImplementedError

    def messages_of(self, value: dict[str, Any]) -> list[Any]:
        """The lists of messages of an example."""
        return [value.get("messages")]

    def at_end(self) -> Findings:
        """Check the number of examples."""
        lines = self.report.lines
        if lines < MIN_EXAMPLES:
            yield error("too_few_examples", f"It has {lines} examples; {MIN_EXAMPLES} are needed.")
        elif lines < GOOD_EXAMPLES:
            yield warning("few_examples", f"It has {lines} examples; {GOOD_EXAMPLES} or more are recommended.")
        if self.image_examples > MAX_IMAGE_EXAMPLES:
            most = f"{MAX_IMAGE_EXAMPLES:,}"
            yield error("too_many_image_examples", f"{self.image_examples:,} examples have images; {most} may.")


class ChatRules(_TrainingRules):
    """Rules for conversations, with tools and images, that end with the desired output."""

    def example(self, value: dict[str, Any]) -> Findings:
        """Check a conversation."""
        messages = value.get("messages")
        if not is_list(messages) or not messages:
            yield error("missing_messages_list", f"messages is {_got(value, 'messages')}; it is a list.", "$.messages")
            return
        names = _tool_names(value)
        yield from _tool_faults(value)
        yield from _conversation_faults(messages, "$.messages", names)
        if not any(is_dict(each) and each.get("role") == "assistant" for each in messages):
            yield error("example_missing_assistant_message", "No message is the assistant's.", "$.messages")


class PreferenceRules(_TrainingRules):
    """Rules for an input with a preferred and a non-preferred output."""

    def messages_of(self, value: dict[str, Any]) -> list[Any]:
        """The messages of the input."""
        given = value.get("input")
        return [given.get("messages")] if is_dict(given) else []

    def example(self, value: dict[str, Any]) -> Findings:
        """Check a pair of outputs."""
        given = value.get("input")
        messages = given.get("messages") if is_dict(given) else None
        names = _tool_names(given) if is_dict(given) else None
        if is_list(messages) and messages:
            yield from _conversation_faults(messages, "$.input.messages", names)
        else:
            yield error("missing_messages_list", "input.messages is missing; it is a list.", "$.input.messages")
        for name in ("preferred_output", "non_preferred_output"):
            yield from _output_faults(value, name, names)


class ReinforcementRules(_TrainingRules):
    """Rules for prompts, with additional data for the grader."""

    def example(self, value: dict[str, Any]) -> Findings:
        """Check a prompt."""
        messages = value.get("messages")
        if not is_list(messages) or not messages:
            yield error("missing_messages_list", f"messages is {_got(value, 'messages')}; it is a list.", "$.messages")
            return
        yield from _conversation_faults(messages, "$.messages", _tool_names(value))
        last = messages[-1]
        if is_dict(last) and last.get("role") == "assistant":
            yield error(
                "last_message_is_assistant", "The last message is the assistant's, not the user's.", "$.messages"
            )


def _output_faults(value: dict[str, Any], name: str, tools: set[str] | None) -> Findings:
    output = value.get(name)
    if not is_list(output) or not output:
        yield error("missing_output", f"{name} is {_got(value, name)}; it is a list of messages.", f"$.{name}")
        return
    yield from _conversation_faults(output, f"$.{name}", tools)
    if any(is_dict(each) and each.get("role") not in {"assistant", "tool"} for each in output):
        yield error("unrecognized_role", f"{name} has messages that are not the assistant's.", f"$.{name}")


# Messages


def _conversation_faults(messages: list[Any], path: str, tools: set[str] | None) -> Findings:
    called: set[str] = set()
    for number, message in enumerate(messages):
        place = f"{path}[{number}]"
        if not is_dict(message):
            yield error("data_type", f"The message is {shown(message)}, not an object.", place)
            continue
        yield from _message_faults(message, place)
        if message.get("role") == "assistant":
            yield from _call_faults(message, place, tools, called)
        if message.get("role") == "tool" and message.get("tool_call_id") not in called:
            got = _got(message, "tool_call_id")
            yield error("unknown_tool_call", f"tool_call_id is {got}; no call before has it.", f"{place}.tool_call_id")


def _message_faults(message: dict[str, Any], place: str) -> Findings:
    role = message.get("role")
    if "role" not in message:
        yield error("message_missing_key", "The message has no role.", place)
    elif role not in ROLES:
        yield error("unrecognized_role", f"role is {shown(role)}; it is one of {', '.join(ROLES)}.", f"{place}.role")
    odd = sorted(set(message) - _MESSAGE_KEYS)
    if odd:
        yield warning("message_unrecognized_key", f"The message has the key {shown(odd[0])}.", place)
    if "weight" in message and (role != "assistant" or message["weight"] not in (0, 1)):
        got = shown(message["weight"])
        yield error("invalid_weight", f"weight is {got}; it is 0 or 1, of the assistant.", f"{place}.weight")
    yield from _content_faults(message, place)


def _content_faults(message: dict[str, Any], place: str) -> Findings:
    content = message.get("content")
    if is_list(content):
        for number, part in enumerate(content):
            yield from _part_faults(part, f"{place}.content[{number}]", message.get("role"))
        return
    if isinstance(content, str) and content:
        return
    does_else = any(message.get(name) for name in ("tool_calls", "function_call", "refusal", "audio"))
    if not does_else and not isinstance(content, str):
        yield error("missing_content", f"content is {_got(message, 'content')}; it is text.", f"{place}.content")
    elif not does_else:
        yield warning("empty_content", "content is empty.", f"{place}.content")


def _part_faults(part: Any, place: str, role: Any) -> Findings:
    kind = part.get("type") if is_dict(part) else None
    if not is_dict(part) or kind not in _PART_TYPES:
        yield error("data_type", f"The part is of type {shown(kind)}; known are {', '.join(_PART_TYPES)}.", place)
    elif kind == "text" and not isinstance(part.get("text"), str):
        yield error("missing_content", f"text is {_got(part, 'text')}; it is text.", f"{place}.text")
    elif kind == "image_url":
        yield from _image_faults(part.get("image_url"), f"{place}.image_url", role)


def _image_faults(image: Any, place: str, role: Any) -> Findings:
    url = image.get("url") if is_dict(image) else None
    if role == "assistant":
        yield error("image_of_assistant", "The assistant cannot send images.", place)
    if not isinstance(url, str):
        yield error("invalid_image", "image_url has no url.", f"{place}.url")
    elif url.startswith("data:"):
        if not _DATA_URL.match(url):
            yield error("invalid_image", f"{shown(url)} is not a JPEG, PNG or WEBP in base64.", f"{place}.url")
        elif len(url) * 3 // 4 > MAX_IMAGE_BYTES:
            yield error("image_too_large", f"It has more than {MAX_IMAGE_BYTES:,} bytes.", f"{place}.url")
    elif not url.startswith(("https://", "http://")):
        yield error("invalid_image", f"{shown(url)} is neither a URL of http(s) nor a data URL.", f"{place}.url")


def _count_images(messages: Any) -> int:
    contents = [each.get("content") for each in messages if is_dict(each)] if is_list(messages) else []
    parts = [part for content in contents if is_list(content) for part in content]
    return sum(is_dict(part) and part.get("type") == "image_url" for part in parts)


# Tools


def _tool_names(value: dict[str, Any]) -> set[str] | None:
    """Return the names of an example's tools; None if it has none, so that calls are not compared with them."""
    tools = value.get("tools")
    if not is_list(tools):
        return None
    functions = [each["function"] for each in tools if is_dict(each) and is_dict(each.get("function"))]
    return {name for each in functions if isinstance(name := each.get("name"), str)}


def _tool_faults(value: dict[str, Any]) -> Findings:
    if "tools" not in value:
        return
    tools = value["tools"]
    if not is_list(tools):
        yield error("data_type", f"tools is {shown(tools)}; it is a list.", "$.tools")
        return
    for number, tool in enumerate(tools):
        function = tool.get("function") if is_dict(tool) else None
        place = f"$.tools[{number}]"
        if not is_dict(tool) or tool.get("type") != "function" or not is_dict(function):
            yield error("invalid_tool", "A tool has the type function, and a function.", place)
        elif not isinstance(function.get("name"), str):
            yield error("invalid_tool", f"name is {_got(function, 'name')}; it is text.", f"{place}.function.name")
        elif not is_dict(function.get("parameters", {})):
            yield error("invalid_tool", "parameters is not an object.", f"{place}.function.parameters")


def _call_faults(message: dict[str, Any], place: str, tools: set[str] | None, called: set[str]) -> Findings:
    calls = message.get("tool_calls")
    if calls is None:
        return
    if not is_list(calls):
        yield error("data_type", f"tool_calls is {shown(calls)}; it is a list.", f"{place}.tool_calls")
        return
    for number, call in enumerate(calls):
        yield from _one_call_faults(call, f"{place}.tool_calls[{number}]", tools, called)


def _one_call_faults(call: Any, where: str, tools: set[str] | None, called: set[str]) -> Findings:
    function = call.get("function") if is_dict(call) else None
    if not is_dict(call) or not isinstance(call.get("id"), str) or not is_dict(function):
        yield error("invalid_tool_call", "A call has an id, the type function, and a function.", where)
        return
    called.add(call["id"])
    name, arguments = function.get("name"), function.get("arguments")
    if not isinstance(name, str) or not isinstance(arguments, str):
        yield error("invalid_tool_call", "The function of a call has a name, and arguments as text.", where)
        return
    if tools is not None and name not in tools:
        yield error("unknown_tool", f"{shown(name)} is not one of the example's tools.", f"{where}.function.name")
    if not _is_json_object(arguments):
        found = f"arguments is {shown(arguments)}; it is an object as JSON."
        yield warning("invalid_arguments", found, f"{where}.function.arguments")


def _is_json_object(text: str) -> bool:
    try:
        return is_dict(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _got(value: dict[str, Any], name: str) -> str:
    return shown(value[name]) if name in value else "missing"
