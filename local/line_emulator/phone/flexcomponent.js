// Flex components: box, text, button, image, icon, separator, filler and video.
import { coverWithTap, nameOf, tappable } from "./actions.js";
import { el, style } from "./dom.js";
import { borderWidth, color, gradient, imageSize, length, ratio, space, textSize } from "./flexvalue.js";

const ALIGN = { start: "flex-start", end: "flex-end", center: "center" };
const GRAVITY = { top: "flex-start", bottom: "flex-end", center: "center" };
const RENDERERS = { box: renderBox, text: renderText, button: renderButton, image: renderImage, icon: renderIcon,
  separator: renderSeparator, filler: () => el("div", { class: "flex-filler" }), video: renderVideo };

/** The element that shows a component inside a box of this layout. */
export function renderComponent(component, parent, phone) {
  const element = RENDERERS[component.type](component, parent, phone);
  place(element, component, parent);
  return component.action && component.type !== "button" ? coverWithTap(element, component.action, phone, readable(component)) : element;
}

function readable(component) {
  return component.text ?? component.contents?.map(readable).filter(Boolean).join(" ");
}

/** Share of the space, margin to the sibling before, and offsets. */
function place(element, component, parent) {
  const sideways = parent.layout !== "vertical";
  style(element, { flex: share(component, sideways) });
  const gap = parent.first ? undefined : space(component.margin ?? parent.spacing);
  style(element, { [sideways ? "margin-inline-start" : "margin-top"]: component.type === "filler" ? undefined : gap });
  if (component.position === "absolute") element.classList.add("absolute");
  style(element, { top: space(component.offsetTop), bottom: space(component.offsetBottom),
    "inset-inline-start": space(component.offsetStart), "inset-inline-end": space(component.offsetEnd) });
  if (sideways && component.gravity) style(element, { "align-self": GRAVITY[component.gravity] });
}

function share(component, sideways) {
  if (["icon", "separator"].includes(component.type) || component.width || (!sideways && component.height)) return "none";
  const parts = component.flex ?? (component.type === "filler" || sideways ? 1 : 0);
  if (parts === 0) return "none";
  return sideways ? `${parts} 1 0` : `${parts} 0 auto`;
}

function renderBox(box, parent, phone) {
  const element = el("div", { class: `flex-box ${box.layout}` },
    box.contents.map((component, number) => renderComponent(component, { layout: box.layout, spacing: box.spacing, first: number === 0 }, phone)));
  const blockPadding = parent.block && parent.block !== "hero";
  if (blockPadding) element.classList.add("block-padding");
  style(element, {
    "background-color": color(box.backgroundColor), "background-image": gradient(box.background),
    "border-color": color(box.borderColor), "border-width": borderWidth(box.borderWidth), "border-radius": space(box.cornerRadius),
    width: length(box.width), "max-width": length(box.maxWidth), height: length(box.height), "max-height": length(box.maxHeight),
    padding: space(box.paddingAll), "padding-top": space(box.paddingTop), "padding-bottom": space(box.paddingBottom),
    "padding-inline-start": space(box.paddingStart), "padding-inline-end": space(box.paddingEnd),
    "justify-content": box.justifyContent, "align-items": box.alignItems,
  });
  return element;
}

function textStyle(part) {
  return { "font-size": textSize(part.size), color: color(part.color), "font-weight": part.weight === "bold" ? "700" : undefined,
    "font-style": part.style === "italic" ? "italic" : undefined, "text-decoration": part.decoration };
}

function renderText(text, parent) {
  const words = text.contents?.length
    ? text.contents.map((span) => style(el("span", {}, span.text), textStyle(span)))
    : [text.text];
  const inner = el("span", { class: text.wrap ? "flex-words wrap" : "flex-words" }, words);
  if (text.wrap && text.maxLines) style(inner, { display: "-webkit-box", "-webkit-box-orient": "vertical", "-webkit-line-clamp": String(text.maxLines), overflow: "hidden" });
  const element = style(el("div", { class: "flex-text" }, inner), { ...textStyle(text), "text-align": text.align });
  if (text.lineSpacing) style(inner, { "line-height": `calc(1.4em + ${length(text.lineSpacing)})` });
  if (parent.layout === "vertical" && text.gravity) style(element, { display: "flex", "align-items": GRAVITY[text.gravity] });
  return element;
}

function renderButton(button, parent, phone) {
  const look = button.style ?? "link";
  const inner = tappable(button.action, phone, { class: `flex-button ${look} ${button.height ?? "md"}`, "data-testid": "flex-button" }, nameOf(button.action));
  style(inner, look === "link" ? { color: color(button.color) } : { "background-color": color(button.color) });
  return el("div", { class: "flex-button-place" }, inner);
}

function renderImage(image) {
  const fit = image.aspectMode === "cover" ? "cover" : "contain";
  const picture = style(el("img", { src: image.url, alt: "" }), { "aspect-ratio": ratio(image.aspectRatio, "1:1"), "object-fit": fit,
    "background-color": color(image.backgroundColor), width: imageSize(image.size ?? "md") });
  return style(el("div", { class: "flex-image" }, picture), { "justify-content": ALIGN[image.align ?? "center"] });
}

function renderIcon(iconPart) {
  const size = textSize(iconPart.size ?? "md");
  return style(el("img", { class: "flex-icon", src: iconPart.url, alt: "" }), { height: size, "aspect-ratio": ratio(iconPart.aspectRatio, "1:1") });
}

function renderSeparator(separator, parent) {
  const element = el("div", { class: parent.layout === "vertical" ? "flex-separator" : "flex-separator upright" });
  return style(element, { "background-color": color(separator.color) });
}

function renderVideo(video, parent, phone) {
  const alternative = renderComponent(video.altContent, { layout: "vertical", first: true }, phone);
  return el("div", { class: "flex-video" }, alternative, el("span", { class: "video-mark" }, "動画"));
}
