"""Files, Uploads and Batches: the low-level client. Generated from openapi.yaml: do not edit, run `nox -s regenerate`.

It makes requests and reads responses, and sends nothing: `operations` lists what there is.
"""
