// Protocol Labs' own libraries, for the tests. Reads a JSON list from stdin, writes one to stdout.
//   import  { path, chunk?, width?, shardAbove? } -> { cid, blocks }   of a file or directory on the disk
//   export  { car, cid }                                -> { roots, files }   sha256 by path, null for directories
//   pack    { path, car }                               -> { cid }           adds a file or directory, writes a CAR
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, lstatSync, readdirSync } from "node:fs";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers"; // reading a pipe at once may fail with EAGAIN
import { pipeline } from "node:stream/promises";
import { CarIndexedReader, CarWriter } from "@ipld/car";
import { BaseBlockstore } from "blockstore-core";
import { exporter, recursive } from "ipfs-unixfs-exporter";
import { importer } from "ipfs-unixfs-importer";
import { fixedSize } from "ipfs-unixfs-importer/chunker";
import { balanced } from "ipfs-unixfs-importer/layout";

// What leads from the root to each file and directory below a path.
function* found(path, name) {
  if (!lstatSync(path).isDirectory()) {
    yield { path: name, content: createReadStream(path) };
    return;
  }
  const children = readdirSync(path);
  if (!children.length) yield { path: name };
  for (const child of children) yield* found(`${path}/${child}`, `${name}/${child}`);
}

async function add(store, { path, chunk = 262144, width = 174, shardAbove = 262144 }) {
  const options = {
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: chunk }),
    layout: balanced({ maxChildrenPerNode: width }),
    shardSplitStrategy: "links-bytes",
    shardSplitThresholdBytes: shardAbove,
    fileImportConcurrency: 1,
  };
  let root;
  for await (const entry of importer(found(path, "root"), store, options)) root = entry;
  return root.cid;
}

class Store extends BaseBlockstore {
  blocks = new Map();
  put(cid, bytes) {
    this.blocks.set(cid.toString(), { cid, bytes });
    return cid;
  }
}

const tasks = {
  async import(task) {
    const store = new Store();
    const cid = await add(store, task);
    return { cid: cid.toString(), blocks: [...store.blocks.keys()].sort() };
  },

  async export({ car, cid }) {
    const reader = await CarIndexedReader.fromFile(car);
    const roots = (await reader.getRoots()).map(String);
    const store = { async *get(wanted) { yield (await reader.get(wanted)).bytes; } };
    const files = {};
    for await (const entry of recursive(cid, store)) {
      const node = await exporter(entry.cid, store);
      if (node.type === "directory") {
        files[entry.path] = null;
        continue;
      }
      const hash = createHash("sha256");
      for await (const piece of node.content()) hash.update(piece);
      files[entry.path] = hash.digest("hex");
    }
    await reader.close();
    return { roots, files };
  },

  async pack({ path, car }) {
    const store = new Store();
    const cid = await add(store, { path });
    const { writer, out } = CarWriter.create([cid]);
    const written = pipeline(Readable.from(out), createWriteStream(car));
    for (const block of store.blocks.values()) await writer.put(block);
    await writer.close();
    await written;
    return { cid: cid.toString() };
  },
};

const answers = [];
for (const task of await json(process.stdin)) answers.push(await tasks[process.argv[2]](task));
process.stdout.write(JSON.stringify(answers));
