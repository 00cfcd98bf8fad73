"""What calls return beside models: pages, contents of files, and responses with their headers."""
