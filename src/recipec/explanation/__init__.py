"""A conversion, told step by step: what became of each instruction, section and header line, and why."""
