"""Metadata of shops, products, tasks, posts and reviews: models, JSON Schemas, and one way to check them."""

from ecomchain.content.metadata.check import load, problems
from ecomchain.content.metadata.kinds import KINDS, Metadata, Post, Product, Review, Shop, Task

__all__ = ["KINDS", "Metadata", "Post", "Product", "Review", "Shop", "Task", "load", "problems"]
