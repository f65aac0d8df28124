// The emulator's control API.

async function call(path, options = {}) {
  const response = await fetch(path, options);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error ?? `${response.status}`);
  return body;
}

const post = (path, body = {}) =>
  call(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

const user = (userId) => `/_emulator/users/${encodeURIComponent(userId)}`;

export const api = {
  account: () => call("/phone/account.json"),
  users: () => call("/_emulator/users"),
  addUser: (displayName) => post("/_emulator/users", { displayName }),
  timeline: (userId, after) => call(`${user(userId)}/timeline?after=${after}`),
  sendEvent: (userId, event) => post(`${user(userId)}/events`, event),
  block: (userId) => post(`${user(userId)}/block`),
  unblock: (userId) => post(`${user(userId)}/unblock`),
  uploadContent: (userId, file) =>
    call(`${user(userId)}/content`, { method: "POST", headers: { "content-type": file.type }, body: file }),
};

/** Calls back with the ids of the users whose chats changed; answers a function that ends it. */
export function watch(userIds, changed) {
  if (!userIds.length) return () => undefined;
  const source = new EventSource(`/_emulator/stream?users=${userIds.join(",")}`);
  source.addEventListener("message", (event) => changed(JSON.parse(event.data)));
  // After a lost connection anything may have happened.
  source.addEventListener("open", () => changed(userIds));
  return () => source.close();
}
