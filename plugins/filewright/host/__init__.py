"""The plugins of a client: which there are, and typed ways to ask them."""
