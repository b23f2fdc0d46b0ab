"""All rules: one module each, named like its rule, in a folder of the family that its code belongs to."""
