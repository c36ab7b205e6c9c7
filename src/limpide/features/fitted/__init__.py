"""Features learnt from other clients, never from an outcome, rather than computed from one client alone."""
