"""One package for each tag, one module for each operation.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""
