"""Adapters to other libraries, which use public names only; each is imported on first use."""
