"""What the whole package stands on: locks, places and the ways of operating systems."""
