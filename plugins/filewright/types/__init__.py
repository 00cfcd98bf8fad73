"""The types of files, uploads and batches, under the names that the official SDK has for them in `openai.types`."""

from __future__ import annotations

from filewright_api.models import Batch as Batch
from filewright_api.models import BatchError as BatchError
from filewright_api.models import BatchRequestCounts as BatchRequestCounts
from filewright_api.models import BatchUsage as BatchUsage
from filewright_api.models import FileDeleted as FileDeleted
from filewright_api.models import FileObject as FileObject
from filewright_api.models import FilePurpose as FilePurpose
from filewright_api.models import Upload as Upload

from .file_content import FileContent as FileContent
from .params import BatchCreateParams as BatchCreateParams
from .params import BatchListParams as BatchListParams
from .params import FileCreateParams as FileCreateParams
from .params import FileListParams as FileListParams
from .params import UploadCompleteParams as UploadCompleteParams
from .params import UploadCreateParams as UploadCreateParams
