"""What the model looks at: every feature defined once, as an Ibis expression, with its label and its policy."""
