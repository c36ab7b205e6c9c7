"""Several workers kept at work, and ended within seconds however busy they are."""

import socket
import time

from uvicorn import Config
from uvicorn.supervisors import Multiprocess


class Workers(Multiprocess):
    """Uvicorn's supervisor; a worker that takes long to answer it is busy, not lost: only one that died is replaced.

    So no request is lost to a restart while a new model is prepared, and a signal is never kept waiting.
    """

    def __init__(self, config: Config, sockets: list[socket.socket], *, wait_seconds: float) -> None:
        """Take how long workers may take to end once they were told to."""
        super().__init__(config, sockets)
        self._wait_seconds = wait_seconds

    def keep_subprocess_alive(self) -> None:
        """Replace workers that died."""
        if not all(each.process.is_alive() for each in self.processes):
            super().keep_subprocess_alive()

    def join_all(self) -> None:
        """Wait until the workers have ended; whichever has not by then is killed."""
        deadline = time.monotonic() + self._wait_seconds
        for each in self.processes:
            each.process.join(max(0.0, deadline - time.monotonic()))
            if each.process.is_alive():
                each.process.kill()
                each.process.join()
