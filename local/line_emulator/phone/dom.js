// Builds elements. Text from messages only ever becomes text nodes: nothing here parses HTML.

/** An element with attributes, listeners (on...) and children; null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Sets CSS properties that have a value. */
export function style(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && value !== null && value !== "") element.style.setProperty(name, value);
  }
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A decorative line icon, drawn from one path in a 24 x 24 field. */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

export const ICONS = {
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-6 16-3-7z",
  close: "M6 6l12 12M18 6 6 18",
  pin: "M12 21s7-6.5 7-12a7 7 0 1 0-14 0c0 5.5 7 12 7 12zM12 11a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
};

/** A modal form that answers its values, or null when it was cancelled. */
export function ask(title, fields, confirm) {
  return new Promise((resolve) => {
    const heading = el("h2", { id: "ask-title" }, title);
    const cancel = el("button", { type: "button", class: "plain", onclick: () => dialog.close() }, "やめる");
    const form = el("form", { method: "dialog" }, heading, fields,
      el("div", { class: "ask-buttons" }, cancel, el("button", { "data-testid": "ask-confirm" }, confirm)));
    const dialog = el("dialog", { "aria-labelledby": "ask-title", class: "ask" }, form);
    let answer = null;
    form.addEventListener("submit", () => { answer = new FormData(form); });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
  });
}
