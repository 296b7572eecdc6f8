"""llama.cpp's own HTTP server as a program: `python -m tests.generation.upstream.llama PORT MODEL CONTEXT KEY`.

Prints "ready" once it answers. It runs in a process of its own so that a test can stop or kill it.
"""

import sys
import threading
import urllib.request

import xllamacpp  # type: ignore[import-untyped]  # compiled, without stubs

from tests.waiting import PATIENCE_SECONDS, eventually


def serve(port: int, model: str, context: int, key: str) -> None:
    """Listens on loopback, until the process ends. The same question gets the same answer."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = port
    parameters.api_keys = [key]
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.n_gpu_layers = 0
    parameters.sampling.temp = 0
    parameters.sampling.seed = 1
    parameters.ui = False
    parameters.verbosity = 0
    server = xllamacpp.Server(parameters)
    _wait_until_healthy(server.listening_address)
    print("ready", flush=True)  # noqa: T201  # the parent reads it
    threading.Event().wait()


def _wait_until_healthy(address: str) -> None:
    def is_healthy() -> bool:
        try:
            with urllib.request.urlopen(address + "/health", timeout=PATIENCE_SECONDS):
                return True
        except OSError:
            return False

    eventually(is_healthy)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
