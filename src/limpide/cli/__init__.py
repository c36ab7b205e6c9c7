"""The command line: one command per verb, no rules of the business."""
