"""What images say of themselves, read from where they are: registries, layouts, archives, SIF files."""
