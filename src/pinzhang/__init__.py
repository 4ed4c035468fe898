"""Pinzhang (品章): a regulation is data, an application is a case, what it leaves is a mark anyone can check."""
