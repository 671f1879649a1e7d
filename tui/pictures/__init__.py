"""A screen as SVG and PNG that look the same everywhere, without anything secret in them."""
