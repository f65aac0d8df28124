// The rich menu: an image with areas to tap, or the areas alone while there is no image.
import { nameOf, tappable } from "./actions.js";
import { el, style } from "./dom.js";

export class RichMenu {
  constructor(phone) {
    this.phone = phone;
    this.bar = el("button", { type: "button", class: "chat-bar", "data-testid": "rich-menu-toggle", "aria-expanded": "false",
      onclick: () => this.toggle(this.panel.hidden) });
    this.panel = el("div", { class: "rich-menu", "data-testid": "rich-menu", role: "group", "aria-label": "リッチメニュー", hidden: true });
    this.element = el("div", { hidden: true }, this.bar, this.panel);
  }

  show(menu) {
    const key = JSON.stringify(menu);
    if (key === this.key) return;
    const replaced = menu?.richMenuId !== this.menuId;
    this.key = key;
    this.menuId = menu?.richMenuId;
    this.element.hidden = !menu;
    if (!menu) return;
    this.bar.textContent = menu.chatBarText;
    this.draw(menu);
    if (replaced) this.toggle(menu.selected || (this.wasOpen ?? false));
  }

  draw(menu) {
    const { width, height } = menu.size;
    style(this.panel, { "aspect-ratio": `${width} / ${height}` });
    const image = menu.hasImage
      ? el("img", { src: `/_emulator/richmenus/${encodeURIComponent(menu.richMenuId)}/image`, alt: "" })
      : null;
    const areas = menu.areas.map(({ bounds, action }, number) => {
      const name = nameOf(action, `ボタン${number + 1}`);
      const area = tappable(action, this.phone, { class: menu.hasImage ? "area" : "area drawn", "data-testid": "rich-menu-area", "aria-label": name },
        menu.hasImage ? null : name);
      return style(area, { left: `${(bounds.x / width) * 100}%`, top: `${(bounds.y / height) * 100}%`,
        width: `${(bounds.width / width) * 100}%`, height: `${(bounds.height / height) * 100}%` });
    });
    this.panel.replaceChildren(...(image ? [image] : []), ...areas);
  }

  toggle(open) {
    this.wasOpen = open;
    this.panel.hidden = !open;
    this.bar.setAttribute("aria-expanded", String(open));
    this.phone.chat.scrollToEnd();
  }
}
