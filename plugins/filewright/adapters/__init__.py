"""Adapters to other libraries, made of public names only; each is imported when it is asked for."""
