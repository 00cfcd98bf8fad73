"""The environment variables that the command reads."""

from __future__ import annotations

VARIABLES = {
    "OPENAI_API_KEY": "The key.",
    "OPENAI_BASE_URL": "The server, as --base-url.",
    "FILEWRIGHT_PROVIDER": "The service, as --provider; its key then comes from a variable of its own.",
    "FILEWRIGHT_PROFILE": "A profile, as --profile.",
    "FILEWRIGHT_CONFIG": "The file of the profiles; default: ~/.config/filewright/config.toml.",
    "OPENAI_ORG_ID": "The organization that calls are made for.",
    "OPENAI_PROJECT_ID": "The project that calls are made for.",
    "FILEWRIGHT_LOG": "info or debug, as -v and -vv. OPENAI_LOG is read where it is not set.",
    "FILEWRIGHT_PLUGINS": "Plugins to load, comma-separated: module or module:attribute. Set and empty: none.",
    "FILEWRIGHT_TRANSPORT": "httpx, or pyreqwest, which takes less processor time (pip install 'filewright[fast]').",
    "FILEWRIGHT_STATE": "The folder for what outlives a process, such as journals of transfers.",
    "FILEWRIGHT_TOKEN": "The key that clients of `filewright serve` must send.",
    "HTTPS_PROXY": "The proxy for https; likewise HTTP_PROXY, ALL_PROXY, and NO_PROXY for hosts without one.",
    "SSL_CERT_FILE": "The certificates to trust, in PEM; likewise SSL_CERT_DIR.",
    "NO_COLOR": "Set: no colours.",
    "COLUMNS": "The width of tables and help; default: the terminal's.",
}
