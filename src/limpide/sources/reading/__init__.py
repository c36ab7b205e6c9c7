"""Files as people have them, made into CSV in UTF-8 or Parquet that DuckDB reads as they stand."""
