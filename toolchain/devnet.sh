#!/bin/sh
# usage: devnet.sh COMMAND...
# Starts the persistent chain of the devnet, runs COMMAND, which finds nothing to do where it has
# run before, and keeps the chain in the foreground until Ctrl-C. The state outlives it in .devnet/.
set -eu
cd "$(dirname "$0")/.."
port=8545

answers() {
    node -e '
        const s = require("net").connect(+process.argv[1], "127.0.0.1");
        s.on("connect", () => process.exit(0)).on("error", () => process.exit(1));
    ' "$port"
}

if answers; then
    echo "devnet: something listens on port $port already" >&2
    exit 1
fi

mkdir -p .devnet
toolchain/bin/anvil --port "$port" --chain-id 31337 --hardfork cancun --quiet \
    --state .devnet/state.json --state-interval 10 &
chain=$!
# anvil writes its state when it is asked to end: pass the request on and wait for it.
trap 'kill -INT "$chain" 2>/dev/null || true; wait "$chain" || true' EXIT
trap 'exit 130' INT TERM

tries=0
until answers; do
    kill -0 "$chain" 2>/dev/null || { echo "devnet: anvil ended on start" >&2; exit 1; }
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { echo "devnet: anvil does not answer" >&2; exit 1; }
    sleep 0.1
done

"$@"
echo "devnet: http://127.0.0.1:$port, chain id 31337 (Ctrl-C ends it, 'make clean' forgets it)"
wait "$chain"
