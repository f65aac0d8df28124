// The line in which the resident writes, with pictures and places beside it.
import { el, icon, ICONS } from "./dom.js";
import { askLocation } from "./location.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    const id = `composer-${phone.userId}`;
    this.input = el("textarea", { id, rows: 1, maxlength: 5000, "data-testid": "composer", placeholder: "メッセージを入力",
      oninput: () => this.fit(), onkeydown: (event) => this.sendOnEnter(event) });
    this.file = el("input", { type: "file", accept: "image/*", class: "hidden", tabindex: -1, "aria-label": "送る画像",
      "data-testid": "image-file", onchange: () => this.sendImage() });
    this.image = el("button", { type: "button", class: "round", "aria-label": "画像を送る", "data-testid": "send-image",
      onclick: () => this.chooseImage() }, icon(ICONS.plus));
    this.place = el("button", { type: "button", class: "round", "aria-label": "位置情報を送る", "data-testid": "send-location",
      onclick: () => askLocation(phone) }, icon(ICONS.pin));
    this.button = el("button", { class: "round send", "aria-label": "送信", "data-testid": "send" }, icon(ICONS.send));
    this.element = el("form", { class: "composer", onsubmit: (event) => this.send(event) },
      this.image, this.place, this.file, el("label", { for: id, class: "unseen" }, "メッセージ"), this.input, this.button);
  }

  focus() {
    this.input.focus({ preventScroll: true });
  }

  fill(text) {
    this.input.value = text;
    this.fit();
    this.focus();
  }

  enable(enabled) {
    for (const control of [this.input, this.image, this.place, this.button]) control.disabled = !enabled;
  }

  chooseImage() {
    this.file.click();
  }

  sendImage() {
    const [file] = this.file.files;
    if (file) this.phone.sendImage(file);
    this.file.value = "";
  }

  sendOnEnter(event) {
    // Enter that ends a conversion of kana is not meant for us.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  send(event) {
    event.preventDefault();
    const text = this.input.value;
    if (!text.trim()) return;
    this.fill("");
    this.phone.sendText(text);
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 96)}px`;
  }
}
