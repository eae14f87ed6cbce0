"""Models of a few kilobytes with untrained weights, made on the spot: real files for real loaders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

CORPUS = [
    "The mayor of Ghent opened a new bridge over the river on Tuesday. It cost $64.1bn and took 12 years, she said.",
    "“Ready,” she told reporters – naïve 🚀 café. Who opened the bridge? When did it open, and what did it cost?",
]
QUESTIONS = ["Who opened the bridge?", "When did it open?", "What did it cost?"]
SIZES = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}


def save_bert(folder: Path, *, positions: int = 512, head: bool = True) -> Path:
    """A BERT with WordPiece tokens and token types; without `head`, as an encoder is published."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertForQuestionAnswering, BertModel

    special = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=300, special_tokens=list(special.values()), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    _save_tokenizer(tokenizer, folder, special, positions, inputs)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=positions, initializer_range=0.5, **SIZES
    )
    model = BertForQuestionAnswering(config) if head else BertModel(config)
    model.save_pretrained(folder)
    return folder


def save_mpnet(folder: Path) -> Path:
    """An MPNet with WordPiece tokens, two separators between question and passage, and without token types."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import MPNetConfig, MPNetForQuestionAnswering

    special = {"cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "[UNK]"}
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=300, special_tokens=list(special.values()), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    _save_tokenizer(tokenizer, folder, special, 512, ["input_ids", "attention_mask"])
    torch.manual_seed(0)
    config = MPNetConfig(
        vocab_size=tokenizer.get_vocab_size(), max_position_embeddings=514, initializer_range=0.5, **SIZES
    )
    MPNetForQuestionAnswering(config).save_pretrained(folder)
    return folder


def save_roberta(folder: Path, *, positions: int = 514) -> Path:
    """A RoBERTa with byte-level tokens that hold the blank before a word, and without token types."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers
    from transformers import RobertaConfig, RobertaForQuestionAnswering

    special = {"cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>"}
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=list(special.values()), initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    _save_tokenizer(tokenizer, folder, special, positions - 2, ["input_ids", "attention_mask"])
    torch.manual_seed(0)
    config = RobertaConfig(
        vocab_size=tokenizer.get_vocab_size(),
        max_position_embeddings=positions,
        type_vocab_size=1,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        initializer_range=0.5,
        **SIZES,
    )
    RobertaForQuestionAnswering(config).save_pretrained(folder)
    return folder


def save_sentence_transformer(folder: Path, *, dense: int | None = None) -> Path:
    """A sentence-transformers model of dimension 16, or of `dense` with one more layer, over a BERT."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer

    bert = save_bert(folder.with_name(f"{folder.name}-bert"), head=False)
    last = Normalize() if dense is None else Dense(SIZES["hidden_size"], dense)
    model = SentenceTransformer(modules=[Transformer(str(bert)), Pooling(SIZES["hidden_size"]), last], device="cpu")
    model.save_pretrained(str(folder))
    return folder


def export_reader(source: Path, folder: Path) -> Path:
    """The reading model in `source`, as training writes it: for ONNX Runtime and for transformers."""
    import numpy as np

    from rag.reader.train.export import export
    from rag.reader.train.groups import TrainingWindow
    from rag.reader.train.run import load_for_training

    model, tokenizer = load_for_training(str(source))
    rows = [tokenizer(question, text) for question in QUESTIONS for text in CORPUS]
    sample = [
        TrainingWindow(np.array(row["input_ids"], dtype=np.int32), row.sequence_ids().index(1), -1, -1) for row in rows
    ]
    export(model, tokenizer, sample, folder)
    return folder


def save_exported_embedder(folder: Path) -> Path:
    """An embedder of dimension 16 as `rag.inference.quantize` writes it; what it was made of is in `folder`-bert."""
    from rag.inference.quantize import export_embedder

    source = save_bert(folder.with_name(f"{folder.name}-bert"), head=False)
    export_embedder(source, CORPUS, folder)
    return folder


def flip_last_byte(path: Path) -> None:
    """Change a file without changing its size, as a bad disk would."""
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def _save_tokenizer(tokenizer: Any, folder: Path, special: dict[str, str], max_tokens: int, inputs: list[str]) -> None:
    from transformers import PreTrainedTokenizerFast

    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=max_tokens, model_input_names=inputs, **special
    )
    fast.save_pretrained(folder)
