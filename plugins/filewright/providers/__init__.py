"""Services that speak the API with an accent of their own: a provider a file, made of hooks alone."""
