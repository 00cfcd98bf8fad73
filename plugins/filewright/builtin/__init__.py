"""The plugins that Filewright comes with. They use the same hooks as anybody's."""
