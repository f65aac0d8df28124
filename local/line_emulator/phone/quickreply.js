// Quick replies: shown while the account's last word is the newest entry.
import { nameOf, tappable } from "./actions.js";
import { el } from "./dom.js";

export class QuickReplies {
  constructor(phone) {
    this.phone = phone;
    this.element = el("div", { class: "quick-replies", role: "group", "aria-label": "クイックリプライ", hidden: true });
  }

  show(entry) {
    const items = entry.from === "account" ? entry.messages.at(-1).quickReply?.items ?? [] : [];
    this.element.replaceChildren(...items.map(({ action, imageUrl }) =>
      tappable(action, this.phone, { class: "quick-reply", "data-testid": "quick-reply" },
        imageUrl ? el("img", { src: imageUrl, alt: "" }) : null, nameOf(action))));
    this.element.hidden = !items.length;
  }

  hide() {
    this.element.hidden = true;
  }
}
