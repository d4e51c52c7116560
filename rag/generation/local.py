"""A language model on this machine, through transformers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from queue import Empty
from threading import Event, Lock, Thread
from typing import Any

from rag.errors import GeneratorError
from rag.generation.prompt import without
from rag.generation.protocol import Message

MOST_TOKENS = 400
"""An answer is a few sentences; a model that has not ended by then is going round in circles."""


class Transformers:
    """A causal language model with a chat template: a folder, or a model of the Hugging Face hub by its name.

    Loaded when first asked, from safetensors files alone; code that comes with a model is never run. A folder is read
    without any network; a name of the hub is what lets transformers fetch it once (not where HF_HUB_OFFLINE is set)."""

    def __init__(self, source: str) -> None:
        if not source.strip():
            raise ValueError("transformers: needs a folder or the name of a model of the Hugging Face hub behind it")
        folder = Path(source).expanduser()
        self.is_local = folder.is_dir()
        if not self.is_local and (folder.is_absolute() or source.startswith((".", "~")) or source.count("/") != 1):
            raise GeneratorError(f"{source}: no such folder, and no name of a hub model (ORG/NAME)", retryable=False)
        if self.is_local and not any(folder.glob("*.safetensors")):
            raise GeneratorError(
                f"{source} holds no .safetensors file; other weights can run code and are not read", retryable=False
            )
        self._source = str(folder.resolve()) if self.is_local else source
        self.name = folder.resolve().name if self.is_local else source
        if not self.is_local:
            # The page keeps the hub's library offline; here somebody asks for a model of the hub.
            os.environ.setdefault("HF_HUB_OFFLINE", "0")
        self._loading, self._running = Lock(), Lock()
        self._loaded: tuple[Any, Any] | None = None

    def __repr__(self) -> str:
        return f"Transformers({self._source!r})"

    def load(self) -> None:
        """Read the weights now rather than at the first question. Raises `GeneratorError`."""
        with self._loading:
            if self._loaded is None:
                self._loaded = self._read()

    def context_tokens(self) -> int | None:
        """How much the model holds, as its configuration says; None before it is loaded, which is not waited for."""
        held = getattr(self._loaded[1].config, "max_position_embeddings", None) if self._loaded else None
        return held if isinstance(held, int) else None

    def stream(self, messages: Sequence[Message], *, seconds: float, stop: Event) -> Iterator[str]:
        """The model's text as whole words come, waiting at most so many seconds for each.

        One question at a time: a machine has one processor to give. Raises `GeneratorError`."""
        if not self._running.acquire(timeout=seconds):
            raise GeneratorError(f"{self.name} is busy with another question", retryable=True)
        try:
            self.load()
            yield from self._generate(messages, seconds, stop)
        finally:
            self._running.release()

    def _read(self) -> tuple[Any, Any]:
        # Without it, transformers asks a service on the hub to convert weights that are not safetensors.
        os.environ.setdefault("DISABLE_SAFETENSORS_CONVERSION", "1")
        try:
            import torch
            from safetensors import SafetensorError
            from transformers import AutoModelForCausalLM, AutoTokenizer
        except ImportError as error:
            raise GeneratorError(
                "a model on this machine needs torch and transformers: pip install torch transformers", retryable=False
            ) from error
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        # On a processor, half precision saves memory and costs more time than it is worth.
        dtype = torch.float32 if device == "cpu" else "auto"
        options: dict[str, Any] = {"local_files_only": self.is_local, "trust_remote_code": False}
        try:
            tokenizer = AutoTokenizer.from_pretrained(self._source, **options)
            model: Any = AutoModelForCausalLM.from_pretrained(
                self._source, dtype=dtype, use_safetensors=True, **options
            )
            model.to(device).eval()
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
            raise GeneratorError(f"{self.name} could not be loaded: {_reason(error)}", retryable=False) from error
        if not tokenizer.chat_template:
            raise GeneratorError(
                f"{self.name} has no chat template; choose an instruction-tuned model", retryable=False
            )
        return tokenizer, model

    def _generate(self, messages: Sequence[Message], seconds: float, stop: Event) -> Iterator[str]:
        from transformers import TextIteratorStreamer

        assert self._loaded is not None
        tokenizer, model = self._loaded
        tokens = self._tokens(messages)
        streamer: Any = TextIteratorStreamer(tokenizer, skip_prompt=True, timeout=seconds, skip_special_tokens=True)
        failures: list[RuntimeError | ValueError] = []
        ended = Event()
        options = {"stopping_criteria": _until(stop, ended), "pad_token_id": _padding(tokenizer)}
        greedy = {"do_sample": False, "num_beams": 1, "max_new_tokens": MOST_TOKENS}

        def generate() -> None:
            try:
                model.generate(**tokens, **options, **greedy, streamer=streamer)
            except (RuntimeError, ValueError) as error:  # out of memory is a RuntimeError too
                failures.append(error)
                streamer.end()

        worker = Thread(target=generate, name="transformers", daemon=True)
        worker.start()
        try:
            yield from filter(None, streamer)
        except Empty:
            raise GeneratorError(f"{self.name} wrote nothing for {seconds:.0f} seconds", retryable=True) from None
        finally:
            ended.set()  # whoever reads may leave in the middle: the model must not go on for nobody
            worker.join()
        if failures:
            raise GeneratorError(f"{self.name} failed: {_reason(failures[0])}", retryable=False) from failures[0]

    def _tokens(self, messages: Sequence[Message]) -> Any:
        """The prompt as tokens on the model's device; special tokens come from the template and nowhere else."""
        from jinja2 import TemplateError

        assert self._loaded is not None
        tokenizer, model = self._loaded
        special = {*tokenizer.all_special_tokens, *map(str, tokenizer.get_added_vocab())}
        told = [{"role": m.role, "content": without(m.content, special)} for m in messages]
        # Templates without a switch for thinking ignore it.
        options = {"add_generation_prompt": True, "return_dict": True, "return_tensors": "pt", "enable_thinking": False}
        try:
            tokens = tokenizer.apply_chat_template(told, **options)
        except TemplateError:  # some templates know no system role
            whole = "\n\n".join(message["content"] for message in told)
            tokens = tokenizer.apply_chat_template([{"role": "user", "content": whole}], **options)
        room = getattr(model.config, "max_position_embeddings", None)
        length = tokens["input_ids"].shape[1]
        if room and length + MOST_TOKENS > room:
            raise GeneratorError(
                f"{self.name} reads {room:,} tokens, the question and its passages take {length:,}", retryable=False
            )
        return tokens.to(model.device)


def _until(*events: Event) -> Any:
    """A stopping criterion: as soon as one of the events is set."""
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList

    class Until(StoppingCriteria):
        def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
            stopped = any(event.is_set() for event in events)
            return torch.full((input_ids.shape[0],), stopped, device=input_ids.device, dtype=torch.bool)

    return StoppingCriteriaList([Until()])


def _reason(error: Exception) -> str:
    """The first line of what other people's errors tell at length."""
    return next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)


def _padding(tokenizer: Any) -> int | None:
    held = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
    return int(held) if held is not None else None
