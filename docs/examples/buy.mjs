// Buy a product with ethers and nothing else of this project but its addresses and ABIs.
//
//     node docs/examples/buy.mjs URL deployments/NETWORK.json LISTING [LINK] [--confirm]
//
// The environment variable BUYER_KEY holds the buyer's private key. LINK is the id of the distributor's link that
// the buyer came through. One transaction pays: the permit that it carries needs no approval before it. With
// --confirm the buyer closes the order at once, as if the goods had arrived.

import { readFileSync } from "node:fs";
import { argv, env, exit } from "node:process";
import { Contract, JsonRpcProvider, Signature, Wallet, formatEther } from "ethers";

const ENDINGS = ["instant", "confirmed", "settled", "refunded", "cancelled", "agreed"];

/** A contract's ABI, as `make build` writes it. */
function abi(name) {
  return JSON.parse(readFileSync(new URL(`../../.build/abi/${name}.json`, import.meta.url)));
}

/** The contracts of a deployment by their part in it: `token`, `market`, ... */
function load(manifest, runner) {
  const { contracts } = JSON.parse(readFileSync(manifest));
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

/** Buy one unit at the terms that are on the chain now, and return the order's id. */
async function buy({ catalog, market, token }, buyer, listing, link) {
  const { revision, protection, tokenAmount } = await catalog.terms(listing, 0, link);
  console.log(`price ${formatEther(tokenAmount)} Ecom, protection ${protection / 86_400n} days`);
  if (link !== 0n) {
    for (const { level, shop, recipient, live, amount } of await catalog.preview(link, tokenAmount)) {
      const who = level === 0n ? "seller" : `level ${level}`;
      console.log(`  ${who}: shop ${shop}, ${recipient}, ${formatEther(amount)} Ecom${live ? "" : " (not live)"}`);
    }
  }

  // The revision and the price are what the buyer has seen: if either changes meanwhile, the purchase reverts.
  const purchase = { listing, option: 0, revision, quantity: 1, unitPrice: tokenAmount, link };
  const permit = await signPermit(token, buyer, market.target, tokenAmount);
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

const [url, manifest, listing, link = "0"] = argv.slice(2).filter((word) => !word.startsWith("--"));
// Without its cache, since a local chain mines faster than the cache forgets the last nonce.
const provider = new JsonRpcProvider(url, undefined, { cacheTimeout: -1 });
const buyer = new Wallet(env.BUYER_KEY, provider);
const contracts = load(manifest, buyer);
try {
  const order = await buy(contracts, buyer, BigInt(listing), BigInt(link));
  if (argv.includes("--confirm")) await confirm(contracts, order);
} catch (error) {
  if (!error.data) throw error;
  console.error(`refused: ${explain(error.data, contracts)}`);
  exit(1);
} finally {
  provider.destroy();
}
