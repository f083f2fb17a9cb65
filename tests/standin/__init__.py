"""A stand-in for Statistics Norway: PxWebApi 2 and KLASS over real HTTP, serving the documents it is given.

with StandIn() as server:                      # the snapshot's current documents
    client = pxweb.Client(server.url)
with StandIn(documents=[Served(...)], faults=Faults(http=[Fault("drop", times=2)])) as server: ...
"""

from tests.standin.catalogue import Served, snapshot_documents
from tests.standin.faults import Fault, Faults
from tests.standin.server import StandIn

__all__ = ["Fault", "Faults", "Served", "StandIn", "snapshot_documents"]
