"""Results of calls besides models: pages, contents of files, and responses with their headers."""
