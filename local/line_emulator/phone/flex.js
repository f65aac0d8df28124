// Flex messages: bubbles and carousels. Sizes follow LINE's own layout on a phone.
import { coverWithTap } from "./actions.js";
import { el, style } from "./dom.js";
import { renderComponent } from "./flexcomponent.js";
import { color } from "./flexvalue.js";

const WIDTHS = { nano: "120px", micro: "160px", deca: "220px", hecto: "241px", kilo: "260px", mega: "300px", giga: "386px" };
const SMALL = ["nano", "micro", "deca", "hecto"];

/** The element that shows a Flex container. */
export function renderFlex(container, phone) {
  if (container.type === "bubble") return renderBubble(container, phone);
  return el("div", { class: "carousel", tabindex: 0, role: "group", "aria-label": "横にめくれます" },
    container.contents.map((bubble) => renderBubble(bubble, phone)));
}

function renderBubble(bubble, phone) {
  const size = bubble.size ?? "mega";
  const element = el("div", { class: SMALL.includes(size) ? "flex-bubble small" : "flex-bubble", dir: bubble.direction });
  style(element, { width: WIDTHS[size] });
  for (const block of ["header", "hero", "body", "footer"]) {
    if (bubble[block]) element.append(renderBlock(block, bubble, phone));
  }
  return bubble.action ? coverWithTap(element, bubble.action, phone) : element;
}

function renderBlock(block, bubble, phone) {
  const look = bubble.styles?.[block] ?? {};
  const element = el("div", { class: `flex-block ${block}` }, renderComponent(bubble[block], { layout: "vertical", block }, phone));
  style(element, { "background-color": color(look.backgroundColor) });
  if (look.separator) style(element, { "border-top": `1px solid ${color(look.separatorColor) ?? "#d4d6da"}` });
  return element;
}
