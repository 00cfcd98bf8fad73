"""What generated packages have as it is: plain files, copied by regenerate.py."""
