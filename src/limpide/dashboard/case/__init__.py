"""One client's case, one part of the screen a file: each has a function ``show``; ``views.case`` puts them in order."""
