"""The charts of the dashboard, one a file: each with its picture and its sentence for who cannot see it."""
