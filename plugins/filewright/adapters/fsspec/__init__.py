"""A file system for fsspec: `openai://purpose/name`, for pandas, pyarrow, duckdb and whatever else reads fsspec's URLs.

Importing this module needs the extra `fsspec`. fsspec itself finds it by its entry point.
"""

from .system import OpenAIFileSystem

__all__ = ["OpenAIFileSystem"]
