"""Charts as inline SVG: small, printable, readable without colour."""
