"""Makes generated/ from openapi.yaml: validate, generate, add the helper data and the resources, check, put in place.

    python codegen/regenerate.py            regenerate
    python codegen/regenerate.py --check    say which files differ from what the contract gives; exit 1 if any does

The tools it needs are in requirements.txt beside it. Whatever looks wrong stops it with exit code 1, and then the old
package is still in its place.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:  # so that this file can be loaded by its path, too
    sys.path.insert(0, str(HERE))

import commands  # noqa: E402
import helpers  # noqa: E402
import inspection  # noqa: E402
import jinja2  # noqa: E402
import openapi_python_client  # noqa: E402
import reference  # noqa: E402
import resources as resource_classes  # noqa: E402
import shapes  # noqa: E402
import typings  # noqa: E402
from contract import Contract  # noqa: E402
from literals import in_docstring, plain_words  # noqa: E402
from openapi_python_client.config import Config, ConfigFile, MetaType  # noqa: E402
from openapi_python_client.parser import GeneratorData  # noqa: E402
from openapi_python_client.parser.errors import GeneratorError  # noqa: E402
from openapi_python_client.strings import ClassName  # noqa: E402
from refusals import RegenerationError  # noqa: E402
from telling import say  # noqa: E402

CONTRACT = HERE.parent / "openapi.yaml"
OUT = HERE.parent / "generated" / "filewright_api"
CONFIG = HERE / "config.yml"
TEMPLATES = HERE / "templates"
RUNTIME = HERE / "runtime"
"""Files of a package of models that are copied unchanged, without values from the contract."""
OVERRIDES = "OVERRIDES.toml"
UPSTREAM_TEMPLATES = Path(openapi_python_client.__file__).parent / "templates"

RUFF_OPTIONS = ("--isolated", "--no-cache", "--quiet", "--line-length=120", "--target-version=py311")
RUFF_RULES = "I,F401,F821,F822,UP"  # sorted and needed imports, no unknown names, modern syntax
# Traces of a template that printed an object instead of a name, or, outside strings, was not rendered.
LEFTOVERS = re.compile(r"<[\w.]+ object at 0x|UntrustedString|PythonCode\(")
NOT_RENDERED = re.compile(r"\{\{|\{%|%\}")


def regenerate(
    contract: Path = CONTRACT,
    out: Path = OUT,
    package_name: str | None = None,
    *,
    config: Path = CONFIG,
    templates: Path = TEMPLATES,
    beside: Mapping[str, Path] | None = None,
) -> bool:
    """Make the package of `contract` and put it at `out`; whether anything changed there.

    `package_name` is the name under which it will be imported; by default the name of `out`. `beside` has the places of
    the other products (BESIDE), which are not made by default. Raises RegenerationError, and then all is as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as staging:
        made = build(
            contract, Path(staging) / (package_name or out.name), beside or {}, config=config, templates=templates
        )
        places = {made.pop("models"): out, **{made[name]: place for name, place in (beside or {}).items()}}
        changed = {product: place for product, place in places.items() if differences(product, place)}
        for product, place in changed.items():
            _put_in_place(product, place)
    return bool(changed)


def drift(
    contract: Path = CONTRACT,
    out: Path = OUT,
    package_name: str | None = None,
    *,
    beside: Mapping[str, Path] | None = None,
) -> list[str]:
    """The files that differ from what `contract` gives, each with how: changed, missing or not generated."""
    with tempfile.TemporaryDirectory() as staging:
        made = build(contract, Path(staging) / (package_name or out.name), beside or {})
        found = differences(made.pop("models"), out)
        for name, place in (beside or {}).items():
            found += [f"{place.name}/{each}".replace("/:", ":") for each in differences(made[name], place)]
    return found


def build(
    contract_path: Path,
    package: Path,
    wanted: Collection[str] = (),
    *,
    config: Path = CONFIG,
    templates: Path = TEMPLATES,
) -> dict[str, Path]:
    """Make the package in the folder `package`, which is not there yet and is named like the package, and check it.

    Returns where each product is, by name: "models", and beside it those of BESIDE that are `wanted`.
    """
    check_tools()
    check_templates(templates)
    contract, openapi, notice = write(contract_path, package, config=config, templates=templates)
    _format(package)
    check_package(contract, package)
    made = {name: package.parent / f"beside_{name}" for name in wanted}
    if made:
        roots = resource_classes.resources(contract, openapi)
        for name, place in made.items():
            WRITERS[name](openapi, roots, place, package.name, notice)
            check_texts(place)
            check_code(place, name, package.name)
            if place.is_dir():
                _format(place)
    return {"models": package, **made}


