"""All that does I/O: it performs what flows ask for. Nothing else touches httpx's private parts."""
