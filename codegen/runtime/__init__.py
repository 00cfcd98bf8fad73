"""Plain files that regenerate.py copies into generated packages unchanged."""