def write(
    contract_path: Path, package: Path, *, config: Path = CONFIG, templates: Path = TEMPLATES
) -> tuple[Contract, GeneratorData, str]:
    """Write the package of models, not yet formatted, and check that it has no code but such as templates write.

    Returns the contract, what the generator read of it, and the notice that generated files begin with.
    """
    if not package.name.isidentifier():
        raise RegenerationError(f"{package.name!r} cannot be the name of a package")
    contract = Contract(contract_path)
    helpers.check(contract)
    notice = f"Generated from {in_docstring(plain_words(contract_path.name))}: do not edit, run `nox -s regenerate`."
    options = _options(config, contract_path, package)
    check_overrides(contract, options)
    openapi = _generate(contract, options, templates, notice)
    _remove_empty(package)
    for path in sorted(RUNTIME.glob("[!_]*.py")):
        shutil.copyfile(path, package / path.name)
    (package / "operations.py").write_text(helpers.operations_module(contract, package.name, notice), encoding="utf-8")
    (package / "py.typed").touch()
    check_texts(package)
    check_code(package)
    return contract, openapi, notice


def _write_resources(
    openapi: GeneratorData, roots: list[resource_classes.Resource], place: Path, api: str, notice: str
) -> None:
    resource_classes.write(roots, place, api, notice)
    commands.write(roots, {str(each.class_info.name): each for each in openapi.models}, place / "commands", notice)


# The other products, by name: the function that writes each, and its place.
WRITERS: dict[str, Callable[[GeneratorData, list[resource_classes.Resource], Path, str, str], None]] = {
    "resources": _write_resources,
    "types": typings.write,
    "pages": lambda openapi, roots, place, api, notice: reference.write(roots, place),
    "site": lambda openapi, roots, place, api, notice: reference.write_site(roots, place),
}
BESIDE = {
    "resources": OUT.with_name("filewright_resources"),
    "types": HERE.parent / "plugins" / "filewright" / "types",
    "pages": HERE.parent / "docs" / "reference" / "resources",
    "site": reference.SITE,
}


# ---- checks ---------------------------------------------------------------------------------------------------------


def check_tools(requirements: Path = HERE / "requirements.txt") -> None:
    """The installed tools are the pinned ones: another version may write other code."""
    pins = dict(line.split("==") for line in requirements.read_text(encoding="utf-8").split() if "==" in line)
    installed = {name: _installed(name) for name in pins}
    wrong = [
        f"{name}: {installed[name]} is installed, {pin} is pinned"
        for name, pin in pins.items()
        if installed[name] != pin
    ]
    if wrong:
        raise RegenerationError(*wrong, f"run: {sys.executable} -m pip install -r {requirements}")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "nothing"


def check_templates(templates: Path, upstream: Path = UPSTREAM_TEMPLATES) -> None:
    """Every template here is listed with the hash of the one that it replaces, and that one is still the same."""
    listed = tomllib.loads((templates / OVERRIDES).read_text(encoding="utf-8"))
    present = {path.relative_to(templates).as_posix() for path in templates.rglob("*.jinja")}
    problems = [
        f"{name}: listed in {OVERRIDES}, but there is no such template" for name in sorted(listed.keys() - present)
    ]
    problems += [f"{name}: not listed in {OVERRIDES}" for name in sorted(present - listed.keys())]
    for name, entry in listed.items():
        replaced = upstream / name
        digest = hashlib.sha256(replaced.read_bytes()).hexdigest() if replaced.exists() else "missing"
        if digest != entry["replaces"]:
            problems.append(
                f"{name}: the generator's own template changed (sha256 {digest}, {OVERRIDES} has {entry['replaces']}): "
                "compare the two, then write the new hash down"
            )
    if problems:
        raise RegenerationError(*problems)


