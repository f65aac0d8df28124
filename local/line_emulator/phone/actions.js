// What a tap does, and the element that can be tapped.
import { ask, el } from "./dom.js";
import { askLocation } from "./location.js";

const OPENABLE = ["http:", "https:", "tel:", "line:"];
const PICKERS = { date: ["date", "日付をえらぶ"], time: ["time", "時刻をえらぶ"], datetime: ["datetime-local", "日時をえらぶ"] };

/** The address that a tap may open, or null. LIFF addresses lead to the emulator and name the resident. */
export function openableAddress(uri, userId) {
  let address;
  try {
    address = new URL(uri);
  } catch {
    return null;
  }
  if (!OPENABLE.includes(address.protocol)) return null;
  if (address.host === "liff.line.me") address = new URL(`/liff${address.pathname}${address.search}`, location.origin);
  if (address.protocol === "line:" && uri.startsWith("line://app/")) address = new URL(`/liff/${uri.slice(11)}`, location.origin);
  if (address.origin === location.origin && address.pathname.startsWith("/liff/")) address.searchParams.set("emulator_user", userId);
  return address.href;
}

/** What a screen reader says for an action without a label. */
export function nameOf(action, otherwise = "ひらく") {
  return action.label || action.displayText || action.text || otherwise;
}

/** A link or a button that performs the action. */
export function tappable(action, phone, attributes = {}, ...children) {
  if (action.type === "uri") {
    const href = openableAddress(action.uri ?? action.linkUri, phone.userId);
    if (href) return el("a", { href, target: "_blank", rel: "noopener", ...attributes }, ...children);
  }
  return el("button", { type: "button", onclick: () => phone.perform(action), ...attributes }, ...children);
}

/** Lays an invisible tap target over an element; what can be tapped inside stays above it. */
export function coverWithTap(element, action, phone, otherwise) {
  element.classList.add("tappable");
  element.append(tappable(action, phone, { class: "tap", "aria-label": nameOf(action, otherwise) }));
  return element;
}

/** The function that performs actions on one phone. */
export function performer(phone) {
  const doings = {
    message: (action) => phone.sendText(action.text),
    postback: (action) => sendPostback(phone, action),
    datetimepicker: (action) => pickDate(phone, action),
    camera: () => phone.composer.chooseImage(),
    cameraRoll: () => phone.composer.chooseImage(),
    location: () => askLocation(phone),
    clipboard: (action) => copy(phone, action.clipboardText),
    richmenuswitch: (action) => phone.send({ type: "postback",
      postback: { data: action.data, params: { newRichMenuAliasId: action.richMenuAliasId, status: "SUCCESS" } } }),
  };
  return (action) => (doings[action.type] ? doings[action.type](action) : phone.page.announce("この操作はできません。"));
}

async function sendPostback(phone, action) {
  if (action.inputOption === "closeRichMenu") phone.richMenu.toggle(false);
  if (action.inputOption === "openRichMenu") phone.richMenu.toggle(true);
  if (action.inputOption === "openKeyboard") phone.composer.fill(action.fillInText ?? "");
  await phone.send({ type: "postback", postback: { data: action.data }, displayText: action.displayText });
  // The older `text` property is said by the resident as a message of its own.
  if (action.text) await phone.sendText(action.text);
}

async function pickDate(phone, action) {
  const [type, title] = PICKERS[action.mode] ?? PICKERS.date;
  const form = (value) => value?.replace("t", "T");
  const input = el("input", { id: "picked", name: "picked", type, required: true, value: form(action.initial),
    min: form(action.min), max: form(action.max), "data-testid": "date-input" });
  const answer = await ask(title, [el("label", { for: "picked" }, title), input], "決定");
  if (!answer) return;
  const picked = answer.get("picked").slice(0, type === "datetime-local" ? 16 : undefined);
  await phone.send({ type: "postback", postback: { data: action.data, params: { [action.mode]: picked } } });
}

async function copy(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
    phone.page.announce("コピーしました。");
  } catch {
    phone.page.announce("このブラウザーではコピーできません。");
  }
}
