"""One large file in parts: how it is cut, what is written down of it, and how it goes up and comes down."""
