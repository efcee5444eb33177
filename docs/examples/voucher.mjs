// Sell for fiat, or for fiat and tokens, with ethers and nothing else of this project but its addresses and ABIs.
//
//     node docs/examples/voucher.mjs make URL deployments/NETWORK.json LISTING OPTION BUYER [LINK]
//         [--quantity N] [--days N] > voucher.json
//     node docs/examples/voucher.mjs submit URL deployments/NETWORK.json voucher.json
//
// The seller makes a voucher, signed with the private key in the environment variable SELLER_KEY, and sends the file
// to the buyer. Anyone submits it: the account of BUYER_KEY pays the token part, if there is one, with a permit; the
// buyer that the voucher names gets the buyer's rights. The file is the one that `ape run voucher` writes and reads.

import { parseArgs } from "node:util";
import { formatEther, getAddress, isAddress, randomBytes, toBigInt } from "ethers";
import { Unusable, date, event, read, run, signPermit, whole } from "./common.mjs";

const MAKE = "voucher.mjs make URL deployments/NETWORK.json LISTING OPTION BUYER [LINK] [--quantity N] [--days N]";
const SUBMIT = "voucher.mjs submit URL deployments/NETWORK.json FILE";

/** What the seller signs (EIP-712). */
const TYPES = {
  Voucher: [
    { name: "listing", type: "uint64" },
    { name: "revision", type: "uint32" },
    { name: "option", type: "uint8" },
    { name: "link", type: "uint96" },
    { name: "buyer", type: "address" },
    { name: "quantity", type: "uint24" },
    { name: "deadline", type: "uint40" },
    { name: "nonce", type: "uint256" },
    { name: "transfers", type: "uint32" },
  ],
};

/** The listing as it is now, for the buyer, signed: the file's content. */
async function make({ catalog, registry, vouchers }, seller, { listing, option, buyer, link, quantity, days }) {
  const { revision, tokenAmount, fiatBase } = await catalog.terms(listing, option, link);
  if (fiatBase === 0n) throw new Unusable(`option ${option} has no fiat part: it takes no voucher; usage: ${MAKE}`);
  const shop = listing >> 32n;
  const { owner, transfers } = await registry.shop(shop);
  if (owner !== seller.address) {
    throw new Unusable(`shop ${shop} is ${owner}'s, not ${seller.address}'s: set SELLER_KEY to its owner's key`);
  }
  const { timestamp } = await seller.provider.getBlock("latest");
  const { chainId } = await seller.provider.getNetwork();
  const purchase = { listing, option, revision, quantity, unitPrice: tokenAmount, link };
  const deadline = BigInt(timestamp) + days * 86_400n;
  const nonce = toBigInt(randomBytes(32)); // any that the shop has not used
  const domain = { name: "Ecom Vouchers", version: "1", chainId, verifyingContract: vouchers.target };
  const message = { listing, revision, option, link, buyer, quantity, deadline, nonce, transfers };
  const signature = await seller.signTypedData(domain, TYPES, message);
  return { version: 1, chainId, contract: vouchers.target, purchase, buyer, deadline, nonce, transfers, signature };
}

/** Place the order of a voucher, and return its id. */
async function submit({ market, token, vouchers }, account, file) {
  const { chainId, contract, purchase, buyer, deadline, nonce, signature } = file;
  const here = await account.provider.getNetwork();
  if (BigInt(chainId) !== here.chainId || contract !== vouchers.target) {
    throw new Unusable(`the voucher is for ${contract} on chain ${chainId}, here is ${vouchers.target}`);
  }
  const tokens = BigInt(purchase.unitPrice) * BigInt(purchase.quantity);
  console.log(`${purchase.quantity} of listing ${purchase.listing} for ${buyer}: ${formatEther(tokens)} Ecom to pay`);
  const voucher = { buyer, deadline, nonce, signature };
  // The market takes the tokens. Without a token part there is nothing to permit.
  const sent = tokens
    ? vouchers.placeWithPermit(purchase, voucher, await signPermit(token, account, market.target, tokens))
    : vouchers.place(purchase, voucher);
  const receipt = await (await sent).wait();
  const placed = event(market, receipt, "OrderPlaced");
  console.log(`order ${placed.order}: to be fulfilled by ${date(placed.deadline)}`);
}

/** Whole numbers as text: most are too long for a JSON number of JavaScript. */
function serialize(voucher) {
  return JSON.stringify(voucher, (_, value) => (typeof value === "bigint" ? String(value) : value), 2);
}

/** What the command line asks for. */
function parse() {
  const options = { quantity: { type: "string", default: "1" }, days: { type: "string", default: "3" } };
  let found;
  try {
    found = parseArgs({ options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new Unusable(`${error.message.split(/\.\s/)[0]}; usage: ${MAKE}`);
  }
  const { positionals, values } = found;
  const [command, url, manifest, ...rest] = positionals;
  if (command === "submit" && rest.length === 1) return { command, url, manifest, file: rest[0] };
  if (command !== "make" || rest.length < 3 || rest.length > 4) {
    throw new Unusable(`usage: ${command === "submit" ? SUBMIT : command === "make" ? MAKE : `${MAKE}, or ${SUBMIT}`}`);
  }
  const [listing, option, buyer, link = "0"] = rest;
  if (!isAddress(buyer)) throw new Unusable(`BUYER: '${buyer}' is not an address; usage: ${MAKE}`);
  const number = (...given) => whole(MAKE, ...given);
  const wanted = {
    listing: number("LISTING", listing, 64n),
    option: number("OPTION", option, 8n),
    buyer: getAddress(buyer),
    link: number("LINK", link, 96n),
    quantity: number("--quantity", values.quantity, 24n, 1n),
    days: number("--days", values.days, 16n, 1n),
  };
  return { command, url, manifest, wanted };
}

/** A file that `make` wrote. */
function voucherIn(path) {
  const remedy = "name a file that `voucher.mjs make` wrote";
  const file = read(path, remedy);
  const missing = ["chainId", "contract", "purchase", "buyer", "deadline", "nonce", "signature"].find((name) => !file?.[name]);
  if (missing) throw new Unusable(`${path} is no voucher, ${missing} is missing: ${remedy}`);
  return file;
}

await run(async (enter) => {
  const { command, url, manifest, file, wanted } = parse();
  if (command === "make") {
    const { account, contracts } = await enter(url, manifest, "SELLER_KEY");
    console.log(serialize(await make(contracts, account, wanted)));
  } else {
    const voucher = voucherIn(file);
    const { account, contracts } = await enter(url, manifest, "BUYER_KEY");
    await submit(contracts, account, voucher);
  }
});
