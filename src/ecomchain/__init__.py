"""Python side of Ecom Chain: deployment, clients and models for the commerce contracts."""

__version__ = "0.1.0"
