"""The pages of the dashboard, one a file: each has one function, ``show``.

Not called "pages": Streamlit would run the files of a folder of that name by itself, past the front door.
"""
