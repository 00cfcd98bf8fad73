"""Large files in parts: the division, the journal, uploads and downloads."""
