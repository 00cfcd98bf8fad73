"""HTTP/1.1 on one connection at a time (RFC 9112): messages, and those who send and receive them.

`messages` and `heads` do no I/O. A connection carries one exchange after another; `wire.connections` lends it.
"""
