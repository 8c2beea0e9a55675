// Passkeys: asks the browser to make or use one, and sends its answer to the desk. Forms of codes are
// sent once, since the second request would come with a session that the first has replaced.
"use strict";

(() => {
  const CANCELLED = "No passkey was used: the browser’s question was closed, or took too long. Try again.";
  const HAS_ONE = "This device has a passkey for your account already. Use another device, or a security key.";
  const NOT_HERE = "This browser offers no passkeys here. Use an authenticator app.";
  const FAILED = "The browser could not do that. Try again, or use a code.";

  const toBytes = (text) => Uint8Array.from(
    atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0),
  );
  const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // Options come as JSON, in which bytes are base64url.
  const withBytes = (descriptors) => (descriptors ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));
  const forMaking = (options) => ({
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: withBytes(options.excludeCredentials),
  });
  const forUsing = (options) => ({
    ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials),
  });

  function asJson(credential) {
    const response = { clientDataJSON: toText(credential.response.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = toText(credential.response[part]);
    }
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: toText(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  }

  async function ask(form) {
    const options = await newsroom.send(form.dataset.options, new FormData(form));
    if (!options) return null;
    const publicKey = await options.json();
    if (publicKey.fault) {
      show(form, publicKey.fault, publicKey.field);
      return null;
    }
    return form.matches("[data-adds-passkey]")
      ? navigator.credentials.create({ publicKey: forMaking(publicKey) })
      : navigator.credentials.get({ publicKey: forUsing(publicKey) });
  }

  // A fault of a field stands at the field, where the page has it; any other below the button.
  function show(form, fault, name) {
    const field = fault && name ? form.elements[name] : null;
    for (const line of form.querySelectorAll(".problem")) {
      const isPlace = field ? line.dataset.field === name : !line.dataset.field;
      line.textContent = isPlace ? fault : "";
      line.hidden = !line.textContent;
    }
    for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  async function send(form) {
    if (!window.PublicKeyCredential) return show(form, NOT_HERE);
    show(form, "");
    let credential;
    try {
      credential = await ask(form);
    } catch (error) {
      const words = { InvalidStateError: HAS_ONE, NotAllowedError: CANCELLED, SecurityError: NOT_HERE };
      return show(form, words[error.name] ?? FAILED);
    }
    if (!credential) return null;
    const fields = new FormData(form);
    fields.delete("password"); // the question was asked because it is right
    fields.set("credential", asJson(credential));
    const response = await newsroom.send(form.action, fields);
    const answer = response && await response.json();
    if (answer?.go) location.assign(answer.go);
    else if (answer) show(form, answer.fault);
    return null;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const isPasskey = form.matches("[data-adds-passkey], [data-uses-passkey]");
    if (!isPasskey && !form.matches("[data-sends-once]")) return;
    if (isPasskey || form.dataset.sent) event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "true";
    if (!isPasskey) return;
    await send(form);
    delete form.dataset.sent;
  });
  // A page that Back shows again from memory may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
})();
