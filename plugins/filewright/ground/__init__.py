"""The ground of the package: locks, places, lazy exports and the ways of operating systems."""
