"""The faults that are provoked, by number: what is done to the client or the server, and what must come of it.

The numbers are kept when rows go, so that they mean the same for ever; 0 is for responses that are odd and yet right.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One fault."""

    number: int
    group: str
    stimulus: str
    outcome: str


_RETRIES = {
    1: ("the connection is reset early in a large upload", "sent again from the start; then `APIConnectionError`"),
    2: ("two failures (500) after the whole upload, then a success", "looked for before each re-send; same bytes"),
    3: ("every create fails with 500", "looked for between attempts; then `InternalServerError`"),
    4: ("the file is stored, and the connection closed without a response", "one file"),
    6: ("the file is stored, and the response never comes", "one file, or `UploadOutcomeUnknownError`"),
    169: ("the same, and another client stores an equal file meanwhile", "`UploadOutcomeUnknownError` that names both"),
    7: ("a connection in use before is dropped after it took the upload", "one file"),
    9: ("the server says how long to wait: seconds, milliseconds, a date", "waits that long"),
    10: ("a wait that makes no sense: negative, past, words", "waits as if nothing was said"),
    11: ("a wait of over two minutes", "no wait; the error tells what was asked"),
    12: ("`x-should-retry`, in any case of letters", "obeyed"),
    13: ("each status from 400 to 511, and 599, 600, 999", "the error of its class; 501, 505, 600 and up only once"),
    14: ("many calls while the server is down", "a budget of retries per client bounds the requests"),
    15: ("`max_retries` that is negative, None, a fraction, text, a bool", "`ConfigurationError` when it is made"),
    16: ("nobody listens, or the host has no address", "retried; then `APIConnectionError`"),
    17: ("a base URL that is empty, or has another scheme, none, or a query", "`ConfigurationError` when it is made"),
    18: ("413 while the body is still on its way", "the status error; one request"),
    19: ("the server takes the connection and reads nothing", "`APITimeoutError`"),
    21: ("the head of a response trickles in", "`APITimeoutError` within the read timeout, or the total one"),
}

_RESPONSES = {
    22: ("200 with broken JSON", "`APIResponseValidationError`"),
    23: ("200 with nothing, 204", "`APIResponseValidationError`"),
    24: ("200 with a web page", "`APIResponseValidationError`"),
    26: ("200 with JSON that is not an object", "`APIResponseValidationError`"),
    27: ("200 with an object that is not a file", "`APIResponseValidationError`"),
    28: ("200 with a member of the wrong type", "`APIResponseValidationError`"),
    29: ("200 with invalid UTF-8", "`APIResponseValidationError`"),
    31: ("an id with half a surrogate pair", "`APIResponseValidationError`"),
    32: ("a chunked response that is cut off", "retried; then `APIConnectionError`"),
    33: ("data that is not HTTP, in 16 forms", "`APIConnectionError`"),
    38: ("401 with a body of 14 forms: JSON, HTML, empty, binary, 1 MiB", "`AuthenticationError`, each time"),
    39: ("an error body that repeats the key", "the key is masked"),
    40: ("an error body of 200 MiB", "the status error; its first MiB is read"),
    41: ("gzip that inflates a thousandfold", "`ResponseTooLargeError` after the first 64 MiB"),
    42: ("1 GiB of JSON without a length", "`ResponseTooLargeError` after the first 64 MiB"),
    43: ("`Content-Encoding: gzip` on data that is not gzip", "`APIResponseValidationError`; one request"),
    44: ("a download in gzip, cut in half", "`IntegrityError`"),
    46: ("a create is redirected (302)", "the status error"),
    166: ("a create is redirected within its origin (307, 308)", "sent there, whole"),
    167: ("a download is redirected to another https host", "followed, without credentials"),
    170: ("a list of null, or with times that are null or fractions", "an empty list; listed"),
    171: ("a file is stored without the expiry that was asked for", "a warning, or `ExpiryIgnoredError`"),
    168: ("200 with an error in it", "`APIResponseValidationError` with the server's sentence"),
    47: ("a redirect to another host (307, 308)", "the status error; the other host hears nothing"),
    48: ("a redirect from https to http", "the status error; nothing is asked in clear"),
    165: ("a header or an error body that repeats itself without end", "time grows with its length alone"),
    49: ("redirects in a circle", "the status error after one bounded chain"),
    0: ("unknown purposes and statuses, further members, nulls for what may lack", "accepted and kept"),
}

_DOWNLOADS = {
    51: ("cut short, onto a file that is there", "resumed or made again; else `IntegrityError`, and the file is whole"),
    52: ("cut short, without a length", "the same"),
    54: ("nothing more comes", "resumed or made again; else `APITimeoutError`, and the file is whole"),
    55: ("the download is refused", "the status error; the file is whole"),
    56: ("onto a symbolic link", "the link is replaced; what it led to is untouched"),
    154: ("onto a named pipe, a device, an open descriptor", "written to, never replaced"),
    155: ("onto a file that is mounted by itself", "`DestinationError` before anything is written"),
    156: ("onto a file with setuid, setgid and sticky bits", "the new file has none of them"),
    57: ("the disk is full", "`DestinationError`; nothing is left behind"),
    58: ("onto a directory", "`DestinationError`"),
    59: ("fewer bytes than were announced, or than the caller expects", "`IntegrityError`"),
    63: ("the task is cancelled meanwhile", "the file is whole; nothing is left behind"),
    64: ("the server suggests a name with `../`", "no path is made of it"),
    160: ("in a content coding that was not asked for, or in several", "`IntegrityError`, and the file is whole"),
    161: ("gzip that inflates without end", "`ResponseTooLargeError`; memory stays flat"),
    163: ("JSONL with U+2028, U+0085 or a form feed in its strings", "lines end at line feeds alone"),
    164: ("more bytes than `max_content_bytes`", "`ResponseTooLargeError`, however they are read"),
    65: ("asked for the rest, the server sends all, 416, another part, another version", "made again from the start"),
}

