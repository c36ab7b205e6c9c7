"""The same features on a cluster: Spark reads the tables and runs the expressions, the snapshot is the same."""