def check_overrides(contract: Contract, options: Config) -> None:
    """Every class_overrides key names a schema: the generator ignores a stale one in silence."""
    schemas = contract.document.get("components", {}).get("schemas", {})
    names = {str(ClassName(name, "")) for name in [*schemas, *(each.get("title", "") for each in schemas.values())]}
    stale = sorted(options.class_overrides.keys() - names)
    if stale:
        raise RegenerationError(*(f"class_overrides: {name}: the contract has no such schema" for name in stale))


def check_texts(package: Path) -> None:
    """No file has an object's repr or unrendered template code in it, and each compiles."""
    problems = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        source = path.read_text(encoding="utf-8")
        found = LEFTOVERS.search(source)
        try:
            compile(source, name, "exec")
            found = found or NOT_RENDERED.search(_without_strings(source))
        except SyntaxError as error:
            if not found:
                problems.append(f"{name}: line {error.lineno}: {error.msg}")
        if found:
            problems.append(f"{name}: a template left {found[0]!r} in it")
    if problems:
        raise RegenerationError(*problems)


def _without_strings(source: str) -> str:
    """Code without what stands in quotes: words of the contract may look like a template."""
    strings = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return "".join(token.string for token in tokens if token.type not in strings)


def check_code(package: Path, product: str = "models", api: str = "filewright_api") -> None:
    """The package has no code but such as templates write: no value of the contract became any."""
    strange = inspection.strange_code(package, product, api)
    if strange:
        raise RegenerationError(*strange)


def check_package(contract: Contract, package: Path) -> None:
    """The package has the contract's operations and nothing else, and they have what the helper data names."""
    expected = {f"api/{operation.tag}/{operation.name}.py" for operation in contract.operations}
    made = {
        path.relative_to(package).as_posix() for path in (package / "api").glob("*/*.py") if path.stem != "__init__"
    }
    problems = [f"{name}: was not generated" for name in sorted(expected - made)]
    problems += [f"{name}: belongs to no operation" for name in sorted(made - expected)]
    problems += [f"{path.name}: was left behind by a tool" for path in package.iterdir() if path.name.startswith(".")]
    if problems:
        raise RegenerationError(*problems)
    facts = inspection.facts(package)
    problems = [
        problem
        for name, operation in facts["operations"].items()
        for problem in _operation_problems(name, operation, facts)
    ]
    if problems:
        raise RegenerationError(*problems)


def _operation_problems(name: str, facts: dict[str, Any], everything: dict[str, Any]) -> Iterator[str]:
    record = facts["record"]
    for key in ("arguments", "required"):
        if sorted(record[key]) != sorted(facts[key]):
            yield f"{name}: operations.py has {key} {record[key]}, build_request takes {facts[key]}"
    if {"binary": "bytes", "none": "None"}.get(record["response_kind"]) != (
        facts["response"] if facts["response"] in ("bytes", "None") else None
    ):
        kind, parsed = record["response_kind"], facts["response"]
        yield f"{name}: its response is {kind}, but parse_response returns {parsed}; is it an object?"
    for model, field in _named_fields(record, facts):
        if field not in everything["models"].get(model, []):
            yield f"{name}: the helper data names the field {field}, which {model} does not have"


