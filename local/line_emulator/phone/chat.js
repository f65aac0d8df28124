// The chat log: days, avatars, bubbles and times.
import { el } from "./dom.js";
import { renderMessage } from "./message.js";

const DAY = new Intl.DateTimeFormat("ja-JP", { month: "long", day: "numeric", weekday: "short" });
const TIME = new Intl.DateTimeFormat("ja-JP", { hour: "2-digit", minute: "2-digit" });
const VIA = { reply: "返信", push: "プッシュ", multicast: "マルチキャスト", broadcast: "一斉配信", narrowcast: "絞り込み配信" };

export class Chat {
  constructor(phone, account) {
    this.phone = phone;
    this.account = account;
    this.day = null;
    this.blockedNote = el("p", { class: "note", hidden: true }, "ブロック中です。メッセージは届きません。");
    this.element = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "トーク", tabindex: 0 }, this.blockedNote);
  }

  append(entries) {
    for (const entry of entries) {
      this.startDay(entry.at);
      this.add(entry.from === "account" ? this.fromAccount(entry) : this.fromUser(entry));
    }
    if (entries.length) this.scrollToEnd();
  }

  add(element) {
    this.element.insertBefore(element, this.blockedNote);
  }

  note(sentence) {
    this.add(el("p", { class: "note", "data-testid": "note" }, sentence));
    this.scrollToEnd();
  }

  showBlocked(blocked) {
    this.blockedNote.hidden = !blocked;
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  startDay(at) {
    const day = DAY.format(at);
    if (day === this.day) return;
    this.day = day;
    this.add(el("p", { class: "note" }, day));
  }

  fromAccount(entry) {
    const { sender } = entry.messages[0];
    const name = sender?.name ?? this.account.name;
    const face = sender?.iconUrl ? el("img", { class: "avatar", src: sender.iconUrl, alt: "" })
      : el("span", { class: "avatar", "aria-hidden": "true" }, [...name][0]);
    return el("div", { class: "entry" }, face,
      el("div", { class: "said" }, el("span", { class: "who" }, name),
        entry.messages.map((message, number) => this.row(message, entry, number))));
  }

  fromUser(entry) {
    return el("div", { class: "entry mine" }, el("div", { class: "said" },
      entry.messages.map((message, number) => this.row(message, entry, number))));
  }

  row(message, entry, number) {
    const body = el("div", { class: "message", "data-testid": "message", "data-from": entry.from, "data-type": message.type,
      "data-via": entry.via, "data-message-id": entry.ids[number] },
    entry.from === "user" ? el("span", { class: "unseen" }, "自分：") : null, renderMessage(message, this.phone));
    return el("div", { class: `row of-${message.type}` }, body,
      el("span", { class: "time", title: VIA[entry.via] }, TIME.format(entry.at)));
  }
}
