"""Where processes of their own begin; nobody imports them."""
