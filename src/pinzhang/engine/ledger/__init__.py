"""The transparency log (公开日志): a Merkle tree that can only grow, its signed heads, and who watches it."""
