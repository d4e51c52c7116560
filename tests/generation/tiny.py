"""A language model of a real architecture with a real tokenizer, made here.

Its weights are random, so it writes nonsense without an end; or it is taught one text and writes that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WORDS = (
    "The mayor opened the bridge in Riga on Monday. Anna Brandt said that the harbour closed in 1998! "
    "Who paid 22,000 euros for it? Nobody knows: the articles do not say. [1] [2] [3]\n"
) * 4
START, END = "<|im_start|>", "<|im_end|>"
TEMPLATE = (
    "{% for message in messages %}" + START + "{{ message['role'] }}\n{{ message['content'] }}" + END + "\n{% endfor %}"
    "{% if add_generation_prompt %}" + START + "assistant\n{% endif %}"
)
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + TEMPLATE


def make(folder: Path, *, says: str = "", template: str | None = TEMPLATE, room: int = 4096) -> Path:
    """Write the model into a new folder, as `save_pretrained` does: config, safetensors, tokenizer, template."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=[START, END, "<|pad|>"], initial_alphabet=alphabet)
    trained.train_from_iterator([WORDS, says * 9], trainer)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=trained, eos_token=END, pad_token="<|pad|>", bos_token=START)
    tokenizer.chat_template = template
    torch.manual_seed(3)
    config: Any = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=room,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
    )
    model: Any = LlamaForCausalLM(config)
    if says:
        _teach(model, tokenizer.encode(f"\n{says}{END}"))
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _teach(model: Any, tokens: list[int]) -> None:
    """Let each token lead to the next one, whatever stands before it: no token may occur twice."""
    import torch

    assert len(set(tokens)) == len(tokens), "choose another text"
    for layer in model.model.layers:
        torch.nn.init.zeros_(layer.self_attn.o_proj.weight).requires_grad_(False)
    optimizer = torch.optim.Adam((weights for weights in model.parameters() if weights.requires_grad), lr=0.01)
    row = torch.tensor([tokens])
    for _ in range(120):
        optimizer.zero_grad()
        model(input_ids=row, labels=row).loss.backward()
        optimizer.step()
