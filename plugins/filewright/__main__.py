"""`python -m filewright`: the command."""

from .cli import main

main()
