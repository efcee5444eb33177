// What the examples share: contracts from the manifest and the ABIs, keys, permits, and errors in one line.

import { readFileSync } from "node:fs";
import { env, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { Contract, FetchRequest, JsonRpcProvider, Signature, Wallet } from "ethers";

/** Something that the caller gave, with what to do about it. */
export class Unusable extends Error {}

/** A JSON file. */
export function read(path, remedy) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    const wrong = error.code === "ENOENT" ? "does not exist" : "is no readable JSON file";
    throw new Unusable(`${path} ${wrong}: ${remedy}`);
  }
}

/** A contract's ABI, as `make build` writes it. */
function abi(name) {
  return read(fileURLToPath(new URL(`../../.build/abi/${name}.json`, import.meta.url)), "run `make build`");
}

/** The contracts of a deployment by their part in it: `token`, `market`, ... */
function load(manifest, runner) {
  const remedy = "name the manifest of the deployment, deployments/NETWORK.json";
  const contracts = read(manifest, remedy)?.contracts;
  if (!Object.values(contracts ?? {}).some((record) => record?.address && record.contract)) {
    throw new Unusable(`${manifest} is no manifest: ${remedy}`);
  }
  return Object.fromEntries(
    Object.entries(contracts).map(([part, record]) => [part, new Contract(record.address, abi(record.contract), runner)]),
  );
}

/** The custom error in revert data, with its values; a call may pass on the error of any contract. */
function explain(data, contracts) {
  for (const contract of Object.values(contracts)) {
    const error = contract.interface.parseError(data);
    if (error) {
      const values = error.fragment.inputs.map((input, i) => `${input.name}=${error.args[i]}`);
      return `${error.name}(${values.join(", ")})`;
    }
  }
  return data;
}

/** An ERC-2612 permit in the form that every function with a permit takes. */
export async function signPermit(token, owner, spender, value) {
  const [, name, version, chainId, verifyingContract] = await token.eip712Domain();
  const { timestamp } = await owner.provider.getBlock("latest");
  const deadline = timestamp + 3_600;
  const types = {
    Permit: [
      { name: "owner", type: "address" },
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
      { name: "nonce", type: "uint256" },
      { name: "deadline", type: "uint256" },
    ],
  };
  const values = { owner: owner.address, spender, value, nonce: await token.nonces(owner.address), deadline };
  const signed = await owner.signTypedData({ name, version, chainId, verifyingContract }, types, values);
  const { v, r, s } = Signature.from(signed);
  return { value, deadline, v, r, s };
}

/** The first event of that name in a receipt. */
export function event(contract, receipt, name) {
  const topic = contract.interface.getEvent(name).topicHash;
  const log = receipt.logs.find(({ address, topics }) => address === contract.target && topics[0] === topic);
  return contract.interface.parseLog(log).args;
}

/** Unix time as a date. */
export function date(seconds) {
  return new Date(Number(seconds) * 1000).toISOString().slice(0, 10);
}

/** A whole number of so many bits, as an argument. */
export function whole(usage, name, text, bits, least = 0n) {
  const most = 2n ** bits - 1n;
  if (/^\d+$/.test(text) && BigInt(text) >= least && BigInt(text) <= most) return BigInt(text);
  throw new Unusable(`${name}: '${text}' is not a whole number from ${least} to ${most}; usage: ${usage}`);
}

/** The account whose private key, which no message may show, is in an environment variable. */
function wallet(variable) {
  const whose = variable.split("_")[0].toLowerCase();
  if (!env[variable]) throw new Unusable(`${variable} is not set: set it to the ${whose}'s private key`);
  try {
    return new Wallet(env[variable]);
  } catch {
    throw new Unusable(`${variable} is no private key: set it to 0x and 64 hexadecimal digits`);
  }
}

/** A node that answers: left alone, a provider would try again for ever. */
async function connect(url) {
  try {
    const request = new FetchRequest(url);
    request.timeout = 10_000;
    request.body = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
    const response = await request.send();
    response.assertOk();
    // Without its cache, since a local chain mines faster than the cache forgets the last nonce.
    return new JsonRpcProvider(url, BigInt(response.bodyJson.result), { staticNetwork: true, cacheTimeout: -1 });
  } catch {
    throw new Unusable(`no node answers at ${url}: start one, or correct the URL`);
  }
}

/**
 * Run an example. `enter(url, manifest, variable)` gives it the account of that variable's key, and the contracts
 * that it calls. Exits with 2 for what the caller can mend, with 1 where the contracts or the node refuse.
 */
export async function run(example) {
  let contracts, provider;
  const enter = async (url, manifest, variable) => {
    const signer = wallet(variable);
    load(manifest); // before anything is asked of the node
    provider = await connect(url);
    const account = signer.connect(provider);
    contracts = load(manifest, account);
    if ((await provider.getCode(contracts.market.target)) === "0x") {
      throw new Unusable(`${url} has no contracts of ${manifest}: name its network`);
    }
    return { account, contracts };
  };
  try {
    await example(enter);
  } catch (error) {
    if (error instanceof Unusable) {
      console.error(error.message);
      exit(2);
    }
    if (error.data) console.error(`refused: ${explain(error.data, contracts)}`);
    else if (error.shortMessage) console.error(`the node refused: ${error.shortMessage}`);
    else throw error;
    exit(1);
  } finally {
    provider?.destroy();
  }
}
