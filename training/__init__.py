"""Trains retriever/adapter.npz from questions on labels and leaflets; not needed to run the assistant.

Turns the question files beside the checkout (../shared/data, never part of the project) into two pairs of matrices.
Imports retriever and schema; start with training/adapter.py.
"""
