"""The demo site: its texts, pictures and files, and what builds them."""
