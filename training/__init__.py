"""Trains what the assistant has learnt from questions; not needed to run the assistant.

Turns the question files beside the checkout (../shared/data, never part of the project) into retriever/adapter.npz,
retriever/reader.safetensors, retriever/triage.npz and rules/weights.tsv; start with training/adapter.py.
"""
