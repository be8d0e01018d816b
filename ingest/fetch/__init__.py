"""Downloads labels from the public interfaces of DailyMed and openFDA into files that the readers read.

The only part of the project that uses the network, and only when `python -m ingest fetch` is run. `download.py` is how
politely and how often; `dailymed.py` and `openfda.py` are what is asked of each service.
"""

from ingest.fetch.labels import Fetched, fetch

__all__ = ["Fetched", "fetch"]
