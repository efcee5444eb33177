// Buy a product with ethers and nothing else of this project but its addresses and ABIs.
//
//     node docs/examples/buy.mjs URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]
//
// The environment variable BUYER_KEY holds the buyer's private key. LINK is the id of the distributor's link that
// the buyer came through. One transaction pays: the permit that it carries needs no approval before it. With
// --confirm the buyer closes the order at once, as if the goods had arrived.

import { parseArgs } from "node:util";
import { formatEther } from "ethers";
import { Unusable, date, event, run, signPermit, whole } from "./common.mjs";

const USAGE = "buy.mjs URL deployments/NETWORK.json LISTING [LINK] [--quantity N] [--confirm]";

/** IMarket.Ending */
const ENDINGS = [
  "instant", "confirmed", "settled", "refunded", "cancelled", "agreed", "uncontested", "ruled", "unruled",
];

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
  console.log(`order ${order}: ${deadline ? `to be fulfilled by ${date(deadline)}` : "closed at once"}`);
  return order;
}

/** Close the order with success, and show who was paid. */
async function confirm({ market }, order) {
  const receipt = await (await market.confirm(order)).wait();
  const { ending, toSeller, paidLevels } = event(market, receipt, "OrderClosed");
  const levels = [...paidLevels.toString(2)].filter((bit) => bit === "1").length;
  console.log(`order ${order} ${ENDINGS[ending]}: ${formatEther(toSeller)} Ecom to the seller, ${levels} levels paid`);
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
  const number = (...given) => whole(USAGE, ...given);
  const quantity = number("--quantity", values.quantity, 24n, 1n);
  const wanted = { listing: number("LISTING", listing, 64n), link: number("LINK", link, 96n), quantity };
  return { url, manifest, wanted, confirming: values.confirm };
}

await run(async (enter) => {
  const { url, manifest, wanted, confirming } = parse();
  const { account, contracts } = await enter(url, manifest, "BUYER_KEY");
  const order = await buy(contracts, account, wanted);
  if (confirming) await confirm(contracts, order);
});
