"""One search library each, run in an environment of its own by benchmarks/peers.py."""