_SOURCES = {
    66: ("a generator, an async generator, an async file, a list", "`SourceError` that says what to do"),
    67: ("a pipe", "arrives whole"),
    69: ("a handle that is closed, text, or for writing only", "`SourceError`; no request"),
    70: ("paths as text, all kinds of buffers; None, empty tuples", "accepted whole; `SourceError`"),
    71: ("a path to nothing, to a directory, to a device", "`SourceError` (also the `OSError`) with the path"),
    72: ("the file shrinks, grows or is replaced while it is sent", "`SourceChangedError`"),
    73: ("no bytes at all", "sent as they are; the server decides"),
    74: ("a file of 512 MiB", "memory stays flat"),
    75: ("a file of 4 GiB and a byte", "memory stays flat"),
    77: ("one handle, twice in turn", "whole, both times"),
    152: ("one handle, in two uploads at once", "the second is refused with `SourceError`; the first arrives whole"),
    153: ("the file is rewritten in place while it is sent, its size the same", "`SourceChangedError`"),
    157: ("an id that could leave its segment of the path", "`ConfigurationError`; no request"),
    158: (
        "values of enums, numpy and decimals; NaN",
        "sent by value everywhere; refused",
    ),
    78: ("no purpose, or none that is text; a timeout of NaN, 0, -1", "`ConfigurationError`; no request"),
    150: ("the content of another file, an `httpx.Response`, an array", "arrives whole; `SourceError`"),
    151: ("text in a tuple that is also a path", "sent as it is, in UTF-8; no file is read"),
}

_UPLOADS = {
    79: ("a part fails for good", "the upload is cancelled, or can be resumed"),
    80: ("the response to a part is lost", "the upload is completed with the right parts"),
    172: (
        "the response to the completion is lost, and it is refused the next time",
        "found by its file; not cancelled",
    ),
    173: ("two parts are given one id", "`IntegrityError` before the upload is completed"),
    82: ("fewer bytes than were declared", "`SourceError` before the upload is completed"),
    83: ("a part size of 0, -1, 1 TiB", "`ConfigurationError`"),
    84: ("an empty file", "`SourceError`; no request"),
    87: ("Ctrl-C between two parts", "the upload is cancelled, or can be resumed"),
    122: ("the process is killed within a part", "resumed: no part is lost or sent twice"),
    124: ("resumed with other content of the same size", "`SourceChangedError`"),
    125: ("two processes resume the same upload", "the second is refused"),
    126: ("resumed after the upload has expired", "started afresh"),
}

_SECURITY = {
    88: ("a file name with quotes, line breaks, NUL", "escaped as browsers do, or refused"),
    89: ("a file name that is empty, no Unicode, or a path", "refused; of a path, its last part is sent"),
    90: ("a line break in the type or a header of the file", "refused; no request"),
    91: ("content that looks like the next field", "cannot be: the boundary is random, and nobody else's to set"),
    92: ("a line break or a bad name in further headers", "`ConfigurationError`; no request"),
    94: ("a key that cannot be sent", "`ConfigurationError` that does not show it"),
    174: ("a function for the key that gives none", "`MissingCredentialsError`; no request"),
    175: (
        "a proxy or certificates in the environment that cannot be used",
        "`ConfigurationError` that names the variable",
    ),
    95: ("all loggers at DEBUG", "no key, no content"),
    96: ("reprs, pickles and tracebacks", "no key"),
    97: ("a proxy in the environment", "this machine is reached without it"),
    98: ("a password in the URL; netrc; cookies; another host without TLS", "refused; ignored; not kept; warned of"),
    99: ("a certificate that is self-signed, or of another host; TLS 1.1", "`APIConnectionError`"),
    100: ("a recorded cassette", "no key, no content"),
    102: ("a call that no cassette holds", "fails at once; nothing is sent"),
}

_LIFE = {
    103: ("fork after the first call", "each process has its own connections"),
    104: ("32 threads, 200 tasks, several event loops on one client", "each gets its own response"),
    106: ("an upload is cancelled, with one connection in all", "the connection is free again"),
    107: ("Ctrl-C in an upload, with one connection in all", "the connection is free again"),
    108: ("a client or a content that is dropped unclosed", "`ResourceWarning`"),
    109: ("no connection is free", "`APITimeoutError` that says so"),
    111: ("waiting: the file fails, its status is unknown, time is over, a web page comes", "told, each in its way"),
}

_SERVER = {
    113: ("where the embedded server listens", "on 127.0.0.1, unless told otherwise"),
    114: ("another `Host`, or none", "refused"),
    115: ("requests from web pages", "refused, without CORS headers"),
    116: ("no token, or a wrong one", "401"),
    118: ("ids that are paths, or have escapes in them", "404; nothing outside the store is touched"),
    120: ("heads and bodies that do not come", "cut off; others are served"),
    121: ("symbolic links in the store; its modes", "not followed; 0700 and 0600"),
    127: ("plugins that are blocked, or raise", "not imported; named in the error, with the version"),
}

_GROUPS = {
    "Retries": _RETRIES,
    "Malformed responses": _RESPONSES,
    "Downloads": _DOWNLOADS,
    "Sources": _SOURCES,
    "Uploads in parts": _UPLOADS,
    "Security": _SECURITY,
    "Life cycle": _LIFE,
    "Embedded server and plugins": _SERVER,
}

ROWS = {
    number: Row(number, group, stimulus, outcome)
    for group, rows in _GROUPS.items()
    for number, (stimulus, outcome) in rows.items()
}

NOT_YET: dict[int, str] = {}
"""The rows that no test covers, and why."""
