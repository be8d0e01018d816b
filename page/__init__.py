"""The chat page: what it says, how it looks, and its wiring to an assistant.

Turns an `Answer` and the library it was drawn from into HTML in which every word from outside is escaped, and a
conversation into a Gradio page. May import the assistant's records and everything below; start with `page.chat`.
"""
