// OpenZeppelin's trees for the tests. Reads JSON from stdin and writes JSON to stdout.
//   build   [[value, ...], ...]            -> [{ dump, proofs }, ...]     of each list of values
//   load    [{ path, claims }, ...]        -> [{ root, proofs, holds }, ...]  of each dumped file: the library's own
//           proofs of the claims' values, and whether it accepts each claim { value, proof, root }
const { readFileSync } = require("node:fs");
const { json } = require("node:stream/consumers"); // reading a pipe at once may fail with EAGAIN
const { StandardMerkleTree } = require("@openzeppelin/merkle-tree");

const ENCODING = ["uint256", "address", "address", "uint256"];

function build(values) {
  const tree = StandardMerkleTree.of(values, ENCODING);
  return { dump: tree.dump(), proofs: values.map((_, i) => tree.getProof(i)) };
}

function load({ path, claims }) {
  const tree = StandardMerkleTree.load(JSON.parse(readFileSync(path, "utf8")));
  return {
    root: tree.root,
    proofs: claims.map(({ value }) => tree.getProof(value)),
    holds: claims.map(({ value, proof, root }) => StandardMerkleTree.verify(root, ENCODING, value, proof)),
  };
}

const tasks = { build, load };
json(process.stdin).then((list) => process.stdout.write(JSON.stringify(list.map(tasks[process.argv[2]]))));
