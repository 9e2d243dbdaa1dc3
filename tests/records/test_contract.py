#!/usr/bin/env python3
"""The schemas and route descriptions of records are those that their
descriptors make. `test_contract.py --write` makes them anew."""
import os
import pathlib
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
HANDLERS = SOURCE / "fcgi-app/handlers"
PLACES = {"records.json": HANDLERS / "routes/records.json",
          "kinds.am": HANDLERS / "schemas/records/kinds.am"}


def main():
    program = pathlib.Path(os.environ.get("FP_BUILDDIR", "."),
                           "tests/records/record_contract")
    if not program.exists():
        print("record_contract was not built: skipped")
        return 77
    faults = []
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([program, made], check=True)
        for path in sorted(pathlib.Path(made).iterdir()):
            kept = PLACES.get(path.name, HANDLERS / "schemas/records" / path.name)
            if "--write" in sys.argv:
                kept.write_bytes(path.read_bytes())
            elif not kept.exists() or kept.read_bytes() != path.read_bytes():
                faults.append(f"{kept} is not what the descriptors say")
    print("\n".join(faults) or "as the descriptors say")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
