"""From a changed contract to a release: what differs, which version that asks for, and the files of it."""
