#!/bin/sh
# Makes .venv and node_modules from the lock files. Called by `make setup`.
# PYTHON names the interpreter to use; by default the first suitable one in PATH.
set -eu
cd "$(dirname "$0")/.."

die() {
    echo "setup: $*" >&2
    exit 1
}

suits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null && suits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$("${PYTHON:-python3}" --version 2>&1) || found="none"
    die "Python 3.11, 3.12 or 3.13 is needed (found: $found). Install one of them, or name it: make setup PYTHON=/path/to/python3.12"
fi
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

command -v node >/dev/null || die "Node.js 20 or newer is needed (found: none)"
command -v npm >/dev/null || die "npm is needed beside Node.js (on Debian: apt install npm)"
node=$(node --version)
major=${node#v}
[ "${major%%.*}" -ge 20 ] || die "Node.js 20 or newer is needed (found: $node)"

# A virtual environment of another Python, or one left unfinished, is made anew.
if ! .venv/bin/python -c "import sys, pip; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        die "$python cannot make virtual environments: ensurepip is missing. On Debian and Ubuntu: apt install python$version-venv"
    rm -rf .venv
    "$python" -m venv .venv || die "making .venv failed, see above"
fi

.venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r toolchain/uv.lock
.venv/bin/uv pip sync -q --python .venv/bin/python --require-hashes requirements.lock
# A local path has no hash; what these two depend on is in the lock, their build backend too.
.venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e . -e toolchain

# Where Python is not to write bytecode, every command would compile all that it imports anew.
if [ -n "${PYTHONDONTWRITEBYTECODE:-}" ]; then
    .venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null || true # some packages carry templates
fi

npm ci --ignore-scripts --no-audit --no-fund
