"""The verbs of `fine_tuning`.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from . import Option, Verb

VERBS: tuple[Verb, ...] = (
    Verb(
        ("jobs",),
        "list",
        "List fine-tuning jobs, one page at a time, newest first.",
        "page",
        (),
        (
            Option(
                "limit",
                "integer",
                "The maximum number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
            ),
            Option(
                "after",
                "text",
                "Start the page after the item with this id, usually the last one of the previous page.",
            ),
            Option("metadata", "json", "Return only jobs with this metadata."),
        ),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "create",
        "Create a job that fine-tunes an existing model on a stored file.",
        "object",
        (),
        (
            Option("model", "text", "The base model.", required=True),
            Option("training_file", "text", "The id of a training file with the purpose fine-tune.", required=True),
            Option("validation_file", "text", "The id of a validation file with the purpose fine-tune."),
            Option("hyperparameters", "json", "Hyperparameters. Deprecated; use method instead."),
            Option("method", "json", "The training method."),
            Option("integrations", "json", "The services that receive the job's metrics."),
            Option("seed", "integer", "A random seed, for reproducible jobs.", highest=2147483647),
            Option("suffix", "text", "Text to include in the name of the fine-tuned model."),
            Option(
                "metadata",
                "json",
                "Key-value pairs attached to the object: keys of up to 64 characters, values of up to 512.",
            ),
        ),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        "wait",
        False,
    ),
    Verb(
        ("jobs",),
        "retrieve",
        "Retrieve a job.",
        "object",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "wait",
        "Wait until the `status` is succeeded, failed or cancelled.",
        "object",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (
            Option("poll_interval", "number", "seconds between polls.", default=30.0),
            Option(
                "max_wait_seconds", "number", "seconds after which to give up, even during a request.", default=86400.0
            ),
        ),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "cancel",
        "Cancel a job.",
        "object",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "pause",
        "Pause a job.",
        "object",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "resume",
        "Resume a paused job.",
        "object",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (),
        ("id", "status", "model", "fine_tuned_model", "created_at", "finished_at"),
        None,
        False,
    ),
    Verb(
        ("jobs",),
        "list_events",
        "List the events of a job, one page at a time, newest first.",
        "page",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (
            Option(
                "limit",
                "integer",
                "The maximum number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
            ),
            Option(
                "after",
                "text",
                "Start the page after the item with this id, usually the last one of the previous page.",
            ),
        ),
        ("created_at", "level", "message"),
        None,
        False,
    ),
    Verb(
        ("jobs", "checkpoints"),
        "list",
        "List the checkpoints of a job, one page at a time.",
        "page",
        (Option("fine_tuning_job_id", "text", "The job's id.", required=True),),
        (
            Option(
                "limit",
                "integer",
                "The maximum number of items in a page. Default: the server's, usually 20.",
                lowest=1,
                highest=100,
            ),
            Option(
                "after",
                "text",
                "Start the page after the item with this id, usually the last one of the previous page.",
            ),
        ),
        ("id", "step_number", "fine_tuned_model_checkpoint", "created_at"),
        None,
        False,
    ),
)
