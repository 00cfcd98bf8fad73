"""Operations of one tag. Generated from openapi.yaml: do not edit, run `nox -s regenerate`."""
