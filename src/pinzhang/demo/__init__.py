"""A demonstration city: fictional enterprises, public district names, two programmes in every state."""

from pinzhang.demo.city import load, roll_forward

__all__ = ["load", "roll_forward"]
