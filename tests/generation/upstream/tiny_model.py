"""A real model file without any download: llama's architecture, random weights, a vocabulary of bytes, half a megabyte.

Its words are noise. With a JSON schema, llama.cpp's grammar makes every answer valid JSON all the same. One dimension
is the same for every token and leads to the characters that end something, or answers would take minutes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import gguf
import numpy as np

EMBEDDING: Final = 64
LAYERS: Final = 2
HEADS: Final = 4
FEED_FORWARD: Final = 128
CONTEXT: Final = 131_072
#: The tokens that end a text, an array and an object, and how much each is preferred: an end of a text before all.
ENDINGS: Final = {b'"': 3.0, b"]": 1.5, b"}": 1.5}
TEMPLATE: Final = "{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }}\n{% endfor %}[assistant] "


def write_tiny_model(path: Path) -> None:
    """The same file each time."""
    writer = gguf.GGUFWriter(path, "llama")
    tokens = list(_tokens())
    _describe(writer, tokens)
    _add_weights(writer, [token for token, _ in tokens])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tokens() -> Iterator[tuple[bytes, gguf.TokenType]]:
    """Bytes over 0x7F can be read but never spoken (UNUSED): random weights would speak broken UTF-8."""
    yield b"<unk>", gguf.TokenType.UNKNOWN
    yield b"<s>", gguf.TokenType.CONTROL
    yield b"</s>", gguf.TokenType.CONTROL
    for byte in range(256):
        yield b"<0x%02X>" % byte, gguf.TokenType.BYTE if byte < 128 else gguf.TokenType.UNUSED
    for byte in range(33, 127):
        yield bytes([byte]), gguf.TokenType.NORMAL
    yield "\u2581".encode(), gguf.TokenType.NORMAL


def _describe(writer: gguf.GGUFWriter, tokens: list[tuple[bytes, gguf.TokenType]]) -> None:
    writer.add_name("tiny-random")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(EMBEDDING // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([token for token, _ in tokens])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([int(kind) for _, kind in tokens])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)


def _add_weights(writer: gguf.GGUFWriter, tokens: list[bytes]) -> None:
    random = np.random.default_rng(1)

    def noise(*shape: int, scale: float) -> "np.ndarray[Any, np.dtype[np.float32]]":
        return (random.standard_normal(shape) * scale).astype(np.float32)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, noise(*shape, scale=0.9 / float(np.sqrt(shape[-1]))))

    def add_norm(name: str) -> None:
        writer.add_tensor(name, np.ones(EMBEDDING, np.float32))

    embedding = noise(len(tokens), EMBEDDING, scale=0.5)
    embedding[:, 0] = 2.0
    writer.add_tensor("token_embd.weight", embedding)
    add_norm("output_norm.weight")
    spoken = noise(len(tokens), EMBEDDING, scale=0.2)
    spoken[:, 0] = [ENDINGS.get(token, 0.0) for token in tokens]
    writer.add_tensor("output.weight", spoken)
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        add_norm(block + "attn_norm.weight")
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"{block}{part}.weight", EMBEDDING, EMBEDDING)
        add_norm(block + "ffn_norm.weight")
        add(block + "ffn_gate.weight", FEED_FORWARD, EMBEDDING)
        add(block + "ffn_up.weight", FEED_FORWARD, EMBEDDING)
        add(block + "ffn_down.weight", EMBEDDING, FEED_FORWARD)
