"""The network of the default encoder as two ONNX graphs without weights, for `rag/models`.

    python -m training.graph

Every weight is an external initializer under its name in the safetensors file: whoever opens a session hands the
arrays over, so that the graphs stay a few kilobytes and serve any weights of this shape. The operators are those that
onnxruntime's own optimizer would arrive at; written out, nothing has to be searched for when a session is opened.
"""

from __future__ import annotations

from pathlib import Path

from onnx import ModelProto, NodeProto, TensorProto, helper

FOLDER = Path(__file__).parents[1] / "rag" / "models"
VOCABULARY, POSITIONS, TYPES = 30522, 512, 2
WIDTH, INNER, LAYERS, HEADS = 384, 1536, 6, 12
EPSILON = 1e-12
CONTRIB = "com.microsoft"
CONTRIBUTED = {"EmbedLayerNormalization", "MultiHeadAttention", "MatMulIntegerToFloat", "Gelu"}
OPSET = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]


class Builder:
    """Collects nodes and weights; every method adds operators and returns the name of what comes out of them.

    Between the attentions the states are a table of tokens [b * t, 384], which is what `Gemm` reads."""

    def __init__(self, quantized: bool) -> None:
        self.quantized = quantized
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = [
            helper.make_tensor("flat", TensorProto.INT64, [2], [-1, WIDTH]),
            helper.make_tensor("width", TensorProto.INT64, [1], [WIDTH]),
        ]
        if quantized:
            self.weights += [
                helper.make_tensor("last", TensorProto.INT64, [1], [-1]),
                helper.make_tensor("least", TensorProto.FLOAT, [], [1e-9]),
                helper.make_tensor("step", TensorProto.FLOAT, [], [1 / 127]),
                helper.make_tensor("middle", TensorProto.UINT8, [], [128]),
            ]
        self.folded = self.node("Concat", self.node("Shape", "mask"), "width", axis=0)

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT) -> str:
        """A weight that is given when the graph is loaded; gives its name."""
        held = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        held.external_data.add(key="location", value="weights")
        self.weights.append(held)
        return name

    def node(self, operator: str, *inputs: str, outputs: int = 1, **settings: object) -> str:
        """The first output of an operator; the others are named like it, with ".1" and so on."""
        name = f"{operator}_{len(self.nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        domain = CONTRIB if operator in CONTRIBUTED else ""
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **settings))
        return name

    def linear(self, table: str, name: str, size: int, inner: int) -> str:
        """A matrix product and its bias."""
        bias = self.weight(f"{name}.bias", size)
        if not self.quantized:
            return self.node("Gemm", table, self.weight(f"{name}.weight", size, inner), bias, transB=1)
        # Every token has a scale of its own, and no operator looks at all of them: so its states are the same in any
        # company, and rounding costs half of what one scale for the whole batch would.
        weight = self.weight(f"{name}.weight", inner, size, kind=TensorProto.INT8)
        largest = self.node("ReduceMax", self.node("Abs", table), "last", keepdims=1)
        even = self.node("Div", table, self.node("Max", largest, "least"))
        bytes_ = self.node("QuantizeLinear", even, "step", "middle")
        scale = self.weight(f"{name}.scale", size)
        product = self.node("MatMulIntegerToFloat", bytes_, weight, "step", scale, "middle")
        return self.node("Add", self.node("Mul", product, largest), bias)

    def norm(self, name: str, table: str, skipped: str) -> str:
        """The layer norm of the sum: several times as fast as the one operator that there is for both."""
        held = [self.weight(f"{name}.weight", WIDTH), self.weight(f"{name}.bias", WIDTH)]
        return self.node("LayerNormalization", self.node("Add", table, skipped), *held, epsilon=EPSILON)

    def embeddings(self) -> str:
        """What the first layer reads: words, places and types added up."""
        sizes = {"word": VOCABULARY, "position": POSITIONS, "token_type": TYPES}
        tables = [self.weight(f"embeddings.{name}_embeddings.weight", size, WIDTH) for name, size in sizes.items()]
        held = [self.weight(f"embeddings.LayerNorm.{kind}", WIDTH) for kind in ("weight", "bias")]
        # Its second output, the lengths, is not optional; nobody reads it.
        states = self.node("EmbedLayerNormalization", "ids", "types", *tables, *held, outputs=2, epsilon=EPSILON)
        return self.node("Reshape", states, "flat")

    def attention(self, table: str, name: str) -> str:
        """Every token beside all others of its row."""
        if self.quantized:
            joint = self.linear(table, f"{name}.qkv", 3 * WIDTH, WIDTH)
            first = self.node("Split", joint, outputs=3, axis=-1, num_outputs=3)
            parts = [first, f"{first}.1", f"{first}.2"]
        else:
            parts = [self.linear(table, f"{name}.{part}", WIDTH, WIDTH) for part in ("query", "key", "value")]
        parts = [self.node("Reshape", part, self.folded) for part in parts]
        seen = self.node("MultiHeadAttention", *parts, "", "mask", num_heads=HEADS)
        return self.node("Reshape", seen, "flat")

    def layer(self, table: str, name: str) -> str:
        """Attention and the two products behind it."""
        seen = self.attention(table, f"{name}.attention.self")
        seen = self.linear(seen, f"{name}.attention.output.dense", WIDTH, WIDTH)
        seen = self.norm(f"{name}.attention.output.LayerNorm", seen, table)
        wide = self.node("Gelu", self.linear(seen, f"{name}.intermediate.dense", INNER, WIDTH))
        return self.norm(f"{name}.output.LayerNorm", self.linear(wide, f"{name}.output.dense", WIDTH, INNER), seen)

    def states(self) -> None:
        """The whole network."""
        table = self.embeddings()
        for layer in range(LAYERS):
            table = self.layer(table, f"encoder.layer.{layer}")
        self.nodes.append(helper.make_node("Reshape", [table, self.folded], ["states"]))


def build(*, quantized: bool) -> ModelProto:
    """ids, types and mask (int32 [b, t]) to states (float32 [b, t, 384]): the last hidden state of the BERT model."""
    builder = Builder(quantized)
    builder.states()
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["b", "t"]) for name in ("ids", "types", "mask")]
    outputs = [helper.make_tensor_value_info("states", TensorProto.FLOAT, ["b", "t", WIDTH])]
    graph = helper.make_graph(builder.nodes, "bert", inputs, outputs, builder.weights)
    return helper.make_model(graph, opset_imports=OPSET, ir_version=10, producer_name="training/graph.py")


def main() -> None:
    for name, quantized in (("float32", False), ("int8", True)):
        (FOLDER / f"{name}.onnx").write_bytes(build(quantized=quantized).SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
