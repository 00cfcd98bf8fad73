"""The resources of a client: the generated ones, and subclasses of those that have behaviour of their own."""
