"""`transport="pyreqwest"`: requests are carried by pyreqwest: HTTP, TLS and the connections are outside Python.

It is imported only where it was asked for, and needs the extra `fast`. Nothing of it is seen from outside: requests and
responses are httpx's, and so are the failures.
"""
