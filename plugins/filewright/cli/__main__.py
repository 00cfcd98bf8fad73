"""`python -m filewright.cli`."""

from . import main

main()
