"""Asks barwire-server for what its OpenAPI document declares, and for what it does not: the package `schemathesis`.

`make test-api` runs it. Its arguments are the server's program and the number of examples of each operation (100).
A failed check is printed with the request that shows it. Exit code 0 where all pass, another where one fails.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXAMPLES = "100"
# The same examples each time: what fails here fails everywhere.
SEED = "1"
# More than any answer takes on a machine with other work. Seconds.
ANSWERED_WITHIN = "5"


def main(program: str, examples: str = EXAMPLES) -> int:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARWIRE_")}
    environment["RUST_LOG"] = "warn"
    command = [program, "--listen", "127.0.0.1:0", "--drain", "1s"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    try:
        line = server.stdout.readline().strip() if server.stdout else ""
        if "http://" not in line:
            print(f"expected a line with the server's address, got {line!r}")
            return 2
        url = "http://" + line.split("http://")[1]
        options = ["--url", url, "--max-examples", examples, "--seed", SEED, "--max-response-time", ANSWERED_WITHIN]
        tool = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")]
        run = [*tool, "run", f"{url}/api/v1/openapi.json", *options, "--continue-on-failure", "--no-color"]
        paths = os.pathsep.join([str(HERE), environment.get("PYTHONPATH", "")])
        # It leaves files behind.
        with tempfile.TemporaryDirectory() as directory:
            checked = subprocess.run(run, env=environment | {"PYTHONPATH": paths}, cwd=directory, check=False).returncode
        if server.poll() is not None:
            print(f"the server ended with exit code {server.returncode}")
            return 1
        server.terminate()
        ended = server.wait(timeout=10)
        if ended != 0:
            print(f"expected exit code 0 after SIGTERM, got {ended}")
            return 1
        return checked
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
