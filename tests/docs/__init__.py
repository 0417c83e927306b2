"""Documents are kept true by tests: the catalogue, the samples of every version, every setting, every command."""
