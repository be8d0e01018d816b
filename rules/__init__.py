"""The dosing guardrail: from what a user wrote to facts, a rule and a checked dosage, or to what is missing.

May import schema, library and drugs; it reads no clock, no network and no model. Every number of a drug stands in
tables/<drug>.yaml, none in the code. Start reading at guardrail.py, which is the order of events.
"""
