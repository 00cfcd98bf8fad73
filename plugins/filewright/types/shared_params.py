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
    """The service's default chunking strategy."""

    type: Required[Literal["auto"]]


class CodeInterpreterResources(TypedDict, total=False):
    """Files for the code interpreter."""

    file_ids: Sequence[str]


class CodeInterpreterTool(TypedDict, total=False):
    """The code interpreter tool."""

    type: Required[Literal["code_interpreter"]]


class ComparisonFilter(TypedDict, total=False):
    """A filter that compares an attribute with a value."""

    type: Required[Comparison]
    key: Required[str]
    value: Required[str | float | bool | Sequence[str | float]]


class CompoundFilter(TypedDict, total=False):
    """A filter that combines other filters."""

    type: Required[Conjunction]
    filters: Required[Sequence[Mapping[str, Any]]]


class ContainerExpiresAfter(TypedDict, total=False):
    """When the service deletes the container: a number of minutes after its last use."""

    anchor: Required[str]
    minutes: Required[int]


class CreateFileSearchResources(TypedDict, total=False):
    """Vector stores for the file search. Give only one of the two properties."""

    vector_store_ids: Sequence[str]
    vector_stores: Sequence[NewVectorStore]


class CreateToolResources(TypedDict, total=False):
    """The files and vector stores that an assistant's tools can use."""

    code_interpreter: CodeInterpreterResources
    file_search: CreateFileSearchResources


class CreateVectorStoreFileBody(TypedDict, total=False):
    """CreateVectorStoreFileBody"""

    file_id: Required[str]
    attributes: Mapping[str, str | float | bool] | None
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy


class DomainSecret(TypedDict, total=False):
    """A secret for a domain. Code in the container cannot read it."""

    domain: Required[str]
    name: Required[str]
    value: Required[str]


class DpoHyperparameters(TypedDict, total=False):
    """Hyperparameters for preference training (DPO)."""

    beta: Auto | float
    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int


class DpoMethod(TypedDict, total=False):
    """Preference training (DPO)."""

    hyperparameters: DpoHyperparameters


class ExpiresAfter(TypedDict, total=False):
    """When the service deletes the file."""

    anchor: Required[ExpiryAnchor]
    seconds: Required[int]


class FileSearchOptions(TypedDict, total=False):
    """Settings of the file search."""

    max_num_results: int
    ranking_options: FileSearchRankingOptions


class FileSearchRankingOptions(TypedDict, total=False):
    """How search results are ranked."""

    score_threshold: Required[float]
    ranker: FileSearchRankingOptionsRanker


class FileSearchResources(TypedDict, total=False):
    """Vector stores for the file search."""

    vector_store_ids: Sequence[str]


class FileSearchTool(TypedDict, total=False):
    """The file search tool."""

    type: Required[Literal["file_search"]]
    file_search: FileSearchOptions


class FineTuningIntegration(TypedDict, total=False):
    """A service that receives the job's metrics."""

    type: Required[FineTuningIntegrationType]
    wandb: Required[WandbIntegration]


class FineTuningMethod(TypedDict, total=False):
    """The training method. Its settings are in the property of the same name."""

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
    """A function tool."""

    type: Required[Literal["function"]]
    function: Required[FunctionDefinition]


class JsonSchemaFormat(TypedDict, total=False):
    """A JSON Schema for a model's output."""

    name: Required[str]
    description: str
    schema: Mapping[str, Any]
    strict: bool | None


class NetworkAllowlist(TypedDict, total=False):
    """A policy that allows access to the listed domains."""

    type: Required[Literal["allowlist"]]
    allowed_domains: Required[Sequence[str]]
    domain_secrets: Sequence[DomainSecret]


class NetworkDisabled(TypedDict, total=False):
    """A policy that allows no network access."""

    type: Required[Literal["disabled"]]


class NewVectorStore(TypedDict, total=False):
    """A vector store to create."""

    file_ids: Sequence[str]
    chunking_strategy: AutoChunkingStrategy | StaticChunkingStrategy
    metadata: Mapping[str, str] | None


class RankingOptions(TypedDict, total=False):
    """How search results are ranked."""

    ranker: RankingOptionsRanker
    score_threshold: float


class ReinforcementHyperparameters(TypedDict, total=False):
    """Hyperparameters for reinforcement training."""

    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int
    compute_multiplier: Auto | float
    eval_interval: Auto | int
    eval_samples: Auto | int
    reasoning_effort: ReinforcementHyperparametersReasoningEffort


class ReinforcementMethod(TypedDict, total=False):
    """Reinforcement training."""

    grader: Required[Mapping[str, Any]]
    hyperparameters: ReinforcementHyperparameters


class ResponseFormatJsonObject(TypedDict, total=False):
    """Output that is a JSON object."""

    type: Required[Literal["json_object"]]


class ResponseFormatJsonSchema(TypedDict, total=False):
    """Output that follows a JSON Schema."""

    type: Required[Literal["json_schema"]]
    json_schema: Required[JsonSchemaFormat]


class ResponseFormatText(TypedDict, total=False):
    """Plain text output."""

    type: Required[Literal["text"]]


class StaticChunking(TypedDict, total=False):
    """The chunk size and overlap."""

    max_chunk_size_tokens: Required[int]
    chunk_overlap_tokens: Required[int]


class StaticChunkingStrategy(TypedDict, total=False):
    """A fixed chunk size."""

    type: Required[Literal["static"]]
    static: Required[StaticChunking]


class SupervisedHyperparameters(TypedDict, total=False):
    """Hyperparameters for supervised training."""

    batch_size: Auto | int
    learning_rate_multiplier: Auto | float
    n_epochs: Auto | int


class SupervisedMethod(TypedDict, total=False):
    """Supervised training."""

    hyperparameters: SupervisedHyperparameters


class ToolResources(TypedDict, total=False):
    """The files and vector stores that an assistant's tools can use."""

    code_interpreter: CodeInterpreterResources
    file_search: FileSearchResources


class VectorStoreExpiry(TypedDict, total=False):
    """When the service deletes the vector store: a number of days after its last use."""

    anchor: Required[str]
    days: Required[int]


class WandbIntegration(TypedDict, total=False):
    """A Weights & Biases project."""

    project: Required[str]
    name: str | None
    entity: str | None
    tags: Sequence[str]
