"""One reader a format: text of a file -> Draft, the document's lines and what it says about itself."""
