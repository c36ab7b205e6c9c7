"""The officer's screen: Streamlit over the HTTP client alone; it holds no model, no threshold, no client."""
