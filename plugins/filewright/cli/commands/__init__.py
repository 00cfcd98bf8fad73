"""The commands by hand: a room each, imported when its command is called."""

from __future__ import annotations

from ..tree import Later

COMMANDS = {
    "upload": Later("filewright.cli.commands.upload:upload", "Upload files, folders and lists of files."),
    "resume": Later("filewright.cli.commands.upload:resume", "Go on with an upload by its journal."),
    "download": Later("filewright.cli.commands.download:download", "Download many files into a folder."),
    "sync": Later("filewright.cli.commands.sync:sync", "Make the files of a purpose those of a folder."),
    "plan": Later("filewright.cli.commands.sync:plan", "Say what sync would do, and why."),
    "apply": Later("filewright.cli.commands.sync:apply", "Carry out a plan that was saved."),
    "ls": Later("filewright.cli.commands.stored:ls", "List files by name, purpose, size and age."),
    "du": Later("filewright.cli.commands.stored:du", "Add up what is stored, by purpose or age."),
    "delete": Later("filewright.cli.commands.stored:delete", "Delete many files by purpose, name, age or batch."),
    "files": Later("filewright.cli.commands.files:VERBS", "Upload, list, download, wait for and delete files."),
    "batches": Later("filewright.cli.commands.batches:VERBS", "Run any number of requests, and wait for the results."),
    "jsonl": Later("filewright.cli.commands.jsonl:VERBS", "Check, split and make JSONL files; no server is needed."),
    "serve": Later("filewright.cli.commands.serve:serve", "Run a server for files, uploads and batches over a folder."),
    "providers": Later("filewright.cli.commands.providers:providers", "List the services that --provider names."),
    "check-provider": Later(
        "filewright.cli.commands.check_provider:check_provider", "Try what the provider of files of --provider does."
    ),
    "config": Later("filewright.cli.commands.config:VERBS", "Keep servers by name, for --profile."),
    "plugins": Later("filewright.cli.commands.plugins:plugins", "List the plugins in use."),
}
"""By name. The verbs of a resource that are not by hand are made from the contract, see `made`."""
