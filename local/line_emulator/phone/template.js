// Template messages: buttons, confirm, carousel and image carousel.
import { coverWithTap, nameOf, tappable } from "./actions.js";
import { el, style } from "./dom.js";

/** The element that shows a template message. */
export function renderTemplate(message, phone) {
  const { template } = message;
  const show = { buttons, confirm, carousel, image_carousel: imageCarousel }[template.type];
  return el("div", { class: "template", role: "group", "aria-label": message.altText }, show(template, phone));
}

function actions(list, phone, sideways = false) {
  return el("div", { class: sideways ? "template-actions sideways" : "template-actions" },
    list.map((action) => tappable(action, phone, { class: "template-action", "data-testid": "template-action" }, nameOf(action))));
}

function card(part, phone, options = {}) {
  const image = part.thumbnailImageUrl
    ? style(el("img", { class: "template-image", src: part.thumbnailImageUrl, alt: "" }), {
      "aspect-ratio": options.imageAspectRatio === "square" ? "1 / 1" : "1.51 / 1",
      "object-fit": options.imageSize === "contain" ? "contain" : "cover",
      "background-color": part.imageBackgroundColor ?? options.imageBackgroundColor })
    : null;
  const top = el("div", {}, image, el("div", { class: "template-text" },
    part.title ? el("strong", {}, part.title) : null, el("span", {}, part.text)));
  if (part.defaultAction) coverWithTap(top, part.defaultAction, phone, part.title);
  return el("div", { class: "card" }, top, actions(part.actions, phone));
}

function buttons(template, phone) {
  return card(template, phone, template);
}

function confirm(template, phone) {
  return el("div", { class: "card" }, el("div", { class: "template-text" }, el("span", {}, template.text)),
    actions(template.actions, phone, true));
}

function carousel(template, phone) {
  return el("div", { class: "carousel", tabindex: 0, role: "group", "aria-label": "横にめくれます" },
    template.columns.map((column) => card(column, phone, template)));
}

function imageCarousel(template, phone) {
  return el("div", { class: "carousel", tabindex: 0, role: "group", "aria-label": "横にめくれます" },
    template.columns.map(({ imageUrl, action }) => coverWithTap(
      el("div", { class: "image-card" }, el("img", { src: imageUrl, alt: "" }),
        action.label ? el("span", { class: "image-label" }, action.label) : null), action, phone)));
}
