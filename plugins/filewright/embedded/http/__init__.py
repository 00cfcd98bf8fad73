"""The API over HTTP: as an application, in a server, and as an httpx transport."""
