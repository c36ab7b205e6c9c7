"""What is handed to people on paper: letters."""
