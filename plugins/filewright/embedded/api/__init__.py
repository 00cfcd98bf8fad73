"""The API over a store: requests in, responses out, apart from any web framework."""
