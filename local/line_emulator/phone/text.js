// Text of messages, with its addresses made tappable.
import { el } from "./dom.js";
import { openableAddress } from "./actions.js";

const ADDRESS = /https?:\/\/[^\s<>"「」（）()、。]+/g;

/** Text nodes and links of one text. */
export function withLinks(text, phone) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = openableAddress(match[0], phone.userId);
    if (!address) continue;
    parts.push(text.slice(end, match.index),
      el("a", { href: address, target: "_blank", rel: "noopener" }, match[0]));
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
