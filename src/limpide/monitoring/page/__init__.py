"""Reports as one page each, in French or in English, that needs nothing from anywhere else."""
