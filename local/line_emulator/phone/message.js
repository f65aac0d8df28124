// Renders one message of any type.
import { coverWithTap } from "./actions.js";
import { el, style } from "./dom.js";
import { renderFlex } from "./flex.js";
import { renderTemplate } from "./template.js";
import { withLinks } from "./text.js";

const RENDERERS = {
  text: (message, phone) => el("div", { class: "bubble" }, withLinks(message.text, phone)),
  textV2: (message, phone) => el("div", { class: "bubble" }, withLinks(message.text, phone)),
  flex: (message, phone) => el("div", { class: "flex-message", role: "group", "aria-label": message.altText }, renderFlex(message.contents, phone)),
  template: renderTemplate,
  image: renderImage,
  imagemap: renderImagemap,
  location: renderLocation,
  video: (message) => placeholder("動画", message.previewImageUrl),
  audio: () => placeholder("音声"),
  file: (message) => placeholder(`ファイル ${message.fileName ?? ""}`),
  sticker: (message) => placeholder(`スタンプ ${message.packageId}/${message.stickerId}`),
};

/** The element that shows the message. */
export function renderMessage(message, phone) {
  return (RENDERERS[message.type] ?? (() => placeholder(`${message.type}（この画面では表示できません）`)))(message, phone);
}

function placeholder(name, imageUrl) {
  return el("div", { class: "placeholder" }, imageUrl ? el("img", { src: imageUrl, alt: "" }) : null, el("span", {}, name));
}

function renderImage(message) {
  // A resident's own picture lies at the emulator; the account's lies at its address.
  const own = message.contentProvider?.type === "line";
  const address = own ? `/_emulator/contents/${encodeURIComponent(message.id)}` : message.previewImageUrl ?? message.contentProvider?.previewImageUrl;
  return el("img", { class: "picture", src: address, alt: own ? "自分が送った画像" : "アカウントが送った画像" });
}

function renderLocation(message) {
  const { latitude, longitude } = message;
  return el("div", { class: "bubble location" }, el("strong", {}, message.title ?? "位置情報"),
    el("span", {}, message.address ?? ""),
    el("a", { href: `https://maps.gsi.go.jp/#16/${Number(latitude)}/${Number(longitude)}/`, target: "_blank", rel: "noopener" }, "地図を見る"));
}

function renderImagemap(message, phone) {
  const { width, height } = message.baseSize;
  const map = style(el("div", { class: "imagemap", role: "group", "aria-label": message.altText }), { "aspect-ratio": `${width} / ${height}` });
  map.append(el("img", { src: `${message.baseUrl}/700`, alt: message.altText }));
  for (const action of message.actions) {
    const { x, y, width: wide, height: high } = action.area;
    const area = style(el("div", { class: "map-area" }), { left: `${(x / width) * 100}%`, top: `${(y / height) * 100}%`,
      width: `${(wide / width) * 100}%`, height: `${(high / height) * 100}%` });
    map.append(coverWithTap(area, action, phone));
  }
  return map;
}
