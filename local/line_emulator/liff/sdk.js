// A stand-in of LIFF SDK v2 for local development. It reads the tokens that the emulator puts into the
// fragment, as LINE does, and keeps them for the tab. API: https://developers.line.biz/en/reference/liff/
(() => {
  "use strict";

  const platform = new URL(document.currentScript.src).origin;
  const storageKey = "liff-emulator";
  let session = null;
  let liffId = null;
  let settleReady;
  const ready = new Promise((resolve) => { settleReady = resolve; });

  class LiffError extends Error {
    constructor(code, message) {
      super(message);
      this.name = "LiffError";
      this.code = code;
    }
  }

  function takeSessionFromAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (!given.has("id_token")) return;
    const taken = { idToken: given.get("id_token"), accessToken: given.get("access_token") };
    sessionStorage.setItem(storageKey, JSON.stringify(taken));
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  function restoreSession() {
    try {
      return JSON.parse(sessionStorage.getItem(storageKey));
    } catch {
      return null;
    }
  }

  function decode(idToken) {
    const part = idToken.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(part), (char) => char.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  async function call(path, options = {}) {
    if (!session) throw new LiffError("UNAUTHORIZED", "User not logged in");
    const response = await fetch(platform + path, {
      ...options,
      headers: { authorization: `Bearer ${session.accessToken}`, "content-type": "application/json" },
    });
    const body = await response.json();
    if (!response.ok) throw new LiffError(String(response.status), body.message ?? body.error_description);
    return body;
  }

  const permission = {
    query: async () => ({ state: "granted" }),
    requestAll: async () => undefined,
    getGrantedAll: async () => ["profile", "openid", "chat_message.write"],
  };

  window.liff = {
    id: null,
    ready,
    permission,
    async init(config, onSuccess, onError) {
      if (!config?.liffId) {
        const error = new LiffError("INVALID_CONFIG", "liffId is necessary for liff.init()");
        onError?.(error);
        throw error;
      }
      liffId = this.id = config.liffId;
      takeSessionFromAddress();
      session = restoreSession();
      settleReady();
      onSuccess?.();
      if (config.withLoginOnExternalBrowser && !session) this.login();
    },
    isLoggedIn: () => session !== null,
    isInClient: () => session !== null,
    login(options = {}) {
      const target = new URL(options.redirectUri ?? location.href);
      location.assign(`${platform}/liff/${liffId}${target.pathname}${target.search}`);
    },
    logout() {
      sessionStorage.removeItem(storageKey);
      session = null;
    },
    getIDToken: () => session?.idToken ?? null,
    getDecodedIDToken: () => (session ? decode(session.idToken) : null),
    getAccessToken: () => session?.accessToken ?? null,
    getProfile: () => call("/v2/profile"),
    getFriendship: () => call("/friendship/v1/status"),
    requestFriendship: async () => undefined,
    sendMessages: (messages) => call("/_emulator/liff/messages", { method: "POST", body: JSON.stringify({ messages }) }).then(() => undefined),
    getLanguage: () => navigator.language,
    getAppLanguage: () => navigator.language,
    getOS: () => "web",
    getVersion: () => "2.29.2",
    getLineVersion: () => null,
    getContext: () => (session ? { type: "utou", viewType: "full", userId: decode(session.idToken).sub, liffId } : null),
    isApiAvailable: (name) => ["getProfile", "sendMessages"].includes(name),
    closeWindow: () => window.close(),
    openWindow: ({ url }) => window.open(url, "_blank", "noopener"),
    scanCodeV2: async () => { throw new LiffError("FORBIDDEN", "The emulator has no camera"); },
    shareTargetPicker: async () => { throw new LiffError("FORBIDDEN", "The emulator has no friends to share with"); },
  };
})();
