// One resident's phone: head, chat, quick replies, composer and rich menu.
import { api } from "./api.js";
import { performer } from "./actions.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { el, icon, ICONS } from "./dom.js";
import { QuickReplies } from "./quickreply.js";
import { RichMenu } from "./richmenu.js";

const REASONS = {
  REQUEST_TIMEOUT: "アカウントのサーバーが2秒以内に応答しませんでした",
  COULD_NOT_CONNECT: "アカウントのサーバーにつながりませんでした",
  ERROR_STATUS_CODE: "アカウントのサーバーがエラーを返しました",
};

export class Phone {
  constructor(resident, account, page) {
    this.userId = resident.userId;
    this.page = page;
    this.seen = 0;
    this.perform = performer(this);
    this.chat = new Chat(this, account);
    this.quickReplies = new QuickReplies(this);
    this.composer = new Composer(this);
    this.richMenu = new RichMenu(this);
    this.blockButton = el("button", { type: "button", class: "plain", "data-testid": "block", onclick: () => this.toggleBlock() });
    const close = el("button", { type: "button", class: "round", "aria-label": `${resident.displayName}さんの電話を閉じる`,
      onclick: () => page.close(this.userId) }, icon(ICONS.close));
    this.element = el("section", { class: "phone", "data-testid": `chat-${this.userId}`, "aria-label": `${resident.displayName}さんの電話` },
      el("div", { class: "phone-head" },
        el("div", {}, el("h2", {}, account.name), el("p", {}, `${resident.displayName}さんの電話`)), this.blockButton, close),
      this.chat.element, this.quickReplies.element, this.composer.element, this.richMenu.element);
    this.refresh();
  }

  focus() {
    this.composer.focus();
    this.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Fetches what is new. Calls that overlap are joined, so that no entry is shown twice. */
  async refresh() {
    if (this.refreshing) {
      this.refreshAgain = true;
      return;
    }
    this.refreshing = true;
    try {
      do {
        this.refreshAgain = false;
        this.show(await api.timeline(this.userId, this.seen));
      } while (this.refreshAgain);
    } catch (error) {
      this.page.announce(`画面を更新できません（${error.message}）`);
    } finally {
      this.refreshing = false;
    }
  }

  show({ entries, next, user, richMenu }) {
    this.seen = next;
    this.chat.append(entries);
    if (entries.length) this.quickReplies.show(entries.at(-1));
    this.richMenu.show(richMenu);
    this.blocked = user.blocked;
    this.composer.enable(!user.blocked);
    this.blockButton.textContent = user.blocked ? "ブロックを解除" : "ブロック";
    this.chat.showBlocked(user.blocked);
  }

  /** Sends one webhook event and says so when the bot server did not take it. */
  async send(event) {
    this.quickReplies.hide();
    try {
      const { deliveries } = await api.sendEvent(this.userId, event);
      await this.refresh();
      this.reportDelivery(deliveries);
    } catch (error) {
      this.page.announce(`送れませんでした（${error.message}）`);
    }
  }

  sendText(text) {
    return this.send({ type: "message", message: { type: "text", text } });
  }

  async sendImage(file) {
    try {
      const { messageId } = await api.uploadContent(this.userId, file);
      await this.send({ type: "message", message: { type: "image", id: messageId } });
    } catch (error) {
      this.page.announce(`画像を送れませんでした（${error.message}）`);
    }
  }

  async toggleBlock() {
    const { deliveries } = await (this.blocked ? api.unblock(this.userId) : api.block(this.userId));
    await this.refresh();
    this.reportDelivery(deliveries);
  }

  reportDelivery(deliveries) {
    const failed = deliveries.find(({ status }) => !(status >= 200 && status < 300));
    if (!failed) return;
    const status = failed.status ? `（${failed.status}）` : "";
    this.chat.note(`${REASONS[failed.reason] ?? "アカウントのサーバーが応答しませんでした"}${status}。`);
  }
}
