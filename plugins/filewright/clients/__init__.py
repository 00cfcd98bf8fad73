"""The clients: settings, plugins, connections, and their life."""
