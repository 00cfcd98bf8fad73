"""What a frozen program is tried with: blocking and async calls of each resource that there is, and an error."""

import asyncio
import tempfile
from pathlib import Path

import filewright
from filewright import AsyncOpenAI, OpenAI


def main() -> None:
    folder = Path(tempfile.mkdtemp()).as_uri()
    with OpenAI(base_url=folder) as client:
        file = client.files.create(file=("a.txt", b"hello"), purpose="user_data")
        print(client.files.content(file.id).text, [each.filename for each in client.files.list()])
        upload = client.uploads.upload_file_chunked(
            file=b"hello", filename="a.txt", mime_type="text/plain", purpose="user_data"
        )
        print(upload.status, client.files.delete(file.id).deleted)
        try:
            client.batches.retrieve("batch-1")
        except filewright.NotFoundError as error:
            print(error.status_code)
    with OpenAI(api_key="x", base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
        try:
            client.files.list()
        except filewright.APIConnectionError:
            print("refused")
    asyncio.run(asynchronous(folder))


async def asynchronous(folder: str) -> None:
    async with AsyncOpenAI(base_url=folder) as client:
        file = await client.files.create(file=("a.txt", b"bye"), purpose="user_data")
        print((await client.files.content(file.id)).text)


if __name__ == "__main__":
    main()
