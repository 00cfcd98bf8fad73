"""Objects within arguments, as TypedDicts.

Generated from openapi.yaml: do not edit, run `nox -s regenerate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Required, TypedDict

if TYPE_CHECKING:
    from filewright_api.models import (
        Auto,
        Comparison,
        Conjunction,
        ExpiryAnchor,
        FileSearchRankingOptionsRanker,
        FineTuningIntegrationType,
        FineTuningMethodType,
        RankingOptionsRanker,
        ReinforcementHyperparametersReasoningEffort,
    )


class AutoChunkingStrategy(TypedDict, total=False):
    """Chunks as the service thinks best."""

    type: Required[Literal["auto"]]


class CodeInterpreterResources(TypedDict, total=False):
    """The files for running code."""

    file_ids: Sequence[str]


class CodeInterpreterTool(TypedDict, total=False):
    """Running code."""

    type: Required[Literal["code_interpreter"]]


class ComparisonFilter(TypedDict, total=False):
    """Compares an attribute with a value."""

    type: Required[Comparison]
    key: Required[str]
    value: Required[str | float | bool | Sequence[str | float]]


class CompoundFilter(TypedDict, total=False):
    """Joins other filters."""

    type: Required[Conjunction]
    filters: Required[Sequence[Mapping[str, Any]]]


class ContainerExpiresAfter(TypedDict, total=False):
    """When the service deletes the container, in minutes after it was last used."""

    anchor: Required[str]
    minutes: Required[int]


class CreateFileSearchResources(TypedDict, total=False):
    """The vector stores for searching files; give either property."""

    vector_store_ids: Sequence[str]
    vector_stores: Sequence[NewVectorStore]


class CreateToolResources(TypedDict, total=False):
    """The files and vector stores of an assistant's tools."""

    code_interpreter: CodeInterpreterResources
    file_search: CreateFileSearchResources


class CreateVectorStoreFileBody(TypedDict, total=False):
    """CreateVectorStoreFileBody"""

    file_id: Required[str]
    attributes: Mapping[str, str | float | bool] | None
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy


class DomainSecret(TypedDict, total=False):
    """A secret for a domain, which the code in the container does not see."""

    domain: Required[str]
    name: Required[str]
    value: Required[str]


class DpoHyperparameters(TypedDict, total=False):
    """The settings of training by preferences."""

    beta: Auto | float
    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int


class DpoMethod(TypedDict, total=False):
    """Training by preferences."""

    hyperparameters: DpoHyperparameters


class ExpiresAfter(TypedDict, total=False):
    """When the service deletes the stored file."""

    anchor: Required[ExpiryAnchor]
    seconds: Required[int]


class FileSearchOptions(TypedDict, total=False):
    """How files are searched."""

    max_num_results: int
    ranking_options: FileSearchRankingOptions


class FileSearchRankingOptions(TypedDict, total=False):
    """How the results of a search are ranked."""

    score_threshold: Required[float]
    ranker: FileSearchRankingOptionsRanker


class FileSearchResources(TypedDict, total=False):
    """The vector stores for searching files."""

    vector_store_ids: Sequence[str]


class FileSearchTool(TypedDict, total=False):
    """Searching files."""

    type: Required[Literal["file_search"]]
    file_search: FileSearchOptions


class FineTuningIntegration(TypedDict, total=False):
    """A service that is told about the job."""

    type: Required[FineTuningIntegrationType]
    wandb: Required[WandbIntegration]


class FineTuningMethod(TypedDict, total=False):
    """The method of training, and its settings under the property of its name."""

    type: Required[FineTuningMethodType]
    supervised: SupervisedMethod
    dpo: DpoMethod
    reinforcement: ReinforcementMethod


class FunctionDefinition(TypedDict, total=False):
    """A function that the model may call."""

    name: Required[str]
    description: str
    parameters: Mapping[str, Any]
    strict: bool | None


class FunctionTool(TypedDict, total=False):
    """Asking for a function."""

    type: Required[Literal["function"]]
    function: Required[FunctionDefinition]


class JsonSchemaFormat(TypedDict, total=False):
    """A schema for what a model writes."""

    name: Required[str]
    description: str
    schema: Mapping[str, Any]
    strict: bool | None


class NetworkAllowlist(TypedDict, total=False):
    """Some domains may be reached."""

    type: Required[Literal["allowlist"]]
    allowed_domains: Required[Sequence[str]]
    domain_secrets: Sequence[DomainSecret]


class NetworkDisabled(TypedDict, total=False):
    """No host may be reached."""

    type: Required[Literal["disabled"]]


class NewVectorStore(TypedDict, total=False):
    """A vector store to create."""

    file_ids: Sequence[str]
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy
    metadata: Mapping[str, str] | None


class RankingOptions(TypedDict, total=False):
    """How the results of a search are ranked."""

    ranker: RankingOptionsRanker
    score_threshold: float


class ReinforcementHyperparameters(TypedDict, total=False):
    """The settings of training by reinforcement."""

    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int
    compute_multiplier: Auto | float
    eval_interval: Auto | int
    eval_samples: Auto | int
    reasoning_effort: ReinforcementHyperparametersReasoningEffort


class ReinforcementMethod(TypedDict, total=False):
    """Training by reinforcement."""

    grader: Required[Mapping[str, Any]]
    hyperparameters: ReinforcementHyperparameters


class ResponseFormatJsonObject(TypedDict, total=False):
    """A JSON object."""

    type: Required[Literal["json_object"]]


class ResponseFormatJsonSchema(TypedDict, total=False):
    """JSON that follows a schema."""

    type: Required[Literal["json_schema"]]
    json_schema: Required[JsonSchemaFormat]


class ResponseFormatText(TypedDict, total=False):
    """Text."""

    type: Required[Literal["text"]]


class StaticChunking(TypedDict, total=False):
    """The size of chunks."""

    max_chunk_size_tokens: Required[int]
    chunk_overlap_tokens: Required[int]


class StaticChunkingStrategy(TypedDict, total=False):
    """Chunks of a given size."""

    type: Required[Literal["static"]]
    static: Required[StaticChunking]


class SupervisedHyperparameters(TypedDict, total=False):
    """The settings of supervised training."""

    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int


class SupervisedMethod(TypedDict, total=False):
    """Supervised training."""

    hyperparameters: SupervisedHyperparameters


class ToolResources(TypedDict, total=False):
    """The files and vector stores of an assistant's tools."""

    code_interpreter: CodeInterpreterResources
    file_search: FileSearchResources


class VectorStoreExpiry(TypedDict, total=False):
    """When the service deletes the vector store, in days after it was last used."""

    anchor: Required[str]
    days: Required[int]


class WandbIntegration(TypedDict, total=False):
    """A project of Weights and Biases."""

    project: Required[str]
    name: str | None
    entity: str | None
    tags: Sequence[str]
