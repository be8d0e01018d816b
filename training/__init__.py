"""Trains what the assistant has learnt from questions; not needed to run the assistant.

Turns the question files beside the checkout (../shared/data, never part of the project) into retriever/adapter.npz,
retriever/reader.onnx and rules/weights.tsv. Imports retriever, rules and schema; start with training/adapter.py.
"""
