"""The client base: point reads on the snapshot, and what is said of one client."""
