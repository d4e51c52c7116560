"""The network of the default encoder as two ONNX graphs without weights, for `rag/network`.

    python -m training.graph

Every weight is an external initializer under its name in the safetensors file: whoever opens a session hands the
arrays over, so that the graphs stay a few kilobytes and serve any weights of this shape. The operators are those that
onnxruntime's own optimizer would arrive at; written out, nothing has to be searched for when a session is opened.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

FOLDER = Path(__file__).parents[1] / "rag" / "network"
VOCABULARY, POSITIONS, TYPES = 30522, 512, 2
WIDTH, INNER, LAYERS, HEADS = 384, 1536, 6, 12
CONTRIB = "com.microsoft"
OPSET = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]


class Builder:
    """Collects nodes and weights; every method adds one operator and returns its output's name."""

    def __init__(self, quantized: bool) -> None:
        self.quantized = quantized
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        held = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        held.external_data.add(key="location", value="weights")
        self.weights.append(held)
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = CONTRIB, **settings: object) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **settings))
        return output

    def linear(self, states: str, name: str, size: int, inner: int) -> str:
        """Without the bias: what follows adds it along the way."""
        if not self.quantized:
            weight = self.weight(f"{name}.weight", size, inner)
            return self.node("FusedMatMul", [states, weight], f"{name}.out", transB=1)
        weight = self.weight(f"{name}.weight", inner, size, kind=TensorProto.INT8)
        return self.node("DynamicQuantizeMatMul", [states, weight, self.weight(f"{name}.scale", size)], f"{name}.out")

    def norm(self, states: str, skipped: str, dense: str, name: str, output: str) -> str:
        """The layer norm of `states` plus the bias of `dense` plus what `skipped` it."""
        held = [self.weight(f"{name}.weight", WIDTH), self.weight(f"{name}.bias", WIDTH)]
        bias = self.weight(f"{dense}.bias", WIDTH)
        return self.node("SkipLayerNormalization", [states, skipped, *held, bias], output, epsilon=1e-12)

    def embeddings(self) -> str:
        tables = [
            self.weight("embeddings.word_embeddings.weight", VOCABULARY, WIDTH),
            self.weight("embeddings.position_embeddings.weight", POSITIONS, WIDTH),
            self.weight("embeddings.token_type_embeddings.weight", TYPES, WIDTH),
            self.weight("embeddings.LayerNorm.weight", WIDTH),
            self.weight("embeddings.LayerNorm.bias", WIDTH),
        ]
        # Its second output, the lengths, is not optional; nobody reads it.
        outputs = ["embedded", "lengths"]
        settings = {"domain": CONTRIB, "epsilon": 1e-12}
        self.nodes.append(helper.make_node("EmbedLayerNormalization", ["ids", "types", *tables], outputs, **settings))
        return outputs[0]

    def attention(self, states: str, name: str) -> str:
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        if self.quantized:
            # In one, so that the states are rounded once and not three times.
            whole = self.linear(states, f"{name}.qkv", 3 * WIDTH, WIDTH)
            outputs = [f"{part}.out" for part in parts]
            self.nodes.append(helper.make_node("Split", [whole], outputs, axis=-1, num_outputs=3))
        else:
            outputs = [self.linear(states, part, WIDTH, WIDTH) for part in parts]
        bias = self.weight(f"{name}.qkv.bias", 3 * WIDTH)
        return self.node("MultiHeadAttention", [*outputs, bias, "mask"], f"{name}.out", num_heads=HEADS)

    def layer(self, states: str, name: str, output: str) -> str:
        dense = f"{name}.attention.output.dense"
        seen = self.linear(self.attention(states, f"{name}.attention.self"), dense, WIDTH, WIDTH)
        seen = self.norm(seen, states, dense, f"{name}.attention.output.LayerNorm", f"{name}.attended")
        inner = f"{name}.intermediate.dense"
        bias = self.weight(f"{inner}.bias", INNER)
        wide = self.node("BiasGelu", [self.linear(seen, inner, INNER, WIDTH), bias], f"{inner}.gelu")
        dense = f"{name}.output.dense"
        narrow = self.linear(wide, dense, WIDTH, INNER)
        return self.norm(narrow, seen, dense, f"{name}.output.LayerNorm", output)


def build(*, quantized: bool) -> ModelProto:
    """ids, types and mask (int32 [b, t]) to states (float32 [b, t, 384]): the last hidden state of the BERT model."""
    builder = Builder(quantized)
    states = builder.embeddings()
    for layer in range(LAYERS):
        last = layer == LAYERS - 1
        states = builder.layer(states, f"encoder.layer.{layer}", "states" if last else f"layer.{layer}")
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["b", "t"]) for name in ("ids", "types", "mask")]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["b", "t", WIDTH])]
    graph = helper.make_graph(builder.nodes, "bert", inputs, outputs, builder.weights)
    return helper.make_model(graph, opset_imports=OPSET, ir_version=10, producer_name="training/graph.py")


def main() -> None:
    for name, quantized in (("float32", False), ("int8", True)):
        (FOLDER / f"{name}.onnx").write_bytes(build(quantized=quantized).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
