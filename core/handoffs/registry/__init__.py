"""The registry of starts, as S4 has it: read in whatever form it was written, published whole."""
