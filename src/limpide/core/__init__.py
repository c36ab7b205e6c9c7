"""What every room needs and nothing else: errors, cost, decision, safe output. Standard library only."""