def _named_fields(record: dict[str, Any], facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(model, field) for each field of a response that the helper data names."""
    if record["paging"] is not None:
        paging = record["paging"]
        yield from ((facts["response"], paging[key]) for key in ("items", "more") if paging[key])
    if record["polling"] is not None:
        polling = record["polling"]
        yield from ((facts["response"], polling[key]) for key in ("field", "details") if polling[key])


# ---- steps ----------------------------------------------------------------------------------------------------------


def _options(config: Path, contract: Path, package: Path) -> Config:
    options = Config.from_sources(
        ConfigFile.load_from_path(config),
        MetaType.NONE,
        document_source=contract,
        file_encoding="utf-8",
        overwrite=False,
        output_path=package,
    )
    options.package_name_override = package.name
    return options


def _generate(contract: Contract, options: Config, templates: Path, notice: str) -> GeneratorData:
    openapi = GeneratorData.from_dict(contract.document, config=options)
    if isinstance(openapi, GeneratorError):
        raise RegenerationError(_told(openapi))
    complaints = [
        *openapi.errors,
        *(error for tag in openapi.endpoint_collections_by_tag.values() for error in tag.parse_errors),
    ]
    if complaints:
        raise RegenerationError(*map(_told, complaints))
    described = {
        (operation.name, parameter.name): parameter.description
        for operation in contract.operations
        for parameter in operation.parameters
    }
    shapes.complete_references(openapi)
    shapes.keep_what_operations_use(openapi)
    project = openapi_python_client.Project(openapi=openapi, config=options, custom_template_path=templates)
    project.env.undefined = jinja2.StrictUndefined
    project.env.filters.update(shapes.FILTERS)
    project.env.globals.update(
        shapes.FUNCTIONS, generated_notice=notice, described=described, closed_enums=_closed_enums(contract)
    )
    project.env.globals["without_content"] = {each.name for each in contract.operations if not each.media_type}
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # it tells where it writes
            left_out = project.build()
    except jinja2.TemplateError as error:
        raise RegenerationError(f"a template failed: {error}") from error
    if left_out:
        raise RegenerationError(*map(_told, left_out))
    return openapi


def _closed_enums(contract: Contract) -> frozenset[str]:
    """The enumerations that list all that is allowed, and not only what is known."""
    schemas = contract.document.get("components", {}).get("schemas", {})
    closed = f"{helpers.PREFIX}values"
    return frozenset(str(ClassName(name, "")) for name, schema in schemas.items() if schema.get(closed) == "closed")


def _told(error: GeneratorError) -> str:
    return f"the generator complains: {error.header.strip()} {error.detail or ''}".strip()


def _remove_empty(package: Path) -> None:
    """The generator writes files that this client has no use for; their templates are empty."""
    for path in package.rglob("*.py"):
        if path.stat().st_size == 0:
            path.unlink()


def _format(package: Path) -> None:
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["check", "--fix", f"--select={RUFF_RULES}"], ["format"]):
        done = subprocess.run(
            [*ruff, *command, *RUFF_OPTIONS, str(package)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RegenerationError(f"ruff {command[0]}: {done.stdout}{done.stderr}")


def _files(package: Path) -> dict[str, bytes]:
    """The contents of a folder by relative path, or of a single file."""
    if package.is_file():
        return {"": package.read_bytes()}
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(expected: Path, present: Path) -> list[str]:
    """Return the differences of `present` from `expected`, a line for each file."""
    wanted, there = _files(expected), _files(present)
    names = sorted(wanted.keys() | there.keys())
    return [
        f"{name}: {'missing' if name not in there else 'not generated' if name not in wanted else 'changed'}"
        for name in names
        if wanted.get(name) != there.get(name)
    ]


def _put_in_place(package: Path, out: Path) -> None:
    """Two renames within one folder: nobody sees half a package, and the old one comes back if the second fails."""
    old = package.with_name(f"{package.name}.old")
    if out.exists():
        out.replace(old)
    try:
        package.replace(out)
    except OSError:
        if old.exists():
            old.replace(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def main(argv: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="regenerate", description="Make generated/ from openapi.yaml.")
    parser.add_argument("--check", action="store_true", help="change nothing; name the files that differ, if any")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument(
        "--out",
        type=Path,
        default=OUT,
        help="the folder of the package of models; the rest is made only for the default, %(default)s",
    )
    arguments = parser.parse_args(argv)
    beside = BESIDE if arguments.out == OUT else {}
    try:
        if arguments.check:
            return _report_drift(arguments.contract, arguments.out, beside)
        changed = regenerate(arguments.contract, arguments.out, beside=beside)
    except RegenerationError as error:
        say(f"{arguments.contract.name}: nothing was regenerated:\n{error}", file=sys.stderr)
        return 1
    say(f"{arguments.out}: {'regenerated' if changed else 'already up to date'}")
    return 0


def _report_drift(contract: Path, out: Path, beside: Mapping[str, Path]) -> int:
    found = drift(contract, out, beside=beside)
    if not found:
        say(f"{out}: as {contract.name} gives it")
        return 0
    say(
        f"{out}: differs from what {contract.name} gives:",
        *found,
        "run `nox -s regenerate`",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
