// The page: a row of phones, one for each resident that is open in this browser.
import { api, watch } from "./api.js";
import { el } from "./dom.js";
import { Phone } from "./phone.js";

const MOST_OPENED_AT_FIRST = 2;
const MOST_OPEN = 20;
const STORAGE_KEY = "open-residents";

const row = document.getElementById("phones");
const nobody = document.getElementById("nobody");
const select = document.getElementById("open-resident");
const form = document.getElementById("add-resident");
const phones = new Map();
let account;
let stopWatching = () => undefined;

function announce(sentence) {
  document.getElementById("announcement").textContent = sentence;
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(STORAGE_KEY)) ?? [];
  } catch {
    return [];
  }
}

function watchOpenPhones() {
  stopWatching();
  const open = [...phones.keys()];
  localStorage.setItem(STORAGE_KEY, JSON.stringify(open));
  nobody.hidden = open.length > 0;
  stopWatching = watch(open, (changed) => changed.forEach((userId) => phones.get(userId)?.refresh()));
}

function open(resident) {
  if (phones.has(resident.userId) || phones.size >= MOST_OPEN) return;
  const phone = new Phone(resident, account, { announce, close });
  phones.set(resident.userId, phone);
  row.append(phone.element);
}

function close(userId) {
  phones.get(userId).element.remove();
  phones.delete(userId);
  watchOpenPhones();
  listOthers();
  form.elements.name.focus();
}

async function listOthers() {
  const { users } = await api.users();
  const closed = users.filter((resident) => !phones.has(resident.userId));
  select.replaceChildren(el("option", { value: "" }, "えらぶ"),
    ...closed.map((resident) => el("option", { value: resident.userId }, resident.displayName)));
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const displayName = form.elements.name.value.trim();
  if (!displayName) return;
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const { userId } = await api.addUser(displayName);
    form.reset();
    open({ userId, displayName });
    watchOpenPhones();
    phones.get(userId)?.focus();
    announce(`${displayName}さんが友だちになりました。`);
  } catch (error) {
    announce(`追加できませんでした（${error.message}）`);
  } finally {
    button.disabled = false;
  }
});

select.addEventListener("change", async () => {
  // Read at once: whoever lists the others in the meantime empties the choice.
  const chosen = select.value;
  const { users } = await api.users();
  const resident = users.find(({ userId }) => userId === chosen);
  if (!resident) return;
  open(resident);
  watchOpenPhones();
  listOthers();
  phones.get(resident.userId)?.focus();
});

async function start() {
  account = await api.account();
  const { users } = await api.users();
  const wanted = new Set(remembered());
  const reopened = users.filter(({ userId }) => wanted.has(userId));
  (reopened.length ? reopened : users.slice(0, MOST_OPENED_AT_FIRST)).forEach(open);
  watchOpenPhones();
  listOthers();
}

start();
