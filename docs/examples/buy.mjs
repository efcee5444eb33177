// Buy a product with ethers and nothing else of this project but its addresses and ABIs.
//
//     node docs/examples/buy.mjs URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]
//
// The environment variable BUYER_KEY holds the buyer's private key. LINK is the id of the distributor's link that
// the buyer came through. One transaction pays: the permit that it carries needs no approval before it. With
// --confirm the buyer closes the order at once, as if the goods had arrived.

import { readFileSync } from "node:fs";
import { env, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Contract, FetchRequest, JsonRpcProvider, Signature, Wallet, formatEther } from "ethers";

const USAGE = "buy.mjs URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]";

const ENDINGS = ["instant", "confirmed", "settled", "refunded", "cancelled", "agreed"];

/** Something that the caller gave, with what to do about it. */
class Unusable extends Error {}

/** A JSON file. */
function read(path, remedy) {
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
async function signPermit(token, owner, spender, value) {
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
function event(contract, receipt, name) {
  const topic = contract.interface.getEvent(name).topicHash;
  const log = receipt.logs.find(({ address, topics }) => address === contract.target && topics[0] === topic);
  return contract.interface.parseLog(log).args;
}

/** Buy at the terms that are on the chain now, and return the order's id. */
async function buy({ catalog, market, token }, buyer, { listing, link, quantity }) {
  const { revision, protection, tokenAmount } = await catalog.terms(listing, 0, link);
  const price = tokenAmount * quantity;
  console.log(`price ${formatEther(price)} Ecom, protection ${protection / 86_400n} days`);
  if (link !== 0n) {
    for (const { level, shop, recipient, live, amount } of await catalog.preview(link, price)) {
      const who = level === 0n ? "seller" : `level ${level}`;
      console.log(`  ${who}: shop ${shop}, ${recipient}, ${formatEther(amount)} Ecom${live ? "" : " (not live)"}`);
    }
  }

  // The revision and the price are what the buyer has seen: if either changes meanwhile, the purchase reverts.
  const purchase = { listing, option: 0, revision, quantity, unitPrice: tokenAmount, link };
  const permit = await signPermit(token, buyer, market.target, price);
  // Estimating the gas runs the call first, so a refusal is known before anything is paid.
  const receipt = await (await market.placeWithPermit(purchase, permit)).wait();
  const { order, deadline } = event(market, receipt, "OrderPlaced");
  const day = new Date(Number(deadline) * 1000).toISOString().slice(0, 10);
  console.log(`order ${order}: ${deadline ? `to be fulfilled by ${day}` : "closed at once"}`);
  return order;
}

/** Close the order with success, and show who was paid. */
async function confirm({ market }, order) {
  const receipt = await (await market.confirm(order)).wait();
  const { ending, toSeller, paidLevels } = event(market, receipt, "OrderClosed");
  const levels = [...paidLevels.toString(2)].filter((bit) => bit === "1").length;
  console.log(`order ${order} ${ENDINGS[ending]}: ${formatEther(toSeller)} Ecom to the seller, ${levels} levels paid`);
}

/** A whole number of so many bits, as an argument. */
function whole(name, text, bits, least = 0n) {
  const most = 2n ** bits - 1n;
  if (/^\d+$/.test(text) && BigInt(text) >= least && BigInt(text) <= most) return BigInt(text);
  throw new Unusable(`${name}: '${text}' is not a whole number from ${least} to ${most}; usage: ${USAGE}`);
}

/** What the command line asks for. */
function parse() {
  const options = { confirm: { type: "boolean", default: false }, quantity: { type: "string", default: "1" } };
  let found;
  try {
    found = parseArgs({ options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Unusable(`${error.message.split(/\.\s/)[0]}; usage: ${USAGE}`);
  }
  const { positionals, values } = found;
  if (positionals.length < 3 || positionals.length > 4) {
    throw new Unusable(`3 or 4 arguments are needed, not ${positionals.length}; usage: ${USAGE}`);
  }
  const [url, manifest, listing, link = "0"] = positionals;
  const quantity = whole("--quantity", values.quantity, 24n, 1n);
  const wanted = { listing: whole("LISTING", listing, 64n), link: whole("LINK", link, 96n), quantity };
  return { url, manifest, wanted, confirming: values.confirm };
}

/** The buyer, whose private key no message may show. */
function wallet() {
  if (!env.BUYER_KEY) throw new Unusable("BUYER_KEY is not set: set it to the buyer's private key");
  try {
    return new Wallet(env.BUYER_KEY);
  } catch {
    throw new Unusable("BUYER_KEY is no private key: set it to 0x and 64 hexadecimal digits");
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

let contracts, provider;
try {
  const { url, manifest, wanted, confirming } = parse();
  const signer = wallet();
  load(manifest); // before anything is asked of the node
  provider = await connect(url);
  const buyer = signer.connect(provider);
  contracts = load(manifest, buyer);
  if ((await provider.getCode(contracts.market.target)) === "0x") {
    throw new Unusable(`${url} has no contracts of ${manifest}: name its network`);
  }
  const order = await buy(contracts, buyer, wanted);
  if (confirming) await confirm(contracts, order);
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
