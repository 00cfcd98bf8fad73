"""Files, Uploads and Batches: the low-level client. Generated from openapi.yaml: do not edit, run `nox -s regenerate`.

It creates requests and parses responses, but sends nothing; `operations` lists all operations.
"""
